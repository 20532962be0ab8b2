"""The event that each row of a file is, as a draft of a mapping says it: whose, when, of which kind and key."""

from dataclasses import dataclass, field, replace

from loaders.build.column_names import is_called_amount, is_called_total, plain_name
from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.column_words import (
    event_kind,
    is_bare_key,
    is_called_count,
    is_called_kind,
    is_called_money_kind,
    is_called_order,
    is_called_product,
    is_key,
    is_time_of_event,
    kind_called,
    money_kind,
    numbered_kind,
    usual_attribute,
)
from loaders.discovery.drafted_person import ENOUGH_ROWS, identifier_columns, is_person_id, person_column
from loaders.discovery.drafted_sale import DraftedSale, drafted_sale
from loaders.discovery.file_summary import FileSummary
from loaders.formats.paths import bare_name
from loaders.mapping.event_rules import SALES

_MAX_KEY_PARTS = 256
_KINDS_OF_MONEY = (None, "event", "order", "payment", "refund")
"""What files of payments and refunds are called after; `order` of one called transactions."""


@dataclass(frozen=True)
class DraftedEvent:
    """The columns of the event. `person`: the one that says whose it is; `key`: its own unique id; `kind`: a word, or
    the column that has it; `sale`: the columns of goods and money; `order`: the one that names the order which the
    event is about, and is none itself."""

    time: ColumnSummary
    kind: str | ColumnSummary
    person: ColumnSummary | None = None
    key: ColumnSummary | None = None
    sale: DraftedSale = field(default_factory=DraftedSale)
    order: ColumnSummary | None = None

    @property
    def is_sale(self) -> bool:
        """Whether rows may be orders, returns or exchanges."""
        return self.kind in SALES if isinstance(self.kind, str) else bool(self.kind.words.keys() & set(SALES))


def drafted_event(summary: FileSummary) -> DraftedEvent | None:
    """The event of a file in which a row is something that happened to a person, and no person; else None.

    It is one where it has a time and says whose it is beside an id of its own, or says so of one person more than once;
    or where its own id is that of an order, a visit or the like.
    """
    time = _time_column(summary)
    if time is None:
        return None
    person, money_kind_column = person_column(summary), _money_kind_column(summary)
    kind_of_file = "payment" if money_kind_column else _kind_of_file(summary)
    key = _own_id(summary, person, kind_of_file)
    counted = (_counted_kind(key) or (is_bare_key(key.steps) and kind_of_file)) if key else kind_of_file
    if person is None or not summary.is_filled(person):
        is_event = bool(counted) and (key is not None or any(identifier_columns(summary)))
    else:
        is_event = key is not None or bool(counted) or not summary.is_unique(person)
    if not is_event:
        return None
    kind = _kind_column(summary) or money_kind_column or counted or kind_of_file or "event"
    sale = drafted_sale(summary, key)
    event = DraftedEvent(time, kind, person, key or _unnamed_id(summary, person, sale), sale)
    return event if event.is_sale else replace(event, order=_order_column(summary, event))


def _order_column(summary: FileSummary, event: DraftedEvent) -> ColumnSummary | None:
    """The column of the order that an event is about: a payment's, a parcel's, a complaint's."""
    columns = (c for c in summary.columns if c not in (event.key, event.person, event.kind) and not c.nested)
    ids = (c for c in columns if (c.kind == "integer" or c.holds_codes) and not is_person_id(c))
    return next((c for c in ids if _counted_kind(c) == "order" and is_called_order(c.steps[-1])), None)


def _kind_of_file(summary: FileSummary) -> str | None:
    """The kind of event that the last words of the file's name say: `shop-orders 2025-03` → order."""
    words = [word for word in plain_name(bare_name(summary.path)).split("_") if word.isalpha()]
    return kind_called(" ".join(words[-2:])) or event_kind(words[-1]) if words else None


def _time_column(summary: FileSummary) -> ColumnSummary | None:
    times = [c for c in summary.columns if c.time_format and summary.is_filled(c)]
    return next((c for c in times if is_time_of_event(c.name)), None)


def _own_id(summary: FileSummary, person: ColumnSummary | None, kind: str | None) -> ColumnSummary | None:
    """The unique id of the row that is not the person's: best one that counts events, those of the file's kind first,
    then a bare `id`, then what is called as the event itself, which beside an `id` is another thing: a payment's order.
    """
    keys = [
        column
        for column in summary.columns
        if column is not person
        and (is_bare_key(column.steps) or _counted_kind(column))
        and not is_person_id(column)
        and _may_be_key(summary, column)
    ]

    def rank(column: ColumnSummary) -> tuple[bool, bool, bool]:
        counted = _counted_kind(column)
        is_of_file = counted is not None and counted == kind
        return is_of_file, counted is not None and not kind_called(column.name), is_bare_key(column.steps)

    return max(keys, key=rank, default=None)


def _unnamed_id(summary: FileSummary, person: ColumnSummary | None, sale: DraftedSale) -> ColumnSummary | None:
    """A unique number or code of another name, in a file of so many rows that this is no chance; those called a key
    first."""
    codes = [
        column
        for column in summary.columns
        if column is not person
        and column not in sale.columns - {sale.number}
        and summary.rows >= ENOUGH_ROWS
        and (column.kind == "integer" or column.holds_codes)
        and not (column.time_format or usual_attribute(column.steps) or is_person_id(column))
        and not (is_called_count(column.name) or is_called_amount(column.steps[-1]))
        and not is_called_product(column.steps[-1])
        and _may_be_key(summary, column)
    ]
    return max(codes, key=lambda c: is_key(c.steps), default=None)


def _may_be_key(summary: FileSummary, column: ColumnSummary) -> bool:
    is_short = column.longest <= _MAX_KEY_PARTS and column.kind in ("integer", "text")
    return is_short and summary.is_filled(column) and summary.is_unique(column)


def _counted_kind(column: ColumnSummary) -> str | None:
    """The kind of event of which the column is the id, by its name; None where it is none."""
    name = column.steps[-1]
    kind = numbered_kind(name, holds_letters=column.kind == "text")
    if kind and (column.kind == "integer" or column.holds_codes):
        return kind
    return event_kind(name) if is_key(column.steps) else None


def _kind_column(summary: FileSummary) -> ColumnSummary | None:
    """A column of kinds of events: a few words, in every row."""
    kinds = (c for c in summary.columns if is_called_kind(c.steps[-1]) and c.kind == "text")
    return next((c for c in kinds if c.words and summary.is_filled(c)), None)


def _money_kind_column(summary: FileSummary) -> ColumnSummary | None:
    """A column that says whether the row is a payment or a refund: by a word for either in half of the rows or more,
    and in all of them by some word. None in a file of other events, such as tickets about payments, or of no amounts.
    """
    has_amounts = any(is_called_total(c.steps[-1]) and c.kind in ("number", "integer") for c in summary.columns)
    if not has_amounts or _kind_of_file(summary) not in _KINDS_OF_MONEY:
        return None
    for column in summary.columns:
        if is_called_money_kind(column.steps[-1]) and column.kind == "text" and summary.is_filled(column):
            rows = sum(count for word, count in column.words.items() if money_kind(word))
            if rows * 2 >= column.filled:
                return column
    return None
