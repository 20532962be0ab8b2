"""Zip archives as folders: a member's path is the archive's, a slash and its name: `export.zip/crm/Contact.csv`."""

import zipfile
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from profile_service.domain.values.errors import InvalidInput

_MAGIC = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
_BROKEN = "cannot be read as a zip archive; it is damaged or truncated; export it again"


def is_archive(path: Path) -> bool:
    """Whether it is a zip of files; an Excel file is none, though it is a zip too."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            return False
    with _archive(path) as archive:
        return _WORKBOOK not in archive.namelist()


def members(path: Path) -> list[Path]:
    """The files in an archive, in the order of their names; without those that systems leave behind unseen."""
    with _archive(path) as archive:
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    return [path / name for name in names if not any(map(_unseen, PurePosixPath(name).parts))]


def archive_of(path: Path) -> Path | None:
    """The file that a member's path leads into; None where it leads into none."""
    return next((parent for parent in path.parents if parent.is_file()), None)


def member(path: Path, held: ExitStack) -> BinaryIO:
    """A member, open for reading until `held` is closed. Raises InvalidInput where there is none of this name."""
    place = archive_of(path)
    if place is None:
        raise InvalidInput(f"{path}: there is no such file; check the path")
    archive = held.enter_context(_archive(place))
    name = PurePosixPath(path.relative_to(place).as_posix())
    info = next((i for i in archive.infolist() if PurePosixPath(i.filename) == name and not i.is_dir()), None)
    if info is None:
        raise InvalidInput(f"{path}: {place.name} holds no file of this name; it holds {_some(archive)}")
    if info.flag_bits & 1:
        raise InvalidInput(f"{path}: is locked with a password; unpack it and name the file")
    try:
        return cast("BinaryIO", held.enter_context(archive.open(info)))
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise InvalidInput(f"{path}: {_BROKEN}") from error


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise InvalidInput(f"{path}: {_BROKEN}") from error


def _some(archive: zipfile.ZipFile) -> str:
    return ", ".join(sorted(archive.namelist())[:6]) or "nothing"


def _unseen(part: str) -> bool:
    return part.startswith(".") or part == "__MACOSX"
