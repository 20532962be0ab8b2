"""Rejected rows that somebody mended, loaded again by the loader that had rejected them."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from loaders.build.loader import Loader
from loaders.formats.rows import Row
from loaders.formats.streams import opened
from loaders.registry import loader
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import FileToLoad, Load


class _By(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)

    loader: str
    mapping: Path | None = None
    country: str | None = None
    fingerprint: str | None = None


class _Reject(BaseModel):
    """A line of a rejects file. `cells` are what is mended, one object for each row; null where the row had none."""

    file: Path
    line: int
    reason: str
    row: str = ""
    cells: list[dict[str, Any]] | None = None
    by: _By

    def rows(self) -> Iterator[Row]:
        """A row that still has no cells is rejected as it was."""
        if not self.cells:
            yield Row(self.line, {}, self.row, self.reason)
        for cells in self.cells or ():
            yield Row(self.line, cells)


def prepare_again(path: Path) -> list[Load]:
    """What a mended rejects file holds: one load for each loader that had rejected rows, most often one.

    Raises InvalidInput, naming the line, for a file that is no rejects file.
    """
    rows: dict[_By, Counter[Path]] = {}
    digest = hashlib.sha256()
    for each in _rejects(path):
        rows.setdefault(each.by, Counter())[each.file] += len(each.cells or (None,))
        digest.update(each.model_dump_json().encode())
    if not rows:
        raise InvalidInput(f"{path}: holds no rejected row; there is nothing to load again")
    return [_load(path, by, files, digest.hexdigest()) for by, files in rows.items()]


def _load(path: Path, by: _By, files: Counter[Path], digest: str) -> Load:
    chosen = loader(by.loader, mapping=by.mapping, country=by.country)
    fingerprint = by.mapping.read_text(encoding="utf-8") if by.mapping else ""

    def ready(file: Path, rows: int) -> FileToLoad:
        sha256 = hashlib.sha256(f"{digest}\n{file}".encode()).hexdigest()
        return FileToLoad(file, sha256, rows, _Again(path, chosen, by, file))

    made = [ready(file, count) for file, count in files.items()]
    return Load(chosen.name, chosen.source, made, fingerprint, by.mapping, by.country)


@dataclass(frozen=True)
class _Again:
    """Reads the rejected rows of one file again, mended in `path`; like all that reads items it can be pickled."""

    path: Path
    loader: Loader
    by: _By
    file: Path

    def __call__(self) -> Iterator[Item | Rejected]:
        mine = (each for each in _rejects(self.path) if (each.by, each.file) == (self.by, self.file))
        return self.loader.recipe(self.file).normalise(row for each in mine for row in each.rows())


def _rejects(path: Path) -> Iterator[_Reject]:
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield _Reject.model_validate_json(line)
            except ValidationError as error:
                where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
                raise InvalidInput(
                    f"{path}: line {number} is no rejected row: {where} is missing or wrong; mend only what is in cells"
                ) from error
