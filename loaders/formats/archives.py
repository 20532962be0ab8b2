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
    """Whether the file is a zip of files; an Excel file is none, though it is a zip too."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            return False
    with _open_archive(path) as archive:
        return _WORKBOOK not in archive.namelist()


def archive_members(path: Path) -> list[Path]:
    """The paths of the files in an archive, by name, without hidden ones and those that macOS adds."""
    with _open_archive(path) as archive:
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    return [path / name for name in names if not any(map(_is_hidden, PurePosixPath(name).parts))]


def enclosing_archive(path: Path) -> Path | None:
    """The file that a member's path leads into; None where it leads into none."""
    return next((parent for parent in path.parents if parent.is_file()), None)


def open_member(path: Path, stack: ExitStack) -> BinaryIO:
    """A member, open for reading until `stack` is closed. Raises InvalidInput where there is none of this name."""
    archive_path = enclosing_archive(path)
    if archive_path is None:
        raise InvalidInput(f"{path}: there is no such file; check the path")
    archive = stack.enter_context(_open_archive(archive_path))
    name = PurePosixPath(path.relative_to(archive_path).as_posix())
    info = next((i for i in archive.infolist() if PurePosixPath(i.filename) == name and not i.is_dir()), None)
    if info is None:
        raise InvalidInput(f"{path}: {archive_path.name} holds no file of this name; it holds {_some_names(archive)}")
    if info.flag_bits & 1:
        raise InvalidInput(f"{path}: is locked with a password; unpack it and name the file")
    try:
        return cast("BinaryIO", stack.enter_context(archive.open(info)))
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise InvalidInput(f"{path}: {_BROKEN}") from error


def _open_archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise InvalidInput(f"{path}: {_BROKEN}") from error


def _some_names(archive: zipfile.ZipFile) -> str:
    return ", ".join(sorted(archive.namelist())[:6]) or "nothing"


def _is_hidden(part: str) -> bool:
    return part.startswith(".") or part == "__MACOSX"
