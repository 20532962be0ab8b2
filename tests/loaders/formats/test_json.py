"""NDJSON and JSON arrays: their lines, texts and secrets."""

import json
from pathlib import Path

import pytest

from loaders.formats.json.reader import JsonFormat
from loaders.formats.text_lines import LINE_LIMIT
from tests.loaders.entries import FIXTURES


def test_array_elements_keep_line_and_text(tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    path.write_text('\n[{"id": 1, "name": "[\\"]"},\n\n {"id": 2,\n"name": ["}"]} , 7,{"id": tru}\n,\n]\n')
    assert [(row.line, dict(row.cells), row.raw, row.flaw) for row in JsonFormat(("id",)).rows(path)] == [
        (2, {"id": 1, "name": '["]'}, '{"id": 1, "name": "[\\"]"}', None),
        (4, {"id": 2, "name": ["}"]}, '{"id": 2,\n"name": ["}"]}', None),
        (5, {}, "7", "the line is JSON, but no object"),
        (5, {}, '{"id": tru}', "the line is not JSON from column 8 on"),
    ]
    assert JsonFormat(("id",)).inspect(path).rows == 4


def test_array_reads_as_its_lines_do(tmp_path: Path) -> None:
    rows = [row for row in JsonFormat().rows(FIXTURES / "zendesk_users.ndjson") if not row.flaw]
    path = tmp_path / "users.json"
    path.write_text(json.dumps([row.cells for row in rows], indent=2))
    assert [row.cells for row in JsonFormat(("id",)).rows(path)] == [row.cells for row in rows]
    assert JsonFormat(("id",)).inspect(path).rows == len(rows) > 2


@pytest.mark.parametrize("long", ['"' + '\\"}' * LINE_LIMIT + '"', "[" + "1,\n" * LINE_LIMIT + "1]"])
def test_element_of_many_megabytes_is_one_flawed_row(tmp_path: Path, long: str) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1},{"a": ' + long + '},\n{"a": 3}]')
    flaws = [(row.flaw, row.line) for row in JsonFormat().rows(path)]
    last = 2 + long.count("\n")
    assert flaws == [(None, 1), ("the line is longer than 4 MB", 1), (None, last)]


def test_ndjson_drops_secrets_at_any_depth(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"id": 1, "login": {"password": "hunter2", "user": "ann"}, "loyalty_card_number": "9"}\n')
    (row,) = JsonFormat().rows(path)
    assert row.cells == {"id": 1, "login": {"user": "ann"}, "loyalty_card_number": "9"}
    assert "hunter2" not in row.text
