"""The bytes of a file, wherever they lie: plain, in a zip, packed with gzip or zstd, or both."""

import codecs
import gzip
import io
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from loaders.formats.archives import archive_of, member
from profile_service.domain.values.errors import InvalidInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 18
_UNPACKABLE = "cannot be unpacked; it is damaged or truncated; export it again"
_DAMAGE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, zstd.ZstdError)


def opened(path: Path) -> BinaryIO:
    """The content, unpacked, open for reading. Raises InvalidInput where there is none to read, or it is damaged.

    Damage of what is packed shows only while it is read.
    """
    held = ExitStack()
    try:
        stream = _found(path, held)
        magic = cast("io.BufferedReader", stream).peek(4)[:4]
        if magic.startswith(_GZIP):
            stream = cast("BinaryIO", held.enter_context(gzip.GzipFile(fileobj=stream)))
        elif magic == _ZSTD:
            stream = cast("BinaryIO", held.enter_context(zstd.ZstdFile(stream)))
        elif archive_of(path) is None:
            return stream
    except _DAMAGE as error:
        held.close()
        raise InvalidInput(f"{path}: {_UNPACKABLE}") from error
    except BaseException:
        held.close()
        raise
    return io.BufferedReader(_Unpacked(path, stream, held), _BLOCK)


def transcoded(path: Path, file: BinaryIO, encoding: str) -> BinaryIO:
    """UTF-16 as UTF-8; bytes that are no UTF-16 raise InvalidInput when they are read."""
    return io.BufferedReader(_Transcoded(path, file, encoding), _BLOCK)


def is_there(path: Path) -> bool:
    """Whether `opened` would find a file: on disk or in an archive."""
    if path.is_file():
        return True
    if archive_of(path) is None:
        return False
    try:
        opened(path).close()
    except InvalidInput:
        return False
    return True


@contextmanager
def on_disk(path: Path) -> Iterator[Path]:
    """The content as a plain file, for readers that seek in it: the file itself, or a copy only while it is read."""
    with opened(path) as file:
        if not isinstance(file.raw if isinstance(file, io.BufferedReader) else None, _Unpacked):
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="profile-service-") as folder:
            copy = Path(folder) / path.name
            with copy.open("xb") as target:
                shutil.copyfileobj(file, target, _BLOCK)
            yield copy


def _found(path: Path, held: ExitStack) -> BinaryIO:
    try:
        return held.enter_context(path.open("rb"))
    except NotADirectoryError:
        return member(path, held)
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise InvalidInput(f"{path}: is a directory; name the files in it") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: cannot be read; check its permissions") from error


class _Unpacked(io.RawIOBase):
    """What comes out of packed content; whatever is wrong with it is told in one sentence."""

    def __init__(self, path: Path, stream: BinaryIO, held: ExitStack) -> None:
        self._path = path
        self._stream = stream
        self._held = held

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]  # as io calls it
        try:
            block = self._stream.read(len(buffer))
        except _DAMAGE as error:
            raise InvalidInput(f"{self._path}: {_UNPACKABLE}") from error
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._held.close()
        super().close()


class _Transcoded(io.RawIOBase):
    def __init__(self, path: Path, file: BinaryIO, encoding: str) -> None:
        self._path = path
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._waiting = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]  # as io calls it
        while not self._waiting and not self._ended:
            block = self._file.read(_BLOCK)
            self._ended = not block
            try:
                self._waiting = self._decoder.decode(block, final=self._ended).encode()
            except UnicodeError as error:
                reason = "holds bytes that are not UTF-16; is it truncated? Save the file as UTF-8"
                raise InvalidInput(f"{self._path}: {reason}") from error
        taken, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        self._file.close()
        super().close()
