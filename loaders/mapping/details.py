"""Details of events and of lines through a mapping: the fields that are named, and the rest."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from loaders.build.column_names import REFUNDED, is_amount_given_back, is_called_refunded
from loaders.formats.rows import as_text, tidied
from loaders.mapping.field_paths import Cells, Steps, field_getter
from loaders.mapping.rule_values import Choice, Details, keeps_rest, named_details
from loaders.mapping.unread_fields import read_fields, unread_fields, unread_names
from loaders.mapping.values import Reader
from profile_service.domain.sources.events import Json

RestNames: TypeAlias = Callable[[tuple[str, ...]], Mapping[str, str]]
"""Gives the fields of the rest that are called otherwise as details their names there."""


def details_reader(
    details: Details, read: Iterable[Steps], *, nested: bool, names: RestNames = lambda _: {}
) -> Reader[dict[str, Json]]:
    """Reads the details that are not blank. `read`: the fields that the mapping reads; the rest is what they leave,
    each field under the name that `names` gives it, else under its own."""
    readers = [(name, _detail_reader(rule, nested=nested)) for name, rule in named_details(details).items()]
    tree = read_fields(read) if keeps_rest(details) else None

    def named(cells: Cells) -> dict[str, Json]:
        return {name: value for name, value_of in readers if (value := value_of(cells)) not in (None, "")}

    if tree is None:
        return named

    def with_rest(cells: Cells) -> dict[str, Json]:
        plain = names(unread_names(cells, tree))
        fields = ((field, tidied(value)) for field, value in unread_fields(cells, tree).items())
        rest = {_name_of_rest(field, plain.get(field, field), value): value for field, value in fields}
        return _together(named(cells), {name: value for name, value in rest.items() if value not in (None, "")})

    return with_rest


def _name_of_rest(field: str, name: str, value: Json) -> str:
    """The name, or the field's own where it is called refunded and says yes or when."""
    is_flag = name == REFUNDED and is_called_refunded(field) and not is_amount_given_back(value)
    return field if is_flag else name


def _detail_reader(rule: Choice, *, nested: bool) -> Reader[Json]:
    """Reads the value as it is, or its translation. A word that is not translated stays, or becomes `otherwise`."""
    get = field_getter(rule.field, nested=nested)
    words = {as_text(word): translation for word, translation in rule.values.items()}

    def value(cells: Cells) -> Json:
        written = tidied(get(cells))
        if written in (None, "") or (not words and rule.otherwise is None):
            return rule.otherwise if written in (None, "") else written
        return words.get(as_text(written), rule.otherwise or written)

    return value


def _together(named: dict[str, Json], rest: Mapping[str, Json]) -> dict[str, Json]:
    """Both; a field of the rest whose name is taken gets a number behind it."""
    for name, value in rest.items():
        free, number = name, 2
        while free in named:
            free, number = f"{name}_{number}", number + 1
        named[free] = value
    return named
