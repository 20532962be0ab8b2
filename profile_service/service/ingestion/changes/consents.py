"""Consents to keep: for each record, purpose, channel and address the decisive statement."""

from collections.abc import Container, Sequence
from typing import TypeAlias

from profile_service.domain.sources.consents import Consent, decisive_consent
from profile_service.domain.sources.counts import Outcome
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.engine.store import Read
from profile_service.store.sources import consents

Use: TypeAlias = tuple[str, str, str, Identifier | None]
"""Record, purpose, channel and address."""


async def consents_to_keep(
    ask: Read, items: Sequence[PreparedItem], before: Container[str], outcomes: list[Outcome]
) -> list[Consent]:
    """The items' statements that prevail over the stored ones and differ from them; the items that bring them count as
    changes. Records that were not stored `before` have no stored statement."""
    if not any(item.consents for item in items):
        return []
    records = {consent.record for item in items for consent in item.consents if consent.record in before}
    now = {_use(consent): consent for consent in await consents.of_records(ask, records)}
    stored = dict(now)
    for position, item in enumerate(items):
        for consent in item.consents:
            use = _use(consent)
            before_it = now.get(use)
            if before_it == consent:
                continue
            stands = decisive_consent([consent, before_it]) if before_it else consent
            if stands != before_it:
                now[use] = stands
                outcomes[position] = max(outcomes[position], Outcome.CHANGED)
    return [consent for use, consent in now.items() if consent != stored.get(use)]


def _use(consent: Consent) -> Use:
    return consent.record, consent.purpose, consent.channel, consent.address
