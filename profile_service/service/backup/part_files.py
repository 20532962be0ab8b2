"""The files of a backup while they are written: parts of JSON lines, packed and hashed, for their owner alone.

The folder is a backup from the moment on in which its manifest has its name; until then it is an unfinished one.
"""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from profile_service.domain.backup.manifest import Part, PartKind
from profile_service.domain.values.errors import InvalidInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MANIFEST = "manifest.json"
NEW_MANIFEST = "manifest.json.new"
_MOST_LINES = 500_000
_MOST_BYTES = 256 * 1024**2
_LEVEL = 3
_OURS = ("nodes-*.ndjson.zst", "relations-*.ndjson.zst", NEW_MANIFEST)


def new_folder(path: Path) -> None:
    """Make the folder of a backup, for its owner alone; one that was not finished is emptied. Raises InvalidInput where
    the folder cannot be used, or has anything else in it."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (path / MANIFEST).exists():
            raise InvalidInput(f"{path} is a complete backup already; name another folder")
        remove_parts(path)
        if any(path.iterdir()):
            raise InvalidInput(f"{path} is not empty; name another folder")
        path.chmod(0o700)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be used as a folder ({error.strerror}); name another one") from error


def remove_parts(folder: Path) -> None:
    """Remove what an unfinished backup left."""
    for pattern in _OURS:
        for path in folder.glob(pattern):
            path.unlink()


def publish_manifest(folder: Path, text: bytes) -> None:
    """Make the folder a backup: the manifest gets its name once it is on the disk, whole."""
    new = folder / NEW_MANIFEST
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / MANIFEST)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _OpenPart:
    """A part that lines are added to. `written`: bytes before they were packed."""

    def __init__(self, path: Path, kind: PartKind, label: str) -> None:
        self.kind, self.label = kind, label
        self.lines = self.written = 0
        self._path = path
        self._hash = hashlib.sha256()
        self._size = 0
        self._packer = zstd.ZstdCompressor(level=_LEVEL)
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def add(self, text: bytes, lines: int) -> None:
        self._write(self._packer.compress(text))
        self.lines += lines
        self.written += len(text)

    def finish(self) -> Part:
        self._write(self._packer.flush())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Part(self._path.name, self.kind, self.label, self.lines, self._size, self._hash.hexdigest())

    def close(self) -> None:
        self._file.close()

    def _write(self, packed: bytes) -> None:
        self._hash.update(packed)
        self._size += len(packed)
        self._file.write(packed)


class PartWriter:
    """Writes the parts of one backup, of each kind one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[PartKind, _OpenPart] = {}
        self._finished: list[Part] = []
        self._count = 0

    def add(self, kind: PartKind, label: str, lines: Iterable[bytes]) -> None:
        """Add lines of one label; those of one label come together. Raises OSError."""
        texts = list(lines)
        if not texts:
            return
        part = self._open.get(kind)
        if part and (part.label != label or part.lines >= _MOST_LINES or part.written >= _MOST_BYTES):
            self._finish(kind)
            part = None
        if part is None:
            self._count += 1
            name = f"{kind}-{self._count:04d}.ndjson.zst"
            part = self._open[kind] = _OpenPart(self._folder / name, kind, label)
        part.add(b"".join(texts), len(texts))

    def finish(self) -> tuple[Part, ...]:
        """All parts, on the disk: those of nodes first, for relations need them."""
        for kind in list(self._open):
            self._finish(kind)
        return tuple(sorted(self._finished, key=lambda part: (part.kind, part.file)))

    def close(self) -> None:
        """Give the files back; those of an unfinished backup stay."""
        for part in self._open.values():
            part.close()

    def _finish(self, kind: PartKind) -> None:
        self._finished.append(self._open.pop(kind).finish())
