"""Which files a path on the command line means: a file, a pattern, a folder, a zip, or standard input."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.formats.archives import is_archive, members
from loaders.formats.streams import is_there
from profile_service.domain.values.errors import InvalidInput

STANDARD_INPUT = Path("-")
_MAGIC = ("*", "?", "[")


def places(path: Path) -> list[Path]:
    """`path` itself, or what it means as a pattern, in the order of names. Raises InvalidInput where that is nothing.

    A pattern also reaches into a zip: `export.zip/*.csv`.
    """
    if path.exists() or not any(sign in str(path) for sign in _MAGIC) or is_there(path):
        return [path]
    found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    inside = [m for zip in path.parents if is_archive(zip) for m in members(zip) if m.match(str(path))]
    if not found and not inside:
        raise InvalidInput(f"{path}: no file has a name of this pattern; check it")
    return found or inside


def bare_name(path: Path) -> str:
    """`transactions` of transactions.csv.gz"""
    return path.name.partition(".")[0]


def is_folder(path: Path) -> bool:
    """Whether it holds files: a directory, or a zip."""
    return path.is_dir() or is_archive(path)


def files_in(path: Path) -> list[Path]:
    """All files in a directory and the directories in it, or in a zip, by name; hidden ones are left out."""
    if not path.is_dir():
        return members(path)
    found = (p for p in path.rglob("*") if p.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(path).parts))


@contextmanager
def on_hand(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """The paths, with a copy for what can be read only once: `-` is standard input, and there are pipes.

    The copies lie in a directory that only its owner may enter, and go away at the end.
    """
    with tempfile.TemporaryDirectory(prefix="profile-service-") as folder:
        yield [_spooled(path, Path(folder)) for path in paths]


def _spooled(path: Path, folder: Path) -> Path:
    if path != STANDARD_INPUT and (path.is_file() or path.is_dir() or not path.exists()):
        return path
    copy = folder / ("standard-input" if path == STANDARD_INPUT else path.name)
    with os.fdopen(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
        if path == STANDARD_INPUT:
            shutil.copyfileobj(sys.stdin.buffer, target)
        else:
            with path.open("rb") as source:
                shutil.copyfileobj(source, target)
    return copy
