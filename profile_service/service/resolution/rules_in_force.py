"""The identity rules in force, by which every writer resolves: those that were applied, or the package's own."""

from typing import NamedTuple

from profile_service.domain.resolution.rules import Rules
from profile_service.service.declared.identity_rules import packaged_rules, rules_from
from profile_service.store.engine.readable import Readable
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution import rules as stored_rules

_WHERE = "the rules in force"
_PARSED: dict[str, Rules] = {}


async def rules_in_force(tx: WriteTransaction) -> Rules:
    """The rules, read once for each digest; the digest comes with the write lock."""
    if tx.rules is None:
        return packaged_rules()
    if tx.rules not in _PARSED:
        _PARSED[tx.rules] = rules_from(await stored_rules.text(tx.run, tx.rules), _WHERE)
    return _PARSED[tx.rules]


class ActiveRules(NamedTuple):
    """The rules in force, for readers. `version_base`: what is added to the stored versions of profiles; `since`: when
    the rules were applied (fixed-width UTC text), empty for those of the package."""

    rules: Rules
    version_base: int = 0
    since: str = ""


async def active_rules(store: Readable) -> ActiveRules:
    """The rules in force, outside a transaction."""
    applied = await stored_rules.in_force(store.read)
    if applied is None:
        return ActiveRules(packaged_rules())
    if applied.digest not in _PARSED:
        _PARSED[applied.digest] = rules_from(applied.text, _WHERE)
    return ActiveRules(_PARSED[applied.digest], applied.version_base, applied.applied_at)
