"""Remarks above a draft of a mapping: what a person should check of its events, and which cells do not fit."""

from collections.abc import Iterable, Iterator

from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.column_words import is_called_kind, is_deletion, is_merged_into, money_kind
from loaders.discovery.drafted_event import DraftedEvent
from loaders.discovery.drafted_sale import DraftedSale, unread_state
from loaders.discovery.file_summary import FileSummary


def event_remarks(summary: FileSummary, event: DraftedEvent) -> Iterator[str]:
    """The remarks on the event of a draft, a line each."""
    yield "A row is taken for something that a person did; remove event where a row is a person."
    if event.key is None:
        yield "No column is the id of the row: each row is an event of its own, also where two are equal."
    if event.order:
        yield (
            f"{event.order.name} is taken for the order that it is about; where several shops have such a number, add "
            "the source of the orders to that about."
        )
    yield from _kind_remarks(event)
    if not event.is_sale:
        return
    number, amount = event.sale.number, event.sale.amount
    if number and not summary.is_unique(number):
        yield f"{number.name} does not differ in every row: each row is an order with the whole amount of the row."
    if not event.sale.currency:
        name = amount.name if amount else "…"
        yield f"The currency is not known: in place of amount write transaction: {{currency: USD, total: {name}}}"
    yield from _state_remarks(summary, event.sale)


def status_remarks(columns: Iterable[ColumnSummary], *, has_event: bool) -> Iterator[str]:
    """A line for each of the columns that seem to say what became of the record: a draft takes them for attributes."""
    for column in columns:
        if is_merged_into(column.name) and not has_event:
            yield (
                f"{column.name} seems to name the record into which this one was merged: then take it out of "
                f'attributes and add merged_into: "{column.name}" to record.'
            )
        elif is_deletion(column.name):
            of = "event" if has_event else "record"
            yield (
                f"{column.name} seems to say that the source deleted it: then take it out of attributes and add "
                f'gone: {{field: "{column.name}"}} to {of}, with is: [yes] where not each word means so.'
            )


def blank_remarks(summary: FileSummary, columns: Iterable[ColumnSummary]) -> Iterator[str]:
    """A line for each of the columns that a few rows leave blank, with their number."""
    for column in columns:
        if (blanks := summary.blanks(column)) and summary.is_filled(column):
            yield f"{column.name} is blank in {blanks:,} of {summary.rows - summary.flawed:,} rows."


def misfit_remarks(summary: FileSummary, columns: Iterable[ColumnSummary]) -> Iterator[str]:
    """A line for each of the columns with cells that are not of its kind, with their number."""
    for column in columns:
        if column.misfits:
            rows = summary.rows - summary.flawed
            yield f"{column.name} is not of the kind {column.kind} in {column.misfits:,} of {rows:,} rows."


def _kind_remarks(event: DraftedEvent) -> Iterator[str]:
    if isinstance(event.kind, str) or is_called_kind(event.kind.steps[-1]):
        return
    if others := sum(1 for word in event.kind.words if money_kind(word) is None):
        yield f"Words of {event.kind.name} that are neither payments nor refunds: {others}. Such rows change no order."


def _state_remarks(summary: FileSummary, sale: DraftedSale) -> Iterator[str]:
    if sale.state and sale.undeclared:
        yield (
            f"Words of {sale.state.name} that are not declared as states of orders: {sale.undeclared}. Such orders "
            "count in no total: translate the words with values, or declare them."
        )
    if state := unread_state(summary, sale):
        yield f"The words of {state.name} are not declared; if it is the order's state, add status with values."
