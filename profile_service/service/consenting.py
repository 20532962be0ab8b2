"""Keep what records consent to: of what a source said of one record, purpose and channel, the decisive statement."""

from collections.abc import Sequence
from typing import TypeAlias

from profile_service.domain.consents import Consent, decisive
from profile_service.domain.counts import Outcome
from profile_service.service.prepared import Prepared
from profile_service.store import consents
from profile_service.store.door import Ask, Transaction

Use: TypeAlias = tuple[str, str, str]
"""Record, purpose and channel."""


async def keep_consents(tx: Transaction, items: Sequence[Prepared], outcomes: list[Outcome]) -> None:
    """Keep what the items say, unless what is stored overrules it. The records must be stored."""
    await consents.keep(tx, (await decided(tx.run, items, outcomes)).values())


async def decided(ask: Ask, items: Sequence[Prepared], outcomes: list[Outcome]) -> dict[Use, Consent]:
    """What differs from what is stored; the items that brought it count as such that change something."""
    if not any(item.consents for item in items):
        return {}
    records = {consent.record for item in items for consent in item.consents}
    now = {_use(consent): consent for consent in await consents.of(ask, records)}
    before = dict(now)
    for position, item in enumerate(items):
        for consent in item.consents:
            use = _use(consent)
            stands = decisive([consent, now.get(use, consent)])
            if stands != now.get(use):
                now[use] = stands
                outcomes[position] = max(outcomes[position], Outcome.CHANGED)
    return {use: consent for use, consent in now.items() if consent != before.get(use)}


def _use(consent: Consent) -> Use:
    return consent.record, consent.purpose, consent.channel
