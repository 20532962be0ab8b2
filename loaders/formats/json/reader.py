"""NDJSON, one JSON object per line, or one JSON array of objects; what could not be stored is refused."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from loaders.formats.format import Inspection
from loaders.formats.json.arrays import elements
from loaders.formats.rows import (
    CELL_LIMIT,
    UTF8,
    Row,
    beginning,
    checked_lines,
    encodable,
    encoding_of,
    flaw_of,
    guessed,
    in_its_encoding,
    lines,
    secret,
)
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput

MAX_DEPTH = 30
_FIRST = 100
_INT64 = 2**63
_NOT_JSON = "the line is not JSON"


@dataclass(frozen=True)
class Ndjson:
    """`required` names must stand in at least one object of the file, otherwise it is the wrong file.

    A file that is one JSON array is read the same way, each of its objects as a row.
    """

    required: tuple[str, ...] = ()
    encoding: str | None = None

    def inspect(self, path: Path) -> Inspection:
        if _is_array(path):
            digest = hashlib.sha256()
            found = self._counted(path, _rows(elements(path, digest)))
            return Inspection(path, digest.hexdigest(), found, UTF8)
        return in_its_encoding(self.encoding, lambda encoding: self._lines(path, encoding))

    def _lines(self, path: Path, encoding: str) -> Inspection:
        first, ended, _ = beginning(path).lstrip().partition("\n")
        if ended and first.rstrip().endswith(("{", "[")):
            raise InvalidInput(f"{path}: is JSON over many lines; write one object per line, or one array of objects")
        digest = hashlib.sha256()
        found = self._counted(path, _rows(enumerate(checked_lines(path, encoding, digest), start=1)))
        return Inspection(path, digest.hexdigest(), found, encoding, guessed(encoding))

    def _counted(self, path: Path, rows: Iterator[Row]) -> int:
        count, sound, objects, last, missing = 0, 0, 0, Row(0), set(self.required)
        for count, last in enumerate(rows, start=1):  # noqa: B007 (both are read below)
            sound += not last.flaw
            objects += last.text.lstrip().startswith("{")
            missing -= last.cells.keys()
        if not count:
            raise InvalidInput(f"{path}: is empty; one JSON object per line was expected")
        if not objects:
            raise InvalidInput(f"{path}: line {last.line} is no JSON object; one object per line was expected (NDJSON)")
        if (last.flaw or "").startswith(_NOT_JSON) and not last.text.endswith(("\n", "}")):
            raise InvalidInput(f"{path}: line {last.line}, the last, stops in the middle; the file is truncated")
        if missing and sound:
            raise InvalidInput(f"{path}: no line has the field {min(missing)}; is this the right file?")
        return count

    def rows(self, path: Path, encoding: str = "") -> Iterator[Row]:
        if _is_array(path):
            return _rows(elements(path))
        return _rows(enumerate(lines(path, self.encoding or encoding or encoding_of(path)), start=1))

    def header(self, path: Path) -> tuple[str, ...]:
        """The names of the fields of the first objects."""
        return tuple(dict.fromkeys(name for row in islice(self.rows(path, UTF8), _FIRST) for name in row.cells))


def _is_array(path: Path) -> bool:
    return beginning(path).lstrip().startswith("[")


class _Unfit(ValueError):
    """JSON, but not to be stored."""


def _rows(texts: Iterable[tuple[int, str]]) -> Iterator[Row]:
    """The objects in the texts, each with its line."""
    for number, text in texts:
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
