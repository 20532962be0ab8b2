"""Items prepared for their transaction: everything is computed that needs no look at the store."""

from collections.abc import Iterator
from typing import NamedTuple

from profile_service.domain.context import event_details
from profile_service.domain.context.order_links import NamedOrder
from profile_service.domain.sources.consents import Consent, credible
from profile_service.domain.sources.events import Event, Transaction, as_transaction
from profile_service.domain.sources.items import EventDeletion, Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.kinds import CONTACT_FAMILIES, Family, Kinds
from profile_service.domain.sources.order_payments import unknown_payment_word
from profile_service.domain.sources.order_states import MONEY_FAMILIES, OrderStates
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
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
