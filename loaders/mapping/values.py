"""Readers of single values: functions, made once for a mapping, that take a row's cells.

They read words, times, conditions and keys; each raises BadCell where a cell does not hold one.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from loaders.formats.rows import BadCell, as_text
from loaders.mapping.field_paths import Cells, Getter, field_getter, field_names, template_parts
from loaders.mapping.rule_values import Choice, KeyRule, Moment, RowKey, When
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.month_names import read_moment
from profile_service.domain.values.times import read_dated_time, read_time

_T = TypeVar("_T")
Reader: TypeAlias = Callable[[Cells], _T]


def word_reader(rule: str | Choice | None, *, nested: bool) -> Reader[str]:
    """Reads the fixed word, or the field's, translated; empty where there is none.

    The reader raises BadCell for a value that the rule neither translates nor covers by `otherwise`.
    """
    if rule is None or isinstance(rule, str):
        fixed = rule or ""
        return lambda _: fixed
    get, field, otherwise = field_getter(rule.field, nested=nested), rule.field, rule.otherwise
    values = {as_text(word): translation for word, translation in rule.values.items()}

    def translated_word(cells: Cells) -> str:
        text = as_text(get(cells))
        if not values:
            return text or otherwise or ""
        if text not in values and text and otherwise is None:
            raise BadCell(field, f"{field} has a value that the mapping does not name; add it to values, or otherwise")
        return values.get(text, otherwise or "")

    return translated_word


def time_reader(rule: str | Moment, zone: str, *, nested: bool) -> Reader[str | None]:
    """Reads fixed-width UTC text; None where the field is blank. Times without a zone are in that of the rule, or else
    in `zone`. The reader raises BadCell where the field is no time of the rule's format.
    """
    moment = Moment(field=rule) if isinstance(rule, str) else rule
    get, field, format = field_getter(moment.field, nested=nested), moment.field, moment.format
    time_zone = ZoneInfo(moment.zone or zone)

    def time(cells: Cells) -> str | None:
        text = as_text(get(cells))
        try:
            return _utc_text(text, format, time_zone) if text else None
        except InvalidInput as error:
            raise BadCell(field, f"{field}: {error}") from error

    return time


def condition_reader(rule: When | None, *, nested: bool) -> Reader[bool]:
    """Reads whether the condition holds; without a rule it always does."""
    if rule is None:
        return lambda _: True
    get = field_getter(rule.field, nested=nested)
    if rule.is_ is not None:
        wanted = frozenset(map(as_text, rule.is_))
        return lambda cells: as_text(get(cells)) in wanted
    unwanted = frozenset(map(as_text, rule.not_ if rule.not_ is not None else [""]))
    return lambda cells: as_text(get(cells)) not in unwanted


def key_reader(rule: KeyRule | None, *, nested: bool) -> Reader[str]:
    """Reads the event's key within source and kind; without a rule a hash of all cells.

    The reader raises BadCell where a field of the key is blank.
    """
    if rule is None:
        return content_key
    if isinstance(rule, RowKey):
        return _RowKeys(rule, nested=nested).key
    fields = key_fields(rule)
    texts = template_parts(rule)[::2] if isinstance(rule, str) and rule not in fields else _between(fields)
    getters: list[tuple[str, Getter]] = [(field, field_getter(field, nested=nested)) for field in fields]
    if texts == ["", ""]:
        [(only_field, get_only)] = getters
        return lambda cells: _required(only_field, as_text(get_only(cells)))

    def key(cells: Cells) -> str:
        values = [_required(field, as_text(get(cells))) for field, get in getters]
        return "".join(a + b for a, b in zip(texts, [*values, ""], strict=True))

    return key


def key_fields(rule: KeyRule | None) -> list[str]:
    """The fields that a key rule names."""
    if isinstance(rule, RowKey):
        return [] if rule.row is True else rule.row
    if rule is None or isinstance(rule, list):
        return rule or []
    return field_names(rule)


def _between(fields: Sequence[str]) -> list[str]:
    """The texts around the fields of a list."""
    return ["", *[":"] * (len(fields) - 1), ""]


def _required(field: str, text: str) -> str:
    if text:
        return text
    raise BadCell(field, f"{field} is blank; the row cannot be loaded without it")


class _RowKeys:
    """Keys of rows that may be equal: content, then a number from the second of them on. Takes 100 bytes a row."""

    def __init__(self, rule: RowKey, *, nested: bool) -> None:
        self._getters = None if rule.row is True else [field_getter(field, nested=nested) for field in rule.row]
        self._counts: Counter[int] = Counter()

    def key(self, cells: Cells) -> str:
        """The key of the next row of the file."""
        content = cells if self._getters is None else {str(n): get(cells) for n, get in enumerate(self._getters)}
        key = content_key(content)
        self._counts[short := int(key[:16], 16)] += 1
        return key if self._counts[short] == 1 else f"{key}:{self._counts[short]}"


def content_key(cells: Cells) -> str:
    """A hash of all cells, whatever their order."""
    return hashlib.blake2b(json.dumps(cells, sort_keys=True).encode(), digest_size=16).hexdigest()


def _utc_text(text: str, format: str, zone: ZoneInfo) -> str:
    if format == "iso":
        return read_time(text, zone)
    try:
        if format in {"unix", "unix_ms"}:
            moment = datetime.fromtimestamp(float(text) / (1 if format == "unix" else 1000), UTC)
        else:
            moment = read_moment(text, format)
    except (ValueError, OverflowError, OSError, re.error) as error:
        if "%" in format:
            return _dated_time(text, format, zone)
        raise InvalidInput(f"not a time of the form {format} that the mapping names") from error
    return read_time(moment.isoformat(), zone)


def _dated_time(text: str, format: str, zone: ZoneInfo) -> str:
    try:
        return read_dated_time(text, format, zone)
    except InvalidInput as error:
        raise InvalidInput(f"{error} that the mapping names") from error
