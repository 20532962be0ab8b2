"""Rejects files: the rows about an erased person are taken out of them, by her identifiers as they were written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from profile_service.domain.privacy.erasures import ErasureScope
from profile_service.domain.sources.events import Json
from profile_service.domain.values.phones import AS_WRITTEN, digits_of
from profile_service.service.ingestion.run_locks import is_locked, lock_path
from profile_service.store.places.private_files import replace_private

_LEAST_DIGITS = 7
"""So many last digits of a phone must agree: people write it with and without its country."""
_PART = re.compile(r"[^\s,;\t|\"'<>()]+")


@dataclass(frozen=True, slots=True)
class WrittenValues:
    """Values by which a row is recognised, as people write them: `texts` in small letters; `phones`: last digits;
    `ids`: source → ids of records in it."""

    texts: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    ids: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, scopes: Iterable[ErasureScope]) -> "WrittenValues":
        """Those that only the erased records hold."""
        texts, phones, ids = set(), set(), set()
        for scope in scopes:
            for identifier in scope.own:
                if identifier.type in {"phone", AS_WRITTEN}:
                    phones.add(digits_of(identifier.value)[-_LEAST_DIGITS:])
                elif not identifier.is_placeholder:
                    texts.add(identifier.value.casefold())
            for key in scope.keys:
                source, _, record_id = key.partition(":")
                ids.add((source, record_id))
        return cls(frozenset(texts), frozenset(phones), frozenset(ids))

    def are_in(self, reject: dict[str, Json]) -> bool:
        """Whether a rejected row has one of them."""
        by = reject.get("by")
        source = str(by.get("source") or by.get("loader") or "") if isinstance(by, dict) else ""
        ids = {id for of_source, id in self.ids if source == of_source or source.startswith(f"{of_source}-")}
        return any(self._is_one(value, ids) for value in _values(reject))

    def _is_one(self, value: str, ids: set[str]) -> bool:
        text = value.strip().casefold()
        if text in self.texts or value.strip() in ids:
            return True
        digits = digits_of(text) if self.phones else ""
        return len(digits) >= _LEAST_DIGITS and digits[-_LEAST_DIGITS:] in self.phones


def remove_rejected_rows(data_dir: Path, written: WrittenValues) -> tuple[str, ...]:
    """Write each rejects file anew without the rows that have one of the values. Returns the names of those that were
    left as they are, for their loads are running."""
    running = running_rejects(data_dir)
    for path in _files(data_dir):
        if path.stem not in running:
            _rewrite(path, written)
    return running


def running_rejects(data_dir: Path) -> tuple[str, ...]:
    """The runs (ids) that write to their rejects files just now."""
    return tuple(path.stem for path in _files(data_dir) if is_locked(lock_path(data_dir, path.stem)))


def _files(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "rejects").glob("*.ndjson"))


def _rewrite(path: Path, written: WrittenValues) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not written.are_in(_reject(line))]
    if len(kept) == len(lines):
        return
    replace_private(path, kept)


def _reject(line: bytes) -> dict[str, Json]:
    try:
        reject = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {"row": line.decode(errors="replace")}
    return reject if isinstance(reject, dict) else {}


def _values(reject: dict[str, Json]) -> Iterator[str]:
    """All values of the row: its cells, and what the text of the row may be cut into."""
    row = reject.get("row")
    if isinstance(row, str):
        yield row
        yield from _PART.findall(row)
    yield from _texts(reject.get("cells"))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value
        yield from _PART.findall(value)
    elif isinstance(value, int | float):
        yield str(value)
