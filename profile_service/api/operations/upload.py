"""A file that a browser sends in a form, as far as it may be large."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from profile_service.domain.values.errors import InvalidInput, TooLarge

_MORE_BYTES = 8_192
"""What a form has besides its file: the boundaries, and the name."""
# What is wrong with a form is told to whoever sent it; the parser's own lines quote what they sent.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


@asynccontextmanager
async def uploaded(request: Request, field: str, most_bytes: int) -> AsyncIterator[UploadFile]:
    """The file in this field, closed at the end. Raises TooLarge where the form has more than `most_bytes`, at the
    latest when they are there, and InvalidInput where it is no form with a file."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InvalidInput("the form has no file")
    parser = MultiPartParser(request.headers, _limited(request, most_bytes), max_files=1, max_fields=1)
    try:
        form = await parser.parse()
    except (MultiPartException, ClientDisconnect, KeyError) as error:
        raise InvalidInput("the form cannot be read; send one file") from error
    file = form.get(field)
    if not isinstance(file, UploadFile) or not file.filename:
        await form.close()
        raise InvalidInput("no file was chosen; choose one, or drop it on the page")
    try:
        yield file
    finally:
        await form.close()


async def _limited(request: Request, most_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body. Raises TooLarge before the first byte where the request announces too many."""
    most, read = most_bytes + _MORE_BYTES, 0
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large(most_bytes)
    async for chunk in request.stream():
        read += len(chunk)
        if read > most:
            raise _too_large(most_bytes)
        yield chunk


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge(f"the file is larger than {most_bytes // 1024**2} MB; on the machine of the store use the command")
