"""The column that names the person of a row, and those that identify them, as a draft of a mapping chooses them."""

from collections.abc import Callable, Iterator

from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.column_words import (
    is_bare_key,
    is_called_count,
    is_called_product,
    is_key,
    is_name_of_person,
    person_id_type,
)
from loaders.discovery.file_summary import FileSummary

MAX_IDENTIFIER = 256
ENOUGH_ROWS = 20
"""In fewer rows numbers differ by chance, so that only the name of a column says whether they are ids."""


def id_column(summary: FileSummary) -> ColumnSummary | None:
    """The column whose values name a record, by its name first and by its values only in a file of some length.

    None where there is no such column: never a name of people, nor an e-mail or a phone, which are identifiers.
    """
    candidates = list(_possible_ids(summary))

    def always(column: ColumnSummary) -> bool:
        return summary.is_filled(column)

    def unique(column: ColumnSummary) -> bool:
        return summary.is_unique(column)

    conditions: tuple[Callable[[ColumnSummary], bool], ...] = (
        lambda c: is_bare_key(c.steps) and always(c) and unique(c),
        lambda c: is_person_id(c) and always(c) and unique(c),
        lambda c: is_person_id(c) and always(c),
        lambda c: _is_unique_key(summary, c),
        lambda c: _is_unique_number(summary, c),
        lambda c: is_bare_key(c.steps) and unique(c),
    )
    return next((c for holds in conditions for c in candidates if holds(c)), None)


def person_column(summary: FileSummary) -> ColumnSummary | None:
    """The column that says whose row it is, as `user_id` beside the id of an order; None where there is none."""
    return next((c for c in _possible_ids(summary) if is_person_id(c)), None)


def is_person_id(column: ColumnSummary) -> bool:
    """Whether the column is called the id of a person, or the number of a loyalty card."""
    is_id = person_id_type(column.steps, holds_codes=column.holds_codes) is not None
    return is_id or column.holds_loyalty_cards


def identifier_columns(summary: FileSummary) -> Iterator[tuple[ColumnSummary, str]]:
    """The columns that hold identifiers, each with the identifier's type."""
    for column in summary.columns:
        if not column.filled or column.nested or column.longest > MAX_IDENTIFIER:
            continue
        if column.kind in ("e-mail", "phone"):
            yield column, column.kind.replace("-", "")
        elif column.holds_loyalty_cards:
            yield column, "loyalty_id"
        elif column.kind != "integer" and (type := person_id_type(column.steps, holds_codes=column.holds_codes)):
            yield column, type  # plain numbers are counted anew by every system


def last_resort(summary: FileSummary) -> ColumnSummary | None:
    """A column to name records by where nothing else could: the one that differs most and holds no names of people."""
    columns = [c for c in _possible_ids(summary) if summary.is_filled(c)]
    return max(columns, key=lambda c: c.distinct.count, default=None)


def _possible_ids(summary: FileSummary) -> Iterator[ColumnSummary]:
    for column in summary.columns:
        fits = column.filled and not column.nested and column.longest <= MAX_IDENTIFIER
        if fits and column.kind not in ("e-mail", "phone", "time") and not is_name_of_person(column.steps):
            yield column


def _is_unique_key(summary: FileSummary, column: ColumnSummary) -> bool:
    """Whether it is a key of something in every row; in a short file of people that may be a campaign or a product."""
    is_filled_key = is_key(column.steps) and summary.is_filled(column) and summary.is_unique(column)
    may_be_by_chance = summary.rows < ENOUGH_ROWS and next(identifier_columns(summary), None) is not None
    return is_filled_key and not may_be_by_chance and not is_called_product(column.steps[-1])


def _is_unique_number(summary: FileSummary, column: ColumnSummary) -> bool:
    is_number = column.kind == "integer" and summary.rows >= ENOUGH_ROWS and not is_called_count(column.name)
    return is_number and summary.is_filled(column) and summary.is_unique(column)
