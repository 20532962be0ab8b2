"""Exports as text: JSON as it is read, and files that only their owner can read."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson

from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.privacy.person_export import Section

_OWNER_ALONE = 0o600


async def json_chunks(sections: AsyncIterator[Section]) -> AsyncIterator[bytes]:
    """One JSON object of the sections, in pieces; each item stands in a line of its own."""
    separator = b"{\n"
    async for section in sections:
        yield separator + orjson.dumps(section.name) + b": "
        if section.items is None:
            yield orjson.dumps(section.value)
        else:
            inner = b"["
            async for item in section.items:
                yield inner + b"\n" + orjson.dumps(item)
                inner = b","
            yield b"[]" if inner == b"[" else b"\n]"
        separator = b",\n"
    yield b"\n}\n"


@contextmanager
def new_private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file for its owner alone, on the disk at the end of the block; where that fails, there is none. Raises
    Conflict where there is a file of the name, InvalidInput where none can be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _OWNER_ALONE)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already, and nothing is overwritten; name another file") from error
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be written ({error.strerror}); choose another file or folder") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise InvalidInput(f"{path}: cannot be written ({error.strerror}); choose another file or folder") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
