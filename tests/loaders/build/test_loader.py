"""Loaders: what they look up beside a file."""

from collections.abc import Iterator
from pathlib import Path

from loaders.build.items import item_per_row
from loaders.build.loader import Loader, Pipeline
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.rows import Row
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord


def _items(rows: Iterator[Row], _: object) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: Item(row.line, (SourceRecord("inn", row.require("guest")),)))


def test_files_beside_a_file_are_looked_at_once_a_reading(tmp_path: Path) -> None:
    asked: list[Path] = []

    def pipeline_for(path: Path) -> Pipeline:
        asked.append(path)
        return Pipeline(CsvFormat(("guest",)), _items)

    path = tmp_path / "guests.csv"
    path.write_text("guest\n7\n8\n", encoding="utf-8")
    reader = Loader("inn", "inn", pipeline_for)
    assert len(list(reader.items(path))) == 2
    assert asked == [path]
