"""Pages of a customer's transactions, also by number, status and stage."""

from collections.abc import Awaitable, Sequence

from profile_service.domain.profile import timelines
from profile_service.domain.profile.timelines import TimelinePage, event_position
from profile_service.domain.profile.transaction_filter import TransactionFilter
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.values.cursors import MAX_PAGE, check_first
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.orders.order_progress import OrderProgress

MOST_LOOKED_AT = 1_000
"""So many transactions are looked at for one page; the next goes on from there."""


def transaction_page(
    customer: Customer, wanted: TransactionFilter, first: int, cursor: str | None
) -> Awaitable[TimelinePage]:
    """The newest `first` of the customer's transactions after a cursor that the filter lets through. Where the timeline
    can tell them it is asked at once, together with what else a request asks for."""
    check_first(first)
    if wanted.number is not None:
        return _numbered(customer, wanted, first, cursor)
    if wanted.needs_a_look:
        return _looked_through(customer, wanted, first, cursor)
    return customer.timeline(wanted.events, first, cursor)


async def _numbered(customer: Customer, wanted: TransactionFilter, first: int, cursor: str | None) -> TimelinePage:
    before = timelines.cursor_position(cursor) if cursor else None
    stored = await customer.transactions_numbered(wanted.number or "")
    in_place = [event for event in stored if wanted.covers(event) and (not before or event_position(event) < before)]
    newest = sorted(in_place, key=event_position, reverse=True)
    passed = await _passed(customer, wanted, newest)
    return TimelinePage(tuple(passed[:first]), len(passed) > first)


async def _looked_through(
    customer: Customer, wanted: TransactionFilter, first: int, cursor: str | None
) -> TimelinePage:
    """Page by page of all transactions, until there are enough; after MOST_LOOKED_AT what there is then."""
    passed: list[Event] = []
    looked_at, after, has_next = 0, cursor, True
    while has_next and len(passed) <= first and looked_at < MOST_LOOKED_AT:
        page = await customer.timeline(wanted.events, MAX_PAGE, after)
        passed += await _passed(customer, wanted, page.events)
        looked_at += len(page.events)
        after, has_next = timelines.event_cursor(page.events[-1]) if page.events else None, page.has_next
    if len(passed) > first:
        return TimelinePage(tuple(passed[:first]), has_next=True)
    return TimelinePage(tuple(passed), has_next, timelines.cursor_position(after) if after and has_next else None)


async def _passed(customer: Customer, wanted: TransactionFilter, events: Sequence[Event]) -> list[Event]:
    sales = [event for event in events if isinstance(event, Transaction) and wanted.has_status(event)]
    if wanted.stages is None:
        return list(sales)
    progress = OrderProgress(customer, sales)
    courses = [await progress.course(sale.key) for sale in sales]
    return [
        sale for sale, course in zip(sales, courses, strict=True) if course and course.status.stage in wanted.stages
    ]
