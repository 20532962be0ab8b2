"""Rejected rows that a person corrected, loaded again by the loader that had rejected them."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from loaders.build.loader import Loader
from loaders.formats.rows import Row
from loaders.formats.streams import open_file
from loaders.registry import loader
from loaders.sources.row_model.fields import JsonObject
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import FileToLoad, Load


class _LoadedBy(BaseModel):
    """The loader that had rejected a row, and its options."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    loader: str
    mapping: Path | None = None
    country: str | None = None
    source: str | None = None
    fingerprint: str | None = None


class _Reject(BaseModel):
    """A line of a rejects file. `cells` are what is corrected, one object for each row; null where the row had none."""

    file: Path
    line: int
    reason: str
    row: str = ""
    cells: list[JsonObject] | None = None
    by: _LoadedBy

    def rows(self) -> Iterator[Row]:
        """The corrected rows; one that still has no cells is rejected as it was."""
        if not self.cells:
            yield Row(self.line, {}, self.row, self.reason)
        for cells in self.cells or ():
            yield Row(self.line, cells)


def prepare_rejects(path: Path) -> list[Load]:
    """The loads of a rejects file: one for each loader that had rejected rows, most often one.

    Raises InvalidInput, naming the line, for a file that is no rejects file.
    """
    rows: dict[_LoadedBy, Counter[Path]] = {}
    digest = hashlib.sha256()
    for reject in _read_rejects(path):
        rows.setdefault(reject.by, Counter())[reject.file] += len(reject.cells or (None,))
        digest.update(reject.model_dump_json().encode())
    if not rows:
        raise InvalidInput(f"{path}: holds no rejected row; there is nothing to load again")
    return [_load(path, by, row_counts, digest.hexdigest()) for by, row_counts in rows.items()]


def _load(path: Path, by: _LoadedBy, row_counts: Counter[Path], digest: str) -> Load:
    """The load of all rejects of one loader; `row_counts`: file → how many of its rows were rejected."""
    same_loader = loader(by.loader, mapping=by.mapping, country=by.country, instance=by.source)
    fingerprint = by.mapping.read_text(encoding="utf-8") if by.mapping else ""
    files = []
    for file, count in row_counts.items():
        sha256 = hashlib.sha256(f"{digest}\n{file}".encode()).hexdigest()
        files.append(FileToLoad(file, sha256, count, _RejectReader(path, same_loader, by, file)))
    return Load(
        same_loader.name,
        same_loader.instance_name,
        files,
        fingerprint,
        by.mapping,
        by.country,
        is_instance=same_loader.instance is not None,
    )


@dataclass(frozen=True)
class _RejectReader:
    """Reads the rejected rows of one file, as they are corrected in `path`, when called. It can be pickled."""

    path: Path
    loader: Loader
    by: _LoadedBy
    file: Path

    def __call__(self, rules: Rules) -> Iterator[Item | Rejected]:
        rejects = (reject for reject in _read_rejects(self.path) if (reject.by, reject.file) == (self.by, self.file))
        rows = (row for reject in rejects for row in reject.rows())
        return self.loader.normalise(self.file, rows, rules)


def _read_rejects(path: Path) -> Iterator[_Reject]:
    with open_file(path) as lines:
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
