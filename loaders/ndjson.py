"""NDJSON: one JSON object per line, with everything refused that could not be stored."""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from loaders.loader import Inspection
from loaders.reading import CELL_LIMIT, Row, encodable, flaw_of, lines, secret
from profile_service.domain.errors import InvalidInput
from profile_service.domain.events import Json

MAX_DEPTH = 30
_INT64 = 2**63
_NOT_JSON = "the line is not JSON"


@dataclass(frozen=True)
class Ndjson:
    """`required` names must stand in at least one object of the file, otherwise it is the wrong file."""

    required: tuple[str, ...] = ()
    encoding: str = "utf-8"

    def inspect(self, path: Path) -> Inspection:
        digest = hashlib.sha256()
        count, sound, objects, last, missing = 0, 0, 0, Row(0), set(self.required)
        for count, last in enumerate(_rows(lines(path, self.encoding, digest=digest)), start=1):
            if count == 1 and last.text.lstrip().startswith("["):
                raise InvalidInput(f"{path}: is one JSON array; one object per line was expected (NDJSON)")
            sound += not last.flaw
            objects += last.text.lstrip().startswith("{")
            missing -= last.cells.keys()
        if not count:
            raise InvalidInput(f"{path}: is empty; one JSON object per line was expected")
        if not objects:
            raise InvalidInput(f"{path}: line {last.line} is no JSON object; one object per line was expected (NDJSON)")
        if (last.flaw or "").startswith(_NOT_JSON) and not last.text.endswith("\n"):
            raise InvalidInput(f"{path}: line {last.line}, the last, stops in the middle; the file is truncated")
        if missing and sound:
            raise InvalidInput(f"{path}: no line has the field {min(missing)}; is this the right file?")
        return Inspection(path, digest.hexdigest(), count, path.stat().st_size)

    def rows(self, path: Path) -> Iterator[Row]:
        return _rows(lines(path, self.encoding))


class _Unfit(ValueError):
    """JSON, but not to be stored."""


def _rows(texts: Iterator[str]) -> Iterator[Row]:
    for number, text in enumerate(texts, start=1):
        if text.isspace():
            continue
        flaw = flaw_of(text)
        if flaw:
            yield Row(number, {}, text, flaw)
            continue
        try:
            cells, secretive = _object(text)
        except json.JSONDecodeError as error:
            yield Row(number, {}, text, f"{_NOT_JSON} from column {error.colno} on")
        except RecursionError:
            yield Row(number, {}, text, f"the object is nested deeper than {MAX_DEPTH} levels")
        except ValueError as error:
            yield Row(number, {}, text, str(error) if isinstance(error, _Unfit) else "a number has too many digits")
        else:
            yield Row(number, cells, None if secretive else text)


def _object(text: str) -> tuple[dict[str, Json], bool]:
    """The object without its secrets, and whether it had any. Raises ValueError where it cannot be stored."""
    value = _DECODER.decode(text)
    if not isinstance(value, dict):
        raise _Unfit("the line is JSON, but no object")
    return value, _screen(value, surrogates="\\ud" in text or "\\uD" in text, long=len(text) > CELL_LIMIT)


def _screen(value: Any, *, surrogates: bool, long: bool) -> bool:
    secretive = False
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                secretive |= _drop_secrets(part)
                inner += part.values()
                if surrogates and not all(map(encodable, part)):
                    raise _Unfit("a name in the object holds a lone surrogate, which is no character")
            elif isinstance(part, list):
                inner += part
            elif isinstance(part, str):
                _check_text(part, surrogates=surrogates, long=long)
        if not inner:
            return secretive
        level = inner
    raise _Unfit(f"the object is nested deeper than {MAX_DEPTH} levels")


def _drop_secrets(part: dict[str, Any]) -> bool:
    secrets = []
    for name in part:
        if not name or name.isspace():
            raise _Unfit("the object has a field without a name")
        if "\x00" in name:
            raise _Unfit("a name in the object holds a NUL character")
        if secret(name):
            secrets.append(name)
    for name in secrets:
        del part[name]
    return bool(secrets)


def _check_text(text: str, *, surrogates: bool, long: bool) -> None:
    if "\x00" in text:
        raise _Unfit("the object holds a NUL character")
    if surrogates and not encodable(text):
        raise _Unfit("the object holds a lone surrogate, which is no character")
    if long and len(text) > CELL_LIMIT:
        raise _Unfit("a text in the object is longer than 1,000,000 characters")


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) < 21 else _INT64
    if not -_INT64 <= number < _INT64:
        raise _Unfit("an integer in the object is beyond 64 bits")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _Unfit("a number in the object is not finite")
    return number


def _constant(name: str) -> NoReturn:
    raise _Unfit(f"the object holds {name}, which is no JSON number")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
