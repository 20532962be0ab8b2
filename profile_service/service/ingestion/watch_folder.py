"""A watched folder: which of the exports that land in it are complete, and where they go once they are loaded."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from profile_service.domain.values.errors import Conflict, InvalidInput

_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
_State: TypeAlias = tuple[int, int, int]


class WatchedFolder:
    """Files are taken when they did not change from one look to the next; those whose names say that they are still
    being written, and hidden ones, are left alone. Nothing is ever overwritten or deleted."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise InvalidInput(f"{path}: is no folder to watch; make it first")
        self._path = path
        self._seen: dict[Path, _State] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Alone: raises Conflict where another process on this machine watches the folder."""
        handle = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise Conflict(f"{self._path}: another process watches this folder; stop it first") from error
        try:
            yield
        finally:
            os.close(handle)

    def landed(self) -> list[Path]:
        """The complete files, the one that was written first before the others."""
        now = dict(self._look())
        stable = [path for path, state in now.items() if self._seen.get(path) == state]
        self._seen = now
        return sorted(stable, key=lambda path: (now[path][1], path))

    def done(self, path: Path) -> Path | None:
        """Put a loaded file aside; returns where it is now, None where somebody took it away meanwhile."""
        return self._move(path, self._path / "done")

    def failed(self, path: Path) -> Path | None:
        """The same for a file that cannot be loaded."""
        return self._move(path, self._path / "failed")

    def _look(self) -> Iterator[tuple[Path, _State]]:
        for entry in os.scandir(self._path):
            if entry.name.startswith(".") or entry.name.casefold().endswith(_UNFINISHED):
                continue
            try:
                if entry.is_file():
                    status = entry.stat()
                    yield Path(entry.path), (status.st_size, status.st_mtime_ns, status.st_ino)
            except FileNotFoundError:
                continue  # it was taken away just now

    def _move(self, path: Path, folder: Path) -> Path | None:
        folder.mkdir(exist_ok=True)
        number, target = 1, folder / path.name
        while target.exists():
            number += 1
            target = folder / f"{path.stem}.{number}{path.suffix}"
        try:
            return path.rename(target)
        except FileNotFoundError:
            return None
