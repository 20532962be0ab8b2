"""Cursors, opaque to clients: a position in a sorted list; and how many items a page of it may have."""

import base64
import binascii

from profile_service.domain.values.errors import InvalidInput

MAX_PAGE = 100
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


def check_first(first: int, most: int = MAX_PAGE) -> None:
    """Raise InvalidInput where a page is to have no items, or more than it may have."""
    if not 1 <= first <= most:
        raise InvalidInput(f"first must be from 1 to {most}")
