"""Keep what records consent to: of what a source said of one record, purpose and channel, the decisive statement."""

from collections.abc import Container, Sequence
from typing import TypeAlias

from profile_service.domain.consents import Consent, decisive
from profile_service.domain.counts import Outcome
from profile_service.service.prepared import Prepared
from profile_service.store import consents
from profile_service.store.door import Ask, Transaction

Use: TypeAlias = tuple[str, str, str]
"""Record, purpose and channel."""


async def keep_consents(
    tx: Transaction, items: Sequence[Prepared], before: Container[str], outcomes: list[Outcome]
) -> None:
    """Keep what the items say, unless what is stored overrules it. The records must be stored; those that were not
    `before` consented to nothing yet."""
    stated = (await decided(tx.run, items, before, outcomes)).values()
    await consents.keep(tx, [c for c in stated if c.record not in before], [c for c in stated if c.record in before])


async def decided(
    ask: Ask, items: Sequence[Prepared], before: Container[str], outcomes: list[Outcome]
) -> dict[Use, Consent]:
    """What differs from what is stored; the items that brought it count as such that change something."""
    if not any(item.consents for item in items):
        return {}
    records = {consent.record for item in items for consent in item.consents if consent.record in before}
    now = {_use(consent): consent for consent in await consents.of(ask, records)}
    stored = dict(now)
    for position, item in enumerate(items):
        for consent in item.consents:
            use = _use(consent)
            stands = decisive([consent, now.get(use, consent)])
            if stands != now.get(use):
                now[use] = stands
                outcomes[position] = max(outcomes[position], Outcome.CHANGED)
    return {use: consent for use, consent in now.items() if consent != stored.get(use)}


def _use(consent: Consent) -> Use:
    return consent.record, consent.purpose, consent.channel
