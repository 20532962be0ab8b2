"""Look-ups: what a search seeks in which index of the store, and what a match there says about the typed words."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

MatchKind: TypeAlias = Literal[
    "id",
    "identifier",
    "order",
    "reference",
    "email",
    "phone",
    "birth_date",
    "postal_code",
    "street",
    "city",
    "name",
    "nickname",
]
RANK: tuple[MatchKind, ...] = (
    "id", "identifier", "order", "reference", "email", "phone", "birth_date", "postal_code", "name", "street", "city",
    "nickname",
)  # fmt: skip
"""Best first: what names one thing exactly comes before what may name many; who is called Grace Park before a Grace of
Park Avenue."""
NAMES_ONE: frozenset[MatchKind] = frozenset({"id", "identifier", "order", "reference"})

Index: TypeAlias = Literal[
    "profile", "record", "key", "value", "number", "reference", "payment", "key_start", "value_start", "reversed",
    "any_key", "any_record", "any_event", "number_digits", "reference_digits", "digits", "former_reference",
    "third", "fifth", "seventh",
    "forward", "backward", "postal", "city", "birth", "street",
    "postal_given", "city_given", "street_given",
]  # fmt: skip
"""`profile`, `record`, `key`, `value`, `number`, `reference`, `payment` are sought for one value, as are the digits of
a number (`number_digits`, `reference_digits`, of an identifier `digits`) and the number of a ticket that was merged
away (`former_reference`); `any_key`, `any_record` and `any_event` for one of
many; the others for all that begin with it, in their
order: `third`, `fifth` and `seventh` for what begins with that digit of a phone's national number."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """`sought` in `index`. `kind`: what a match is called; `words`: the places of the typed words that it covers,
    besides those of the record's name. `near`: one of the typed words was changed by a letter. `within`: a phone counts
    only if it has these digits in a row; a record by its city or street only if that begins so. `one_of`: what is
    sought in `any_key`, `any_record` or `any_event`."""

    index: Index
    sought: str
    kind: MatchKind
    words: frozenset[int] = frozenset()
    near: bool = False
    within: str = ""
    one_of: tuple[str, ...] = ()


def lookup(index: Index, sought: str, kind: MatchKind, *words: int) -> Lookup:
    """A look-up that covers the words at these places."""
    return Lookup(index, sought, kind, frozenset(words))
