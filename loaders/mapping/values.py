"""Single values of a mapping, made ready to be read from rows: words, times, conditions and keys."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from loaders.formats.rows import BadCell, as_text
from loaders.mapping.field_paths import Cells, Getter, getter
from loaders.mapping.language import Choice, KeyRule, Moment, When
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

_T = TypeVar("_T")
Reader: TypeAlias = Callable[[Cells], _T]
_PLACE = re.compile(r"\{([^{}]+)\}")


def word(rule: str | Choice | None, *, nested: bool) -> Reader[str]:
    """The fixed word, or the field's, translated; empty where there is none. Raises BadCell for one not foreseen."""
    if rule is None or isinstance(rule, str):
        fixed = rule or ""
        return lambda _: fixed
    find, field, values, otherwise = getter(rule.field, nested=nested), rule.field, rule.values, rule.otherwise

    def chosen(cells: Cells) -> str:
        text = as_text(find(cells))
        if not values:
            return text or otherwise or ""
        if text not in values and text and otherwise is None:
            raise BadCell(field, f"{field} has a value that the mapping does not name; add it to values, or otherwise")
        return values.get(text, otherwise or "")

    return chosen


def moment(rule: str | Moment, zone: str, *, nested: bool) -> Reader[str | None]:
    """Fixed-width UTC text; None where the field is blank. Raises BadCell where it is no time."""
    whole = Moment(field=rule) if isinstance(rule, str) else rule
    find, field, pattern, place = (
        getter(whole.field, nested=nested),
        whole.field,
        whole.format,
        ZoneInfo(whole.zone or zone),
    )

    def read(cells: Cells) -> str | None:
        text = as_text(find(cells))
        try:
            return _time(text, pattern, place) if text else None
        except InvalidInput as error:
            raise BadCell(field, f"{field}: {error}") from error

    return read


def condition(rule: When | None, *, nested: bool) -> Reader[bool]:
    if rule is None:
        return lambda _: True
    find = getter(rule.field, nested=nested)
    if rule.is_ is not None:
        wanted = frozenset(map(as_text, rule.is_))
        return lambda cells: as_text(find(cells)) in wanted
    unwanted = frozenset(map(as_text, rule.not_ if rule.not_ is not None else [""]))
    return lambda cells: as_text(find(cells)) not in unwanted


def key(rule: KeyRule | None, *, nested: bool) -> Reader[str]:
    """The event's key within source and kind; without a rule a hash of all cells."""
    if rule is None:
        return _hash
    template = "{" + rule + "}" if isinstance(rule, str) and not _PLACE.search(rule) else rule
    whole = template if isinstance(template, str) else ":".join("{" + field + "}" for field in template)
    parts = _PLACE.split(whole)
    finds: list[tuple[str, Getter]] = [(field, getter(field, nested=nested)) for field in parts[1::2]]

    def made(cells: Cells) -> str:
        found = [_needed(field, as_text(find(cells))) for field, find in finds]
        return "".join(a + b for a, b in zip(parts[::2], [*found, ""], strict=True))

    return made


def key_fields(rule: KeyRule | None) -> list[str]:
    if rule is None or isinstance(rule, list):
        return rule or []
    return _PLACE.findall(rule) or [rule]


def _needed(field: str, text: str) -> str:
    if text:
        return text
    raise BadCell(field, f"{field} is blank; the row cannot be loaded without it")


def _hash(cells: Cells) -> str:
    return hashlib.blake2b(json.dumps(cells, sort_keys=True).encode(), digest_size=16).hexdigest()


def _time(text: str, pattern: str, zone: ZoneInfo) -> str:
    if pattern == "iso":
        return read_time(text, zone)
    try:
        if pattern in {"unix", "unix_ms"}:
            found = datetime.fromtimestamp(float(text) / (1 if pattern == "unix" else 1000), UTC)
        else:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007 (read_time gives it its zone)
    except (ValueError, OverflowError, OSError, re.error) as error:
        raise InvalidInput(f"not a time of the form {pattern} that the mapping names") from error
    return read_time(found.isoformat(), zone)
