"""Request ids: the client's `X-Request-Id` where it is plain text, else a new one."""

import re
import uuid

from starlette.requests import HTTPConnection

from profile_service.domain.telemetry.request_record import current_record

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(connection: HTTPConnection) -> str:
    """The id that the answer and the log name: that of the request under way, if there is one."""
    record = current_record()
    return record.id if record else accepted_id(connection.headers.get("x-request-id", ""))


def accepted_id(sent: str) -> str:
    """The id that was sent; made up anew where there is none or one that is not plain."""
    return sent if _PLAIN_ID.fullmatch(sent) else uuid.uuid4().hex
