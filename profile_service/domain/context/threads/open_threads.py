"""Open threads: what was begun and is not done, in whatever channel, with where it can go on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.order_status import OrderStatus
from profile_service.domain.context.threads.abandoned import abandoned_carts, unsent_forms, unused_coupons
from profile_service.domain.context.threads.thread import Thread, ThreadKind, thread
from profile_service.domain.context.threads.wishes import cheaper_wishes
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.topics import topic
from profile_service.domain.values.ticket_states import leaves_open


def open_threads(history: History, orders: Sequence[OrderStatus]) -> list[Thread]:
    """Threads that can go on in the reader's channel first, and of them the one touched last."""
    threads = [
        *_open_conversations(history),
        *_awaited_orders(history, orders),
        *_open_returns(history),
        *_requested_returns(history),
        *abandoned_carts(history),
        *unsent_forms(history),
        *unused_coupons(history),
        *cheaper_wishes(history),
    ]
    threads = [_with_notes(each, history) for each in threads]
    threads.sort(key=lambda each: (each.last_at, each.key), reverse=True)
    return sorted(threads, key=lambda each: history.channel is not None and history.channel not in each.can_go_on)


def _open_conversations(history: History) -> Iterator[Thread]:
    for talk in history.open_conversations:
        if talk.is_open and (talk.is_stated or not _is_forgotten(talk.touched_at, history)):
            written = all(history.family(event) in (Family.MESSAGE, Family.BOT) for event in talk.contacts)
            kind = ThreadKind.MESSAGE if written else ThreadKind.TICKET
            reason = f"the latest word on it is: {talk.latest_word}"
            yield replace(thread(kind, talk.contacts, talk.topic, reason), cases=talk.cases)


def _with_notes(open: Thread, history: History) -> Thread:
    """The thread with the notes about it, which say what was done and leave it as it is."""
    notes = [note for note in history.notes if open.is_subject_of(note)]
    if not notes:
        return open
    # By their time among the contacts; of what else a thread is made of they come last.
    at = {event.key: event.occurred_at for event in (*history.contacts, *history.older_contacts)}
    evidence = sorted([*open.evidence, *(note.key for note in notes)], key=lambda key: at.get(key, ""))
    last_at = max(open.last_at, notes[-1].occurred_at)
    return replace(open, evidence=tuple(evidence), last_at=last_at)


def _awaited_orders(history: History, orders: Sequence[OrderStatus]) -> Iterator[Thread]:
    sales = {order.key: order for order in history.orders}
    for status in orders:
        if (status.late or status.is_awaited) and not _is_forgotten(status.ordered_at, history):
            name = f"order {status.number}" if status.number else "order"
            reason = f"late: {status.reason}" if status.late else status.reason
            yield replace(thread(ThreadKind.ORDER, [sales[status.key]], name, reason), evidence=status.evidence)


def _open_returns(history: History) -> Iterator[Thread]:
    for sale in history.returns:
        status = event_details.sale_status(sale)
        if leaves_open(status) and not _is_forgotten(sale.occurred_at, history):
            name = f"return {sale.number}" if sale.number else "return"
            yield thread(ThreadKind.RETURN, [sale], name, f"the return is {status}")


def _requested_returns(history: History) -> Iterator[Thread]:
    """Requests that no return followed; a return is named by its order, where both say of which."""
    for request in history.matters_of(Family.RETURN):
        status = history.status(request)
        is_request = not isinstance(request, Transaction) and leaves_open(status)
        if is_request and not _is_forgotten(request.occurred_at, history) and not _was_returned(request, history):
            yield thread(ThreadKind.RETURN, [request], topic(request) or "return", f"the return is {status}")


def _was_returned(request: Event, history: History) -> bool:
    asked = event_details.order_names(request)
    later = [event_details.order_names(sale) for sale in history.returns if sale.occurred_at >= request.occurred_at]
    return any(not asked or not returned or event_details.share_orders(asked, returned) for returned in later)


def _is_forgotten(last_at: str, history: History) -> bool:
    return history.days_since(last_at) > event_details.OPEN_THREAD_DAYS
