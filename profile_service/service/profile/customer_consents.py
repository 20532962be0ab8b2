"""The consents of a customer, and what was stated about addresses that they no longer have."""

from collections.abc import Awaitable, Sequence

from profile_service.domain.profile.profiles import Addresses, ProfileRecord, addresses, consents_at_hand
from profile_service.domain.sources.consents import Consent, ConsentState, consent_states, former_consents
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.store.sources.consents import ConsentHolder


class CustomerConsents:
    """The consents of the customer of some records, whatever the view: nobody may act without knowing them."""

    __slots__ = ("_reads", "_records")

    def __init__(self, reads: BatchedReads, records: Sequence[ProfileRecord]) -> None:
        self._reads = reads
        self._records = records

    def states(self, until: str | None = None) -> Awaitable[list[ConsentState]]:
        """The state of consent for each purpose and channel. It is asked at once, so that it is read together with what
        else a request asks for. `until` (fixed-width UTC text): by the statements before that moment, and those
        without a time."""
        held = self._addresses.present
        stated = consents_at_hand(self._records, held)
        holder = ConsentHolder([record.key for record in self._records], held)
        return _states(self._reads.consents.load(holder) if stated is None else stated, until)

    async def former(self) -> list[Consent]:
        """What the customer's own records state about addresses that they held before: it is about no other address,
        and binds nobody who writes to the ones that they hold now."""
        former = self._addresses.former
        statements = await self._reads.consents.load(ConsentHolder([], former)) if former else []
        records = {record.key for record in self._records}
        return former_consents(consent for consent in statements if consent.record in records)

    @property
    def _addresses(self) -> Addresses:
        return addresses(self._records, self._reads.basis.rules)


async def _states(consents: Awaitable[list[Consent]] | list[Consent], until: str | None) -> list[ConsentState]:
    stated = consents if isinstance(consents, list) else await consents
    return consent_states(c for c in stated if until is None or c.at is None or c.at < until)
