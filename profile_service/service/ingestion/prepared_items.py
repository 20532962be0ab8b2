"""Items prepared for their transaction: everything is computed that needs no look at the store; and left out of it,
where they are about people who must not come in again."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from profile_service.domain.context import event_details
from profile_service.domain.context.order_links import NamedOrder
from profile_service.domain.privacy.hashes import HashKind, PrivacyKeys
from profile_service.domain.sources.consents import Consent, credible
from profile_service.domain.sources.events import Event, Transaction, as_transaction
from profile_service.domain.sources.items import EventDeletion, Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.kinds import CONTACT_FAMILIES, Family, Kinds
from profile_service.domain.sources.order_payments import unknown_payment_word
from profile_service.domain.sources.order_states import MONEY_FAMILIES, OrderStates
from profile_service.domain.values.times import utc_now
from profile_service.service.access.privacy_keys import privacy_keys
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.store.engine.address import SecretPlace
from profile_service.store.engine.store import Read
from profile_service.store.engine.write_lock import Suppressions
from profile_service.store.privacy import suppressions
from profile_service.store.sources.event_rows import EventRow, event_row
from profile_service.store.sources.record_rows import RecordRow, record_row

_TICKETS = frozenset({Family.TICKET, Family.CLAIM, Family.COMPLAINT, Family.INQUIRY})
"""Families of matters of which a source keeps whether they are done."""


class PreparedItem(NamedTuple):
    """An item, ready to be ingested: made by the process that reads the file, and cheap to hand to the one that writes.
    `line` and `rows`: where it begins in its file and how many rows it took; `referenced_records`, `all_records` and
    `former_events`: as the item lists them; `paid_orders`: those that its payments name; `unknown_payment_words` and
    `unknown_ticket_words`: the words of its payments and tickets for their states that are not declared."""

    line: int
    rows: int
    records: tuple[RecordRow, ...]
    events: tuple[EventRow, ...]
    merges: tuple[SourceMerge, ...]
    deletions: tuple[SourceDeletion, ...]
    consents: tuple[Consent, ...]
    event_deletions: tuple[EventDeletion, ...]
    referenced_records: tuple[str, ...]
    all_records: tuple[str, ...]
    former_events: tuple[str, ...] = ()
    paid_orders: tuple[NamedOrder, ...] = ()
    unknown_payment_words: tuple[str, ...] = ()
    unknown_ticket_words: tuple[str, ...] = ()

    @property
    def event_keys(self) -> list[str]:
        """The keys of its events and of those that it deletes, and the former one of the first: the others are only
        stored beside that."""
        keys = [event.key for event in self.events]
        if self.event_deletions:
            keys += [deletion.event for deletion in self.event_deletions]
        if self.former_events:
            keys.append(self.former_events[0])
        return keys


def prepare_item(item: Item) -> PreparedItem:
    """The item prepared; it must be one that can be stored. Work done here need not be done under the write lock."""
    states, kinds = order_states(), touchpoints().kinds
    observed = {record.key: record.observed_at for record in item.records} if item.events else {}
    events = [(event := as_transaction(each), _family(event, kinds)) for each in item.events]
    money_events = [event for event, family in events if family in MONEY_FAMILIES]
    tickets = (event for event, family in events if family in _TICKETS)
    return PreparedItem(
        item.line,
        item.rows,
        tuple(map(record_row, item.records)),
        tuple(_event_row(event, family, states, observed.get(event.record)) for event, family in events),
        item.merges,
        item.deletions,
        tuple(credible(consent, utc_now()) for consent in item.consents),
        item.event_deletions,
        item.referenced_records(),
        item.all_records(),
        item.former_events,
        tuple(order for event in money_events for order in _paid_orders(event)),
        tuple(word for event in money_events if (word := unknown_payment_word(event, states, kinds))),
        tuple(word for event in tickets if (word := event_details.unknown_status(event))),
    )


def _family(event: Event, kinds: Kinds) -> Family | None:
    """The family of an event that is no sale; None where it has none, and of sales."""
    return None if isinstance(event, Transaction) else kinds.family(event.kind)


def _event_row(event: Event, family: Family | None, states: OrderStates, observed_at: str | None) -> EventRow:
    if isinstance(event, Transaction):
        return event_row(event, states, observed_at)
    # A kind that is of no family yet may be declared as one of contacts later.
    is_contact = family is None or family in CONTACT_FAMILIES
    return event_row(event, states, observed_at, is_contact=is_contact, is_payment=family in MONEY_FAMILIES)


def _paid_orders(event: Event) -> Iterator[NamedOrder]:
    own = tuple(sorted({event.record.partition(":")[0], event.key.partition(":")[0]}))
    for name in event_details.order_names(event):
        yield NamedOrder(event.record, (name.source,) if name.source else own, name.number)


class Admitted(NamedTuple):
    """The items that may come in, and the number of rows that were left out as a whole."""

    items: Sequence[PreparedItem]
    suppressed: int = 0


async def without_suppressed(
    read: Read, secret: SecretPlace | None, state: Suppressions, items: Sequence[PreparedItem]
) -> Admitted:
    """The items without what is suppressed: a record whose key or one of whose identifiers is, with its events and all
    else that is stated of it. Costs nothing where nothing is suppressed, and one statement where something is.

    Raises LedgerUnavailable where the secret that made the hashes is not here.
    """
    if not state.hashes:
        return Admitted(items)
    hashes = _Hashes(privacy_keys(secret, state.mark))
    asked = {value for item in items for value in hashes.of_item(item)}
    suppressed = await suppressions.among(read, asked)
    if not suppressed:
        return Admitted(items)
    left = [(item, _without(item, hashes, suppressed)) for item in items]
    return Admitted(
        [kept for _, kept in left if kept is not None], sum(item.rows for item, kept in left if kept is None)
    )


class _Hashes:
    """Keyed hashes, each made once for a batch: a record may be named by hundreds of events."""

    def __init__(self, keys: PrivacyKeys) -> None:
        self._keys = keys
        self._made: dict[tuple[HashKind, str], str] = {}

    def record(self, key: str) -> str:
        return self._hash(HashKind.RECORD, key)

    def event(self, key: str) -> str:
        return self._hash(HashKind.EVENT, key)

    def identifier(self, key: str) -> str:
        return self._hash(HashKind.IDENTIFIER, key)

    def of_record(self, record: RecordRow) -> Iterator[str]:
        yield self.record(record.key)
        for stated in record.identifiers:
            yield self.identifier(stated.key)

    def of_item(self, item: PreparedItem) -> Iterator[str]:
        for record in item.records:
            yield from self.of_record(record)
        yield from map(self.record, item.all_records)
        for event in item.events:
            yield self.record(event.record)
            yield self.event(event.key)
        for deletion in item.event_deletions:
            yield self.event(deletion.event)
            if deletion.record:
                yield self.record(deletion.record)
        for consent in item.consents:
            if consent.address:
                yield self.identifier(consent.address.key)

    def _hash(self, kind: HashKind, key: str) -> str:
        made = self._made.get((kind, key))
        if made is None:
            made = self._made[kind, key] = self._keys.hash(kind, key)
        return made


def _without(item: PreparedItem, hashes: _Hashes, suppressed: Collection[str]) -> PreparedItem | None:
    """The item without what is suppressed; None where nothing is left that it came for."""
    if not any(value in suppressed for value in hashes.of_item(item)):
        return item
    gone = {
        record.key for record in item.records if any(value in suppressed for value in hashes.of_record(record))
    }  # fmt: skip

    def is_gone(record: str | None) -> bool:
        return record is not None and (record in gone or hashes.record(record) in suppressed)

    left = item._replace(
        records=tuple(record for record in item.records if record.key not in gone),
        events=tuple(e for e in item.events if not is_gone(e.record) and hashes.event(e.key) not in suppressed),
        merges=tuple(merge for merge in item.merges if not is_gone(merge.record) and not is_gone(merge.survivor)),
        deletions=tuple(deletion for deletion in item.deletions if not is_gone(deletion.record)),
        consents=tuple(
            consent
            for consent in item.consents
            if not is_gone(consent.record)
            and not (consent.address and hashes.identifier(consent.address.key) in suppressed)
        ),
        event_deletions=tuple(
            deletion
            for deletion in item.event_deletions
            if not is_gone(deletion.record) and hashes.event(deletion.event) not in suppressed
        ),
        referenced_records=tuple(key for key in item.referenced_records if not is_gone(key)),
        all_records=tuple(key for key in item.all_records if not is_gone(key)),
        paid_orders=tuple(order for order in item.paid_orders if not is_gone(order.record)),
    )
    if item.events and not left.events and not left.event_deletions:
        return None  # its records only stand for whose events they are
    kept = (left.records, left.events, left.merges, left.deletions, left.consents, left.event_deletions)
    return left if any(kept) else None
