"""The event that each row of a file is, as a draft of a mapping says it: whose, when, of which kind and key."""

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.column_words import (
    event_kind,
    is_bare_key,
    is_called_amount,
    is_called_kind,
    is_called_product,
    is_key,
    is_time_of_event,
    plain_name,
)
from loaders.discovery.drafted_person import MAX_IDENTIFIER, identifier_columns, is_person_id, person_column
from loaders.discovery.file_summary import FileSummary
from loaders.formats.paths import bare_name
from loaders.mapping.event_rules import SALES

_MAX_KEY_PARTS = 256
_CURRENCIES = {"currency", "currency_code", "waehrung", "wahrung", "devise", "moneda", "valuta", "moeda"}


@dataclass(frozen=True)
class DraftedEvent:
    """The columns of the event. `person`: the one that says whose it is; `key`: its own unique id; `kind`: a word, or
    the column that has it. `currency` and `total` are both there, or the amounts are not drafted."""

    time: ColumnSummary
    kind: str | ColumnSummary
    person: ColumnSummary | None = None
    key: ColumnSummary | None = None
    product: ColumnSummary | None = None
    amount: ColumnSummary | None = None
    currency: ColumnSummary | None = None

    @property
    def is_sale(self) -> bool:
        """Whether rows may be orders, returns or exchanges."""
        return self.kind in SALES if isinstance(self.kind, str) else bool(self.kind.words & set(SALES))


def drafted_event(summary: FileSummary) -> DraftedEvent | None:
    """The event of a file in which a row is something that happened to a person, and no person; else None.

    It is one where it has a time and says whose it is beside an id of its own, or says so of one person more than once;
    or where its own id is that of an order, a visit or the like.
    """
    time = _time_column(summary)
    if time is None:
        return None
    person = person_column(summary)
    key, kind_of_file = _own_id(summary, person), _kind_of_file(summary)
    counted = (event_kind(key.steps[-1]) or (is_bare_key(key.steps) and kind_of_file)) if key else kind_of_file
    if person is None or not summary.is_always_filled(person):
        is_event = bool(counted) and (key is not None or any(identifier_columns(summary)))
    else:
        is_event = key is not None or bool(counted) or not summary.is_unique(person)
    if not is_event:
        return None
    kind = _kind_column(summary) or counted or kind_of_file or "event"
    return DraftedEvent(time, kind, person, key, *_goods(summary))


def _kind_of_file(summary: FileSummary) -> str | None:
    """The kind of event that the last word of the file's name says: `shop-orders 2025-03` → order."""
    words = [word for word in plain_name(bare_name(summary.path)).split("_") if word.isalpha()]
    return event_kind(words[-1]) if words else None


def _time_column(summary: FileSummary) -> ColumnSummary | None:
    times = [c for c in summary.columns if c.time_format and summary.is_always_filled(c)]
    return next((c for c in times if is_time_of_event(c.name)), None)


def _own_id(summary: FileSummary, person: ColumnSummary | None) -> ColumnSummary | None:
    """The unique id of the row that is not the person's: best one that counts events, then a bare `id`."""
    keys = [
        column
        for column in summary.columns
        if column is not person
        and (is_bare_key(column.steps) or (is_key(column.steps) and event_kind(column.steps[-1])))
        and not is_person_id(column)
        and column.longest <= _MAX_KEY_PARTS
        and column.kind in ("integer", "text")
        and summary.is_always_filled(column)
        and summary.is_unique(column)
    ]
    return max(keys, key=lambda c: (event_kind(c.steps[-1]) is not None, is_bare_key(c.steps)), default=None)


def _kind_column(summary: FileSummary) -> ColumnSummary | None:
    """A column of kinds of events: a few words, in every row."""
    kinds = (c for c in summary.columns if is_called_kind(c.steps[-1]) and c.kind == "text")
    return next((c for c in kinds if c.words and summary.is_always_filled(c)), None)


def _goods(summary: FileSummary) -> Iterator[ColumnSummary | None]:
    """The columns of the product, the amount and the currency."""
    columns = [c for c in summary.columns if c.filled and not c.nested and c.longest <= MAX_IDENTIFIER]
    yield next((c for c in columns if is_called_product(c.steps[-1])), None)
    amount = next((c for c in columns if is_called_amount(c.steps[-1]) and c.kind in ("number", "integer")), None)
    currency = next((c for c in columns if plain_name(c.steps[-1]) in _CURRENCIES), None)
    yield amount
    yield (
        currency if amount and summary.is_always_filled(amount) and currency and _are_codes(summary, currency) else None
    )


def _are_codes(summary: FileSummary, currency: ColumnSummary) -> bool:
    is_code = all(len(word) == 3 and word.isascii() and word.isalpha() for word in currency.words)
    return summary.is_always_filled(currency) and bool(currency.words) and is_code
