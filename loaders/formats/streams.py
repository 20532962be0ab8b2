"""The bytes of a file, wherever it lies: plain, in a zip, packed with gzip or zstd, or both."""

import codecs
import gzip
import hashlib
import io
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from loaders.formats.archives import enclosing_archive, open_member
from profile_service.domain.values.errors import InvalidInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 18
_BROKEN = "cannot be unpacked; it is damaged or truncated; export it again"
_DAMAGE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, zstd.ZstdError)


class Digest(Protocol):
    """A running hash, as `hashlib` makes it."""

    def update(self, data: bytes, /) -> None: ...


def open_file(path: Path) -> BinaryIO:
    """The content, unpacked, open for reading. Raises InvalidInput where there is none to read, or it is damaged.

    Damage of packed content shows only while it is read.
    """
    stack = ExitStack()
    try:
        stream = _open_packed(path, stack)
        magic = cast("io.BufferedReader", stream).peek(4)[:4]
        if magic.startswith(_GZIP):
            stream = cast("BinaryIO", stack.enter_context(gzip.GzipFile(fileobj=stream)))
        elif magic == _ZSTD:
            stream = cast("BinaryIO", stack.enter_context(zstd.ZstdFile(stream)))
        elif enclosing_archive(path) is None:
            return stream
    except _DAMAGE as error:
        stack.close()
        raise InvalidInput(f"{path}: {_BROKEN}") from error
    except BaseException:
        stack.close()
        raise
    return io.BufferedReader(_Unpacked(path, stream, stack), _BLOCK)


def utf16_as_utf8(path: Path, file: BinaryIO, encoding: str) -> BinaryIO:
    """A stream of UTF-16 as one of UTF-8; bytes that are no UTF-16 raise InvalidInput when they are read."""
    return io.BufferedReader(_Utf16AsUtf8(path, file, encoding), _BLOCK)


def file_exists(path: Path) -> bool:
    """Whether `open_file` would open a file: on disk or in an archive."""
    if path.is_file():
        return True
    if enclosing_archive(path) is None:
        return False
    try:
        open_file(path).close()
    except InvalidInput:
        return False
    return True


def content_sha256(path: Path) -> str:
    """The SHA-256 of the unpacked content, in hexadecimal."""
    digest = hashlib.sha256()
    with open_file(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def seekable_file(path: Path) -> Iterator[Path]:
    """The path of a plain file with the content, for readers that seek: the file itself, or a copy that lasts as long
    as the context."""
    with open_file(path) as file:
        if not isinstance(file.raw if isinstance(file, io.BufferedReader) else None, _Unpacked):
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="profile-service-") as folder:
            copy = Path(folder) / path.name
            with copy.open("xb") as target:
                shutil.copyfileobj(file, target, _BLOCK)
            yield copy


def _open_packed(path: Path, stack: ExitStack) -> BinaryIO:
    """The content as it lies there, on disk or in an archive, not yet unpacked from gzip or zstd."""
    try:
        return stack.enter_context(path.open("rb"))
    except NotADirectoryError:
        return open_member(path, stack)
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise InvalidInput(f"{path}: is a directory; name the files in it") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: cannot be read; check its permissions") from error


class _Unpacked(io.RawIOBase):
    """Unpacked content; any damage raises InvalidInput in one sentence."""

    def __init__(self, path: Path, stream: BinaryIO, stack: ExitStack) -> None:
        self._path = path
        self._stream = stream
        self._stack = stack

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]  # as io calls it
        try:
            block = self._stream.read(len(buffer))
        except _DAMAGE as error:
            raise InvalidInput(f"{self._path}: {_BROKEN}") from error
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._stack.close()
        super().close()


class _Utf16AsUtf8(io.RawIOBase):
    def __init__(self, path: Path, file: BinaryIO, encoding: str) -> None:
        self._path = path
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._pending = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]  # as io calls it
        while not self._pending and not self._ended:
            block = self._file.read(_BLOCK)
            self._ended = not block
            try:
                self._pending = self._decoder.decode(block, final=self._ended).encode()
            except UnicodeError as error:
                reason = "holds bytes that are not UTF-16; is it truncated? Save the file as UTF-8"
                raise InvalidInput(f"{self._path}: {reason}") from error
        part, self._pending = self._pending[: len(buffer)], self._pending[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()
