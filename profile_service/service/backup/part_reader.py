"""The parts of a finished backup, read again: whole, or line by line."""

import hashlib
import io
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

from profile_service.domain.backup.manifest import NodeRow, Part, RelationRow
from profile_service.domain.values.errors import InvalidInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BLOCK = 1 << 20
_DAMAGE = (OSError, EOFError, zstd.ZstdError)


def part_fault(folder: Path, part: Part) -> str | None:
    """A sentence that says why the file is not the one that was written; None where it is."""
    path = folder / part.file
    try:
        size = path.stat().st_size
        if size != part.size:
            return f"{part.file} has {size:,} bytes instead of {part.size:,}: it was cut or changed"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return f"{part.file} is missing"
    except OSError as error:
        return f"{part.file} cannot be read ({error.strerror})"
    return None if digest == part.sha256 else f"{part.file} was changed: its SHA-256 is another one"


def part_rows(folder: Path, part: Part, skip: int = 0) -> Iterator[NodeRow | RelationRow]:
    """The rows of the part, after the first `skip`. Raises InvalidInput where the file is damaged."""
    shape = NodeRow if part.kind == "nodes" else RelationRow
    number = skip
    try:
        with zstd.open(folder / part.file, "rb") as packed, io.BufferedReader(packed, _BLOCK) as lines:
            for line in islice(lines, skip, None):
                number += 1
                yield shape(*orjson.loads(line))
    except (*_DAMAGE, ValueError, TypeError) as error:
        raise InvalidInput(f"{part.file} cannot be read after line {number:,}; take another backup") from error


def part_batches(folder: Path, part: Part, skip: int, size: int) -> Iterator[list[NodeRow] | list[RelationRow]]:
    """The rows of the part, after the first `skip`, `size` at a time."""
    rows = part_rows(folder, part, skip)
    while batch := list(islice(rows, size)):
        yield batch  # type: ignore[misc]  # all rows of a part are of one kind
