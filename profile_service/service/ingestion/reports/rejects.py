"""The rejects file of a run: one JSON line for each row that could not be loaded, so that nothing is lost."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from profile_service.domain.privacy.hashes import HashKind, PrivacyKeys
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.items import Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.domain.values.masking import masked
from profile_service.service.access.privacy_keys import privacy_keys
from profile_service.store.engine.store import Read
from profile_service.store.places.address import SecretPlace
from profile_service.store.places.private_folders import make_private_folder
from profile_service.store.privacy import suppressions


@dataclass(frozen=True, slots=True)
class LoadedBy:
    """The loader that loads the rows again once they are mended, with its mapping and country. `fingerprint`: of the
    mapping's text as it was. `source`: the instance of the loader's source, None for the source as such."""

    loader: str
    mapping: str | None = None
    country: str | None = None
    fingerprint: str | None = None
    source: str | None = None


def rejects_path(data_dir: Path, run: str) -> Path:
    return data_dir / "rejects" / f"{run}.ndjson"


class RejectsFile:
    """Appends rejects durably. It holds the rows as they were read, so only its owner may read it (mode 0600)."""

    def __init__(self, path: Path, keep_bytes: int, by: LoadedBy) -> None:
        """Opened at `keep_bytes`: what a killed run wrote after its last checkpoint will be written again."""
        make_private_folder(path.parent)
        self.path = path
        self._by = {name: value for name, value in asdict(by).items() if value is not None}
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        os.ftruncate(self._handle, min(keep_bytes, os.fstat(self._handle).st_size))
        os.lseek(self._handle, 0, os.SEEK_END)

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        size = os.fstat(self._handle).st_size
        os.close(self._handle)
        if size == 0:
            self.path.unlink(missing_ok=True)

    @property
    def path_or_none(self) -> str | None:
        """The path, where anything was rejected."""
        return str(self.path) if os.fstat(self._handle).st_size else None

    def append(self, file: str, rejects: Iterable[Rejected], keep_bytes: int | None = None) -> int:
        """Write and sync; returns the file's size, to be kept in the checkpoint.

        `keep_bytes`: the size behind which an earlier attempt at the same may have written.
        """
        if keep_bytes is not None and os.fstat(self._handle).st_size > keep_bytes:
            os.ftruncate(self._handle, keep_bytes)
            os.lseek(self._handle, 0, os.SEEK_END)
        lines = [json.dumps(_row(file, reject) | {"by": self._by}, ensure_ascii=True) + "\n" for reject in rejects]
        if lines:
            os.write(self._handle, "".join(lines).encode())
            os.fsync(self._handle)
        return os.fstat(self._handle).st_size


def _row(file: str, reject: Rejected) -> dict[str, Json]:
    """`value` is masked, `row` is as it was read; `cells` are what is mended, null where the row has no sound ones."""
    return {
        "file": file,
        "line": reject.line,
        "column": reject.column,
        "value": None if reject.value is None else masked(reject.value),
        "reason": reject.reason,
        "row": reject.row,
        "cells": [dict(cells) for cells in reject.cells] or None,
    }


async def without_suppressed_rejects(
    read: Read, secret: SecretPlace | None, source: str, rejects: Sequence[Rejected]
) -> list[Rejected]:
    """The rejected rows without those that name a suppressed e-mail address or record of the source: they are not kept
    in a file either. One statement, and another one where something is suppressed."""
    state = (await suppressions.privacy_state(read)).suppressions
    if not state.hashes:
        return list(rejects)
    keys = privacy_keys(secret, state.mark)
    asked = [set(_cell_hashes(keys, source, reject)) for reject in rejects]
    suppressed = await suppressions.among(read, set().union(*asked))
    return [reject for reject, values in zip(rejects, asked, strict=True) if values.isdisjoint(suppressed)]


def _cell_hashes(keys: PrivacyKeys, source: str, reject: Rejected) -> Iterator[str]:
    for value in _cell_texts(reject):
        yield keys.hash(HashKind.RECORD, f"{source}:{value}")
        if "@" in value:
            try:
                yield keys.hash(HashKind.IDENTIFIER, identifier("email", value.strip("<>\"'()[]")).key)
            except InvalidInput:
                continue


def _cell_texts(reject: Rejected) -> Iterable[str]:
    cells = {str(value).strip() for row in reject.cells for value in row.values() if isinstance(value, str | int)}
    words = {word for text in (*cells, reject.row) for word in text.replace(",", " ").replace(";", " ").split()}
    return sorted(cells | words)
