"""Rows that break other loaders: rejected with line and reason, those around them loaded, and nothing private told."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.rig.graph import nodes, run
from tests.rig.terminal import Ended, Terminal

_MAPPING = """
source: hostile
format: ndjson
optional: [name]
record:
  id: customer
  attributes: {name: name}
  identifiers: [{type: email, field: email}]
event: {key: id, kind: review, channel: {field: channel}, occurred_at: at, details: rest}
"""
_PRIVATE = "quentin@private.org"
_GOOD = {"customer": "c1", "email": _PRIVATE, "at": "2026-11-22T09:00:00Z", "channel": "web"}
_DEEP = 1_000
# Given as they stand in the file, where JSON text can hold what no Python value writes.
_ODD_TEXTS = (
    r'"\ud800"', r'"\udfff x"', r'"a\u0000b"', str(2**63), str(-(2**63) - 1), "9" * 5_000, "NaN", "-Infinity",
    "1e999", "[" * _DEEP + "]" * _DEEP, '{"a":' * _DEEP + "1" + "}" * _DEEP, "[" * 100_000, '{"": 1}', r'{"\ud800": 1}',
)  # fmt: skip
_ODD_CELLS: tuple[dict[str, Any], ...] = (
    {"id": None}, {"id": ""}, {"id": "  "}, {"id": "x" * 600}, {"customer": "", "email": None}, {"customer": "y" * 600},
    {"channel": "we\tb"}, {"channel": "we\nb"}, {"channel": "we\u2028b"}, {"at": "0001-01-01"}, {"at": "yesterday"},
    {"at": 1e300}, {"note": "z" * 5_000_000}, {"note": "z" * 70_000},
)  # fmt: skip
_ODD_LINES = ("[1, 2]", "17", "null", "{", '{"customer": "c1"} {"customer": "c2"}')


def test_hostile_json_is_rejected_row_by_row(terminal: Terminal, tmp_path: Path) -> None:
    file, mapping = tmp_path / "hostile.ndjson", tmp_path / "hostile.yaml"
    mapping.write_text(_MAPPING)
    bad = [*_with_texts(), *_with_cells(), *_ODD_LINES]
    _between_good_rows(file, bad)

    ended = terminal.run("load", "mapped", file, "--mapping", mapping)

    _assert_only_bad_rows_rejected(terminal, ended, len(bad), first=2)
    assert len(nodes(terminal.address, "Interaction", "key")) == len(bad) + 1


def test_hostile_cells_are_rejected_row_by_row(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "hostile.csv"
    bad = ["a\x00b,,x@shop.org,1", "x" * 5_000_000 + ",,,2", f"{'y' * 70_000},,,3", ",,,", "a", 'a,b"c,"d"e,4']
    rows = [f"Ann,Lee,{number}.{_PRIVATE},{number + 100}\r\n{row}" for number, row in enumerate(bad)]
    file.write_text("First Name,Last Name,Email,Customer ID\r\n" + "\r\n".join(rows) + "\r\n", newline="")

    ended = terminal.run("load", "shopify-customers", file)

    _assert_only_bad_rows_rejected(terminal, ended, len(bad), first=3)
    assert len(nodes(terminal.address, "SourceRecord", "key")) == len(bad)


def _assert_only_bad_rows_rejected(terminal: Terminal, ended: Ended, bad: int, *, first: int) -> None:
    """Every second row is bad, the first of them on line `first`."""
    assert (ended.code, ended.err.count("\n")) == (1, 1), ended.err[-2_000:]
    assert _PRIVATE not in ended.out + ended.err
    ((path,),) = run(terminal.address, "MATCH (l:LoadRun) RETURN l.rejects_file")
    rejects = [json.loads(line) for line in Path(path).read_text().splitlines()]
    assert [reject["line"] for reject in rejects] == list(range(first, first + 2 * bad, 2))
    assert [r for r in rejects if not 10 < len(r["reason"]) < 200 or _PRIVATE in r["reason"] or not r["row"]] == []


def _with_texts() -> Iterable[str]:
    for number, text in enumerate(_ODD_TEXTS):
        yield json.dumps({**_GOOD, "id": f"t{number}", "note": "?"}).replace('"?"', text)


def _with_cells() -> Iterable[str]:
    for number, cells in enumerate(_ODD_CELLS):
        yield json.dumps({**_GOOD, "id": f"c{number}", **cells})


def _between_good_rows(file: Path, bad: list[str]) -> None:
    good = [json.dumps({**_GOOD, "id": f"good{number}"}) for number in range(len(bad) + 1)]
    lines = [line for pair in zip(good, bad, strict=False) for line in pair] + good[-1:]
    file.write_text("".join(f"{line}\n" for line in lines))
