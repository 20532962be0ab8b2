"""Cursors: opaque to clients; a position in a sorted list."""

import base64
import binascii

from profile_service.domain.values.errors import InvalidInput

_MAX_LENGTH = 2_000


def write_cursor(position: str) -> str:
    """The cursor of a position: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(position.encode()).rstrip(b"=").decode()


def read_cursor(cursor: str) -> str:
    """The position of a cursor. Raises InvalidInput where it was not made by `write_cursor`."""
    try:
        if len(cursor) > _MAX_LENGTH:
            raise ValueError("too long")
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("the cursor is none that was handed out; take endCursor of the page before") from error
    if "\x00" in text:
        raise InvalidInput("the cursor is none that was handed out; take endCursor of the page before")
    return text
