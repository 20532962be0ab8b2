"""Forms as browsers post them, without files."""

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from profile_service.domain.values.errors import InvalidInput, TooLarge

_MAX_BYTES = 8_192
_MAX_FIELDS = 10
NOTE_BYTES = 32_768
"""What a form with a note may have: 2,000 letters of any script take up to nine bytes each."""


async def read_form(request: Request, *, max_bytes: int = _MAX_BYTES) -> dict[str, str]:
    """Field → text. Raises TooLarge after `max_bytes`, InvalidInput where it is no form."""
    return dict(await read_fields(request, max_bytes=max_bytes))


async def read_fields(
    request: Request, *, max_bytes: int = _MAX_BYTES, max_fields: int = _MAX_FIELDS
) -> list[tuple[str, str]]:
    """Fields with their texts, as the form has them; a field may stand there more than once. Raises TooLarge after
    `max_bytes`, InvalidInput where it is no form, or has more fields."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise TooLarge(f"the form is larger than {max_bytes // 1024} KB")
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=max_fields)
    except (ValueError, ClientDisconnect) as error:
        raise InvalidInput("the form cannot be read") from error
