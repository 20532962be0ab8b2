"""JSON objects as the store can hold them: secrets removed, and refused where a value has no place there."""

import json
import math
from typing import NoReturn

from loaders.formats.rows import CELL_LIMIT
from loaders.formats.secret_columns import is_secret
from loaders.formats.text_lines import is_encodable
from profile_service.domain.sources.events import Json

MAX_DEPTH = 30
_INT64 = 2**63


class UnstorableJson(ValueError):
    """JSON that the store cannot hold; the message says why."""


def decode_object(text: str) -> tuple[dict[str, Json], bool]:
    """The object without its secrets, and whether it had any.

    Raises UnstorableJson where the store cannot hold it, JSONDecodeError where it is not JSON, RecursionError or
    another ValueError where the decoder gives up.
    """
    value: Json = _DECODER.decode(text)
    if not isinstance(value, dict):
        raise UnstorableJson("the line is JSON, but no object")
    return value, _screen(value, surrogates="\\ud" in text or "\\uD" in text, long=len(text) > CELL_LIMIT)


def _screen(value: Json, *, surrogates: bool, long: bool) -> bool:
    """Removes all secrets, level by level, and checks names and texts; `surrogates` and `long`: what may be in them."""
    has_secrets = False
    level: list[Json] = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Json] = []
        for part in level:
            if isinstance(part, str):
                if "\x00" in part:
                    raise UnstorableJson("the object holds a NUL character")
                if surrogates or long:
                    _check_text(part, surrogates=surrogates, long=long)
            elif isinstance(part, dict):
                has_secrets |= _remove_secrets(part)
                inner += part.values()
                if surrogates and not all(map(is_encodable, part)):
                    raise UnstorableJson("a name in the object holds a lone surrogate, which is no character")
            elif isinstance(part, list):
                inner += part
        if not inner:
            return has_secrets
        level = inner
    raise UnstorableJson(f"the object is nested deeper than {MAX_DEPTH} levels")


def _remove_secrets(part: dict[str, Json]) -> bool:
    secrets = []
    for name in part:
        if not name or name.isspace():
            raise UnstorableJson("the object has a field without a name")
        if "\x00" in name:
            raise UnstorableJson("a name in the object holds a NUL character")
        if is_secret(name):
            secrets.append(name)
    for name in secrets:
        del part[name]
    return bool(secrets)


def _check_text(text: str, *, surrogates: bool, long: bool) -> None:
    if surrogates and not is_encodable(text):
        raise UnstorableJson("the object holds a lone surrogate, which is no character")
    if long and len(text) > CELL_LIMIT:
        raise UnstorableJson("a text in the object is longer than 1,000,000 characters")


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) < 21 else _INT64
    if not -_INT64 <= number < _INT64:
        raise UnstorableJson("an integer in the object is beyond 64 bits")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise UnstorableJson("a number in the object is not finite")
    return number


def _constant(name: str) -> NoReturn:
    raise UnstorableJson(f"the object holds {name}, which is no JSON number")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
