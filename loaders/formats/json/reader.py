"""NDJSON, one JSON object per line, or one JSON array of objects."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from json import JSONDecodeError
from pathlib import Path

from loaders.formats.encodings import UTF8, detect_encoding, encoding_notes, read_in_encoding, text_start
from loaders.formats.field_presence import FieldPresence, refuse_missing_fields
from loaders.formats.format import Inspection
from loaders.formats.json.arrays import array_elements
from loaders.formats.json.values import MAX_DEPTH, UnstorableJson, decode_object
from loaders.formats.rows import Row
from loaders.formats.text_lines import checked_text_lines, flaw_in_text, text_lines
from profile_service.domain.values.errors import InvalidInput

_FIRST_OBJECTS = 100
_NOT_JSON = "the line is not JSON"


@dataclass(frozen=True)
class JsonFormat:
    """JSON of which each `required` field must stand in at least one object; otherwise it is the wrong file.

    So must each of `fields`, paths of steps into nested data, where an object that could hold it is not empty.
    Where another field is named like one of the `incidental` ones, that holds for these too.
    A file that is one JSON array is read as NDJSON is, each of its objects as a row.
    """

    required: tuple[str, ...] = ()
    encoding: str | None = None
    fields: tuple[tuple[str, ...], ...] = ()
    incidental: frozenset[tuple[str, ...]] = frozenset()

    def inspect(self, path: Path) -> Inspection:
        if _is_array(path):
            digest = hashlib.sha256()
            count = self._count(path, _rows(array_elements(path, digest)))
            return Inspection(path, digest.hexdigest(), count, UTF8)
        return read_in_encoding(self.encoding, lambda encoding: self._inspect_lines(path, encoding))

    def rows(self, path: Path, encoding: str = "", /) -> Iterator[Row]:
        if _is_array(path):
            return _rows(array_elements(path))
        return _rows(enumerate(text_lines(path, self.encoding or encoding or detect_encoding(path)), start=1))

    def header(self, path: Path) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in islice(self.rows(path, UTF8), _FIRST_OBJECTS) for name in row.cells))

    def _inspect_lines(self, path: Path, encoding: str) -> Inspection:
        first, line_end, _ = text_start(path).lstrip().partition("\n")
        if line_end and first.rstrip().endswith(("{", "[")):
            raise InvalidInput(f"{path}: is JSON over many lines; write one object per line, or one array of objects")
        digest = hashlib.sha256()
        count = self._count(path, _rows(enumerate(checked_text_lines(path, encoding, digest), start=1)))
        return Inspection(path, digest.hexdigest(), count, encoding, encoding_notes(encoding))

    def _count(self, path: Path, rows: Iterator[Row]) -> int:
        """The number of rows. Raises InvalidInput where they are not those of a whole and right file."""
        count, sound, objects, last, missing = 0, 0, 0, Row(0), set(self.required)
        presence = FieldPresence(self.fields)
        for last in rows:
            count += 1
            sound += not last.flaw
            objects += last.text.lstrip().startswith("{")
            missing -= last.cells.keys()
            presence.add(last)
        if not count:
            raise InvalidInput(f"{path}: is empty; one JSON object per line was expected")
        if not objects:
            raise InvalidInput(f"{path}: line {last.line} is no JSON object; one object per line was expected (NDJSON)")
        if (last.flaw or "").startswith(_NOT_JSON) and not last.text.endswith(("\n", "}")):
            raise InvalidInput(f"{path}: line {last.line}, the last, stops in the middle; the file is truncated")
        if missing and sound:
            raise InvalidInput(f"{path}: no line has the field {min(missing)}; is this the right file?")
        if sound:
            refuse_missing_fields(path, presence, self.rows(path), self.incidental)
        return count


def _is_array(path: Path) -> bool:
    return text_start(path).lstrip().startswith("[")


def _rows(texts: Iterable[tuple[int, str]]) -> Iterator[Row]:
    """A row for each text, given with its line."""
    for line, text in texts:
        if text.isspace():
            continue
        flaw = flaw_in_text(text)
        if flaw:
            yield Row(line, {}, text, flaw)
            continue
        try:
            cells, has_secrets = decode_object(text)
        except JSONDecodeError as error:
            yield Row(line, {}, text, f"{_NOT_JSON} from column {error.colno} on")
        except RecursionError:
            yield Row(line, {}, text, f"the object is nested deeper than {MAX_DEPTH} levels")
        except UnstorableJson as error:
            yield Row(line, {}, text, str(error))
        except ValueError:
            yield Row(line, {}, text, "a number has too many digits")
        else:
            yield Row(line, cells, None if has_secrets else text)
