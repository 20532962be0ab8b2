"""Cells that could not be used: added up by column and reason, with few examples and in bounded space."""

import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import (
    MAX_GROUPS,
    OTHERS,
    DroppedCell,
    DroppedCells,
    DroppedExample,
    grouped,
    largest_share,
    merged,
)

_NO_MAIL = "not an e-mail"


def _cells(*lines: int, column: str = "Mail") -> list[DroppedCell]:
    return [DroppedCell.of(line, column, _NO_MAIL, f"Ann {line}") for line in lines]


def test_cells_are_grouped_and_only_the_first_are_shown_by_shape() -> None:
    mail, fax = grouped([*_cells(2, 3), *_cells(4, column="Fax"), *_cells(5, 16)])
    examples = (DroppedExample("", 2, "Xxx 9"), DroppedExample("", 3, "Xxx 9"), DroppedExample("", 5, "Xxx 9"))
    assert mail == DroppedCells("Mail", _NO_MAIL, 4, examples)
    assert fax == DroppedCells("Fax", _NO_MAIL, 1, (DroppedExample("", 4, "Xxx 9"),))


@pytest.mark.parametrize("cut", range(6))
def test_batches_add_up_to_the_whole_wherever_they_are_cut(cut: int) -> None:
    cells = [*_cells(2, 3), *_cells(4, column="Fax"), *_cells(5, 6)]
    assert merged(grouped(cells[:cut]), grouped(cells[cut:])) == grouped(cells)


def test_groups_beyond_the_limit_are_counted_as_one() -> None:
    groups = grouped(cell for n in range(MAX_GROUPS + 7) for cell in _cells(n, column=f"c{n}"))
    assert len(groups) == MAX_GROUPS + 1
    assert groups[-1] == DroppedCells("", OTHERS, 7)
    assert merged(groups, grouped(_cells(9, column="c0")))[0].count == 2


def test_worst_column_decides_on_the_share() -> None:
    groups = [*grouped(_cells(2, 3, column="Fax")), *grouped(_cells(2)), DroppedCells("Mail", "too long", 2)]
    assert largest_share(groups, 10) == 0.3
    assert largest_share(groups, 2) == 1.0, "several values of one cell"
    assert largest_share([DroppedCells("Mail", "too long", 1)], 1) == 0.0, "one cell is no wrong column"
    assert largest_share([DroppedCells("", OTHERS, 9)], 10) == largest_share(groups, 0) == 0.0


def test_a_run_lists_the_most_frequent_first() -> None:
    at = "2026-11-28T09:00:00.000000Z"
    groups = (DroppedCells("Fax", "short", 1), DroppedCells("Mail", _NO_MAIL, 3))
    run = LoadRun("1", "crm", "crm", ("a.csv",), "finished", Counts(20, 20), at, at, dropped=groups)
    assert [group.column for group in run.dropped_by_count] == ["Mail", "Fax"]
    assert (run.dropped_count, run.dropped_share) == (4, 0.15)
