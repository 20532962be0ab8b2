"""The candidates of a review case side by side: what each source says of each, and whether it agrees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Any

from rapidfuzz.distance import Levenshtein

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.given_names import ComparableName, are_alike, comparable_name
from profile_service.domain.sources.records import lookup_form

_ORDER = (
    "name",
    "given_name",
    "family_name",
    "birth_date",
    "email",
    "phone",
    "loyalty_id",
    "street",
    "postal_code",
    "city",
)
_NAMES = {"name", "given_name"}
# Of short values, such as a country's code, two characters are all there is.
_MAX_EDITS, _LEAST_LENGTH = 2, 5


class Agreement(Enum):
    """How two candidates compare in one thing: a sign, and the word for it."""

    SAME = ("=", "same")
    ALIKE = ("~", "alike")
    DIFFERENT = ("≠", "different")
    ONE_SIDED = ("", "one side only")

    @property
    def sign(self) -> str:
        return self.value[0]

    @property
    def word(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """`source`: who states it; `at`: when that was last seen or changed, empty where nobody says."""

    text: str
    source: str
    at: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One attribute or type of identifier; `note`: how values are alike, such as `1 character differs`. `cells`: the
    values of each candidate."""

    name: str
    agreement: Agreement
    note: str
    cells: tuple[tuple[ComparedValue, ...], ...]
    is_identifier: bool

    @property
    def tells_apart(self) -> bool:
        """Whether it says who somebody is, and not only something about them."""
        return self.is_identifier or self.name in _ORDER


def shown_contradictions(rows: Iterable[ComparedRow]) -> list[str]:
    """The kinds of contradictions (`ContradictionKind`) that rows with different values show: whoever sees them side by
    side and says that it is one person says it despite these."""
    kinds: set[ContradictionKind] = set()
    for row in rows:
        if row.agreement not in (Agreement.DIFFERENT, Agreement.ALIKE):
            continue
        if row.name in _NAMES:
            kinds |= {ContradictionKind.GIVEN_NAMES, ContradictionKind.GENERATIONS}
        elif row.name == "birth_date":
            kinds.add(ContradictionKind.BIRTH_DATES)
        elif row.is_identifier:
            kinds.add(ContradictionKind.IDENTIFIERS)
    return [kind.name for kind in ContradictionKind if kind in kinds]


def compared_rows(candidates: Sequence[Mapping[str, Any]]) -> list[ComparedRow]:
    """The rows of a case, as the document `review_case` asks for its profiles: what tells people apart first.
    An identifier is compared as such even where it is an attribute, too."""
    attributes = [_attributes(candidate) for candidate in candidates]
    identifiers = [_identifiers(candidate) for candidate in candidates]
    types = {type for each in identifiers for type in each}
    names = {name for each in attributes for name in each} - types
    rows = [_row(name, attributes, is_identifier=False) for name in names]
    rows += [_row(type, identifiers, is_identifier=True) for type in types]
    return sorted(rows, key=_place)


def _place(row: ComparedRow) -> tuple[int, str]:
    """What tells people apart stands first, then other identifiers, then whatever else is known."""
    if row.name in _ORDER:
        return _ORDER.index(row.name), row.name
    return len(_ORDER) + (not row.is_identifier), row.name


def _attributes(candidate: Mapping[str, Any]) -> dict[str, tuple[ComparedValue, ...]]:
    return {
        each["name"]: tuple(
            ComparedValue(value["value"], value["source"], value["observedAt"] or "")
            for value in (each, *each["conflicting"])
        )
        for each in candidate["attributes"]
    }


def _identifiers(candidate: Mapping[str, Any]) -> dict[str, tuple[ComparedValue, ...]]:
    """The identifiers that still lead to the candidate, by type."""
    by_type: dict[str, list[ComparedValue]] = {}
    for each in candidate["identifiers"]:
        if not each["endedAt"]:
            sources = sorted({key.partition(":")[0] for key in each["records"]})
            value = ComparedValue(each["value"], ", ".join(sources), each["lastSeen"])
            by_type.setdefault(each["type"], []).append(value)
    return {type: tuple(values) for type, values in by_type.items()}


def _row(name: str, sides: Iterable[Mapping[str, tuple[ComparedValue, ...]]], *, is_identifier: bool) -> ComparedRow:
    cells = tuple(side.get(name, ()) for side in sides)
    agreement, note = _agreement(name, cells)
    return ComparedRow(name, agreement, note, cells, is_identifier)


def _agreement(name: str, cells: Sequence[Sequence[ComparedValue]]) -> tuple[Agreement, str]:
    """The worst agreement of any two candidates that both say something."""
    stated = [[value.text for value in cell] for cell in cells if cell]
    if len(stated) < 2:
        return Agreement.ONE_SIDED, ""
    found = [_of_two(name, a, b) for a, b in combinations(stated, 2)]
    return max(found, key=lambda each: list(Agreement).index(each[0]))


def _of_two(name: str, a: Sequence[str], b: Sequence[str]) -> tuple[Agreement, str]:
    if {lookup_form(text) or text for text in a} & {lookup_form(text) or text for text in b}:
        return Agreement.SAME, ""
    for x in a:
        for y in b:
            if note := _likeness(name, x, y):
                return Agreement.ALIKE, note
    return Agreement.DIFFERENT, ""


def _likeness(name: str, a: str, b: str) -> str:
    """How two values that are not the same are alike; empty where they are not."""
    edits = Levenshtein.distance(a.casefold(), b.casefold(), score_cutoff=_MAX_EDITS)
    if edits <= _MAX_EDITS and min(len(a), len(b)) >= _LEAST_LENGTH:
        what = "digit" if _digits(a) != _digits(b) else "character"
        return f"{edits} {what} differs" if edits == 1 else f"{edits} {what}s differ"
    if name in _NAMES and are_alike(*sorted(_comparable(text) for text in (a, b))):
        return "may be one name"
    return ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _comparable(name: str) -> ComparableName:
    given, _, family = name.partition(" ")
    return comparable_name(given, family)[0]
