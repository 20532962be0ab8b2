"""Limits on the size of a request, over HTTP and WebSocket alike; they are checked before its JSON is parsed."""

from starlette.requests import ClientDisconnect, Request

from profile_service.api.http.refusals import RequestRefused

MAX_BODY_BYTES = 65_536
"""Of an HTTP body, of a query string and of a WebSocket message."""
MAX_JSON_DEPTH = 32
MAX_QUERY_STRING_FIELDS = 20


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises RequestRefused (413) after MAX_BODY_BYTES, or before the first byte where the
    request announces more."""
    length = request.headers.get("content-length", "")
    body = bytearray()
    if not (length.isdecimal() and int(length) > MAX_BODY_BYTES):
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    break
            else:
                return bytes(body)
        except ClientDisconnect as error:
            raise RequestRefused(400, "the body ended too early", "BAD_REQUEST") from error
    text = f"the body is larger than {MAX_BODY_BYTES // 1024} KB"
    raise RequestRefused(413, text, "TOO_LARGE", {"connection": "close"})


def json_too_deep(text: bytes) -> bool:
    """Whether brackets outside of strings are nested more than MAX_JSON_DEPTH levels deep. Reads the text once."""
    if text.count(b"[") + text.count(b"{") <= MAX_JSON_DEPTH:
        return False
    depth = 0
    quoted = escaped = False
    for byte in text:
        if quoted:
            quoted, escaped = (escaped or byte != 0x22), (not escaped and byte == 0x5C)
        elif byte == 0x22:
            quoted = True
        elif byte in b"[{":
            depth += 1
            if depth > MAX_JSON_DEPTH:
                return True
        elif byte in b"]}":
            depth -= 1
    return False
