"""Forms as browsers post them, without files."""

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from profile_service.domain.values.errors import InvalidInput, TooLarge

_MAX_BYTES = 8_192
_MAX_FIELDS = 10


async def read_form(request: Request) -> dict[str, str]:
    """Field → text. Raises TooLarge after 8 KB, InvalidInput where it is no form."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BYTES:
                raise TooLarge(f"the form is larger than {_MAX_BYTES // 1024} KB")
        return dict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
        )
    except (ValueError, ClientDisconnect) as error:
        raise InvalidInput("the form cannot be read") from error
