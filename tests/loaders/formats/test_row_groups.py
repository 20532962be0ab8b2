"""Rows of one thing come together wherever they lie in a file, in flat memory, and each row once."""

import pickle
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from loaders.formats.row_groups import ApartGroups, GroupScan, RowGroup, row_groups
from loaders.formats.rows import Row


def _rows(names: str) -> list[Row]:
    return [Row(line, {"order": name, "n": line}, name) for line, name in enumerate(names, start=2)]


def _name(row: Row) -> str:
    return row.get("order")


def _scanned(rows: list[Row]) -> ApartGroups:
    scan = GroupScan(_name)
    assert list(scan.rows(rows)) == rows
    return scan.apart


def _lines(names: str) -> list[list[list[int]]]:
    rows = _rows(names)
    return [[[row.line for row in run] for run in runs] for runs in row_groups(rows, _name, _scanned(rows))]


def test_groups_that_lie_together_come_as_they_are() -> None:
    assert not _scanned(_rows("aabccc"))
    assert _lines("aabccc") == [[[2, 3]], [[4]], [[5, 6, 7]]]


def test_groups_that_lie_apart_come_last_with_their_runs() -> None:
    assert _lines("abbacdaa") == [[[3, 4]], [[6]], [[7]], [[2], [5], [8, 9]]]


@given(st.text("abcdef", max_size=30))
def test_every_row_comes_once_in_whole_groups(names: str) -> None:
    rows = _rows(names)
    groups = list(row_groups(rows, _name, _scanned(rows)))
    members = [[row for run in runs for row in run] for runs in groups]
    assert sorted(chain.from_iterable(members), key=lambda row: row.line) == rows
    assert [{_name(row) for row in group} for group in members] == [{name} for name in dict.fromkeys(_firsts(groups))]
    assert len({*_firsts(groups)}) == len(groups)


def _firsts(groups: list[RowGroup]) -> list[str]:
    return [_name(runs[0][0]) for runs in groups]


def test_a_scan_that_begins_again_forgets_and_survives_pickling() -> None:
    scan = GroupScan(_name)
    next(scan.rows(_rows("aba")))
    assert list(scan.rows(_rows("abc"))) == _rows("abc")
    assert not scan.apart
    list(scan.rows(_rows("aba")))
    assert pickle.loads(pickle.dumps(scan.apart)) == scan.apart
    assert ("a" in scan.apart, "b" in scan.apart) == (True, False)
