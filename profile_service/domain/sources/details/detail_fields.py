"""Fields of details, found by their names, however deep they lie and in whatever case they are written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from profile_service.domain.sources.events import Json
from profile_service.domain.sources.order_states import plain_word

DEEPEST = 4
"""How many levels below the details are looked at."""


class FieldPattern:
    """A pattern of names in plain form. One is like no other: a look-up by it would hash a compiled pattern anew each
    time."""

    __slots__ = ("fullmatch", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.fullmatch = re.compile(text).fullmatch


def field_pattern(text: str) -> FieldPattern:
    """The pattern; blanks in the text are there for the reader."""
    return FieldPattern(text.replace(" ", ""))


def any_of(*fields: FieldPattern) -> FieldPattern:
    """The pattern of the names of all of them."""
    return FieldPattern("|".join(f"(?:{each.text})" for each in fields))


def plain_field(name: str) -> str:
    """`Ship Address-1`, `shipAddress1` → `ship_address_1`, `ship_address1`"""
    return plain_word(name).replace(" ", "_")


@lru_cache(maxsize=8_192)
def is_named(name: str, fields: FieldPattern) -> bool:
    """Whether a name, in any form, is one of the fields."""
    return fields.fullmatch(plain_field(name)) is not None


def leaves(details: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Each name with its value: those of an object first, then those within its values."""
    for each in objects(details):
        yield from each.items()


def objects(details: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """The details and the objects within them, also in lists, each before those within it."""
    nested = [details]
    _add_objects(details.values(), DEEPEST, nested)
    return nested


def _add_objects(values: Iterable[Json], deepest: int, nested: list[Mapping[str, Json]]) -> None:
    for value in values:
        if isinstance(value, dict):
            nested.append(value)
            if deepest > 1:
                _add_objects(value.values(), deepest - 1, nested)
        elif isinstance(value, list) and deepest > 1:
            _add_objects(value, deepest - 1, nested)


def first_text(details: Mapping[str, Json], fields: FieldPattern) -> str | None:
    """The first text of such a field, however deep it lies."""
    for each in objects(details):
        for name in names_of(each, fields):
            if text := text_of(each[name]):
                return text
    return None


def may_have(details: Mapping[str, Json], fields: FieldPattern) -> bool:
    """Whether there may be such a field: one is named so, or there is something within the values. Costs next to
    nothing, for a load asks it of every event."""
    if names_of(details, fields):
        return True
    return any(type(value) is dict or type(value) is list for value in details.values())


def names_of(value: Mapping[str, Json], fields: FieldPattern) -> tuple[str, ...]:
    """The names of an object that are one of the fields. Costs next to nothing, for every event of a load asks."""
    return _names_of(tuple(value), fields)


@lru_cache(maxsize=8_192)
def _names_of(names: tuple[str, ...], fields: FieldPattern) -> tuple[str, ...]:
    """Events of one source have few different sets of names."""
    return tuple(name for name in names if is_named(name, fields))


def text_of(value: Json) -> str | None:
    """A text without blanks around it, or a whole number as one; None for anything else."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
