"""The files that a path on the command line means: a file, a pattern, a folder, a zip, or standard input."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.formats.archives import archive_members, is_archive
from loaders.formats.streams import file_exists
from profile_service.domain.values.errors import InvalidInput

STANDARD_INPUT = Path("-")
_WILDCARDS = ("*", "?", "[")


def expand_pattern(path: Path) -> list[Path]:
    """`path` itself, or, where it is a pattern, the paths that match it, by name. Raises InvalidInput where none does.

    A pattern also reaches into a zip: `export.zip/*.csv`.
    """
    if path.exists() or not any(sign in str(path) for sign in _WILDCARDS) or file_exists(path):
        return [path]
    matches = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    inside = [m for zip in path.parents if is_archive(zip) for m in archive_members(zip) if m.match(str(path))]
    if not matches and not inside:
        raise InvalidInput(f"{path}: no file has a name of this pattern; check it")
    return matches or inside


def bare_name(path: Path) -> str:
    """The file's name without any suffix: `transactions` of transactions.csv.gz."""
    return path.name.partition(".")[0]


def is_folder(path: Path) -> bool:
    """Whether the path holds files: a directory, or a zip."""
    return path.is_dir() or is_archive(path)


def files_in(path: Path) -> list[Path]:
    """All files in a directory and the directories in it, or in a zip, by name; hidden ones are left out."""
    if not path.is_dir():
        return archive_members(path)
    files = (p for p in path.rglob("*") if p.is_file())
    return sorted(p for p in files if not any(part.startswith(".") for part in p.relative_to(path).parts))


@contextmanager
def spool_streams(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """The paths, with a copy in place of each that can be read only once: `-` (standard input) and pipes.

    The copies lie in a directory that only its owner may enter, and are removed at the end.
    """
    with tempfile.TemporaryDirectory(prefix="profile-service-") as folder:
        yield [_spool(path, Path(folder)) for path in paths]


def _spool(path: Path, folder: Path) -> Path:
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
