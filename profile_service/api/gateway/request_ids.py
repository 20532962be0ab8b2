"""Request ids: the client's `X-Request-Id` where it is plain text, else a new one."""

import re
import uuid

from starlette.requests import HTTPConnection

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(connection: HTTPConnection) -> str:
    """The id that the answer and the log name; made up anew where the client sent none or one that is not plain."""
    sent = connection.headers.get("x-request-id", "")
    return sent if _PLAIN_ID.fullmatch(sent) else uuid.uuid4().hex
