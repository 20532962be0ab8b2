"""Folders, secrets and room on the disk: what lies beside the store, looked at and not touched."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.diagnosis.diagnoses import Diagnosis, ok, problem, warning
from profile_service.settings import AUDIT_OFF, Settings

_PRIVATE_FOLDERS = ("embedded", "access", "runs", "rejects")
_PRIVATE_FILES = ("embedded/password", "access/secret", "access/audit_secret", "access/audit_checkpoint")
_MEGABYTE = 1024**2
_LITTLE_ROOM, _NO_ROOM = 1024 * _MEGABYTE, 100 * _MEGABYTE


def folder_diagnoses(settings: Settings) -> Iterator[Diagnosis]:
    data_dir = settings.data_dir
    if not data_dir.is_dir():
        yield warning("folder", f"{data_dir} is not there yet", "a first load makes it, or set PROFILE_DATA_DIR")
        return
    yield from _open_folders(settings)
    yield from _open_files(data_dir)
    yield _room(data_dir)
    yield from _secrets(settings)


def _open_folders(settings: Settings) -> Iterator[Diagnosis]:
    """Folders that others than their owner may enter."""
    folders = [settings.data_dir / name for name in _PRIVATE_FOLDERS]
    if settings.audit != AUDIT_OFF:
        folders.append(Path(settings.audit) if settings.audit else settings.data_dir / "audit")
    there = [folder for folder in folders if folder.is_dir()]
    wrong = [folder for folder in there if _mode(folder) & 0o077]
    for folder in wrong:
        yield problem("folder", f"{folder} has the mode {_mode(folder):04o}", f"chmod 700 {folder}")
    if _mode(settings.data_dir) & stat.S_IWOTH:
        yield problem("folder", f"{settings.data_dir} can be written by anybody", f"chmod o-w {settings.data_dir}")
    elif not wrong:
        yield ok("folder", f"{len(there)} folders in {settings.data_dir} are for their owner alone")


def _open_files(data_dir: Path) -> Iterator[Diagnosis]:
    there = [data_dir / name for name in _PRIVATE_FILES if (data_dir / name).is_file()]
    wrong = [file for file in there if _mode(file) & 0o077]
    for file in wrong:
        advice = f"chmod 600 {file}; whoever could read it may know it, so replace it, too"
        yield problem("secret", f"{file} has the mode {_mode(file):04o}", advice)
    if there and not wrong:
        yield ok("secret", f"{len(there)} files with secrets are for their owner alone")


def _room(data_dir: Path) -> Diagnosis:
    free = shutil.disk_usage(data_dir).free
    text = f"{free / _MEGABYTE:,.0f} MB are free on the disk of {data_dir}"
    advice = "make room: without it neither loads nor the audit can be written, and nobody is shown anything"
    if free < _NO_ROOM:
        return problem("disk", text, advice)
    return warning("disk", text, advice) if free < _LITTLE_ROOM else ok("disk", text)


def _secrets(settings: Settings) -> Iterator[Diagnosis]:
    """Secrets that are too short, or of which a file can be read by others."""
    places = (
        KeySecretPlace(settings.access_secret, settings.data_dir),
        KeySecretPlace(settings.audit_secret, settings.data_dir, "audit_secret", "PROFILE_AUDIT_SECRET"),
    )
    for place in places:
        try:
            place.read()
        except (InvalidInput, OSError, UnicodeDecodeError) as error:
            text = (
                str(error) if isinstance(error, InvalidInput) else f"a secret cannot be read ({type(error).__name__})"
            )
            yield problem("secret", text, f"mend the file, or set {place.variable}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
