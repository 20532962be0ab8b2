"""Identity rules as data: identifiers that join records, limits, contradictions, junk and survivorship."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.phones import main_number

CANONICAL = "_folded"
"""The suffix of the types of identifiers in canonical form."""
_CACHE_SIZE = 20_000

Criterion: TypeAlias = Literal[
    "most_recent", "source_priority", "most_frequent", "most_complete", "verified", "spelled_out", "proper_case"
]


@dataclass(frozen=True, slots=True)
class TypeRule:
    """The rule of one identifier type. `priority`: evidence is taken from the lowest number on. `limit`: how many
    distinct values one profile may hold. `joins`: False where it identifies a machine or a visit. `reissued`: values
    are given to another person after a while, so that a newer claim ends an older one.

    For e-mails, `dotless`: the domains that ignore dots before the @; `plus`: those that ignore the text between a plus
    and the @ (`*`: all). For other types, `ignores_case` and `ignores_punctuation`: these make no difference.
    """

    priority: int
    limit: int = 5
    joins: bool = True
    reissued: bool = False
    dotless: frozenset[str] = frozenset()
    plus: frozenset[str] = frozenset()
    ignores_case: bool = False
    ignores_punctuation: bool = False


@dataclass(frozen=True, slots=True)
class SurvivorshipRule:
    """The rule by which one value of an attribute becomes the golden value: `by` lists criteria, of which the first
    that ranks two values differently decides.

    `most_recent`, `source_priority` (in the order of `sources`), `most_frequent`, `most_complete`, `verified`,
    `spelled_out` (names in full before initials), `proper_case` (before all capitals or all small letters).
    """

    by: tuple[Criterion, ...] = ("most_recent",)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The rules that decide identity, together with the records and the judgements.

    `types`: identifier type → its rule; `other`: the rule of all other types. `hub_cap`: an identifier on more records
    than this is shared and joins nobody. `names_contradict`, `birth_dates_contradict`: whether two that differ cannot
    be one person's. `single_valued_types`: identifier types of which one person never has two values. `survivorship`:
    attribute or identifier type → its rule; `default_survivorship`: the rule of all others. `blocked` and
    `blocked_values`: identifier type, or `*` for every one → a pattern and casefolded values that are junk. `nobody`:
    casefolded words for nobody, junk as an identifier and no name.
    """

    types: Mapping[str, TypeRule]
    other: TypeRule
    blocked: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    hub_cap: int = 20
    names_contradict: bool = True
    birth_dates_contradict: bool = True
    single_valued_types: tuple[str, ...] = ()
    survivorship: Mapping[str, SurvivorshipRule] = field(default_factory=dict)
    default_survivorship: SurvivorshipRule = SurvivorshipRule()
    blocked_values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nobody: frozenset[str] = frozenset()

    def type_rule(self, type: str) -> TypeRule:
        return self.types.get(type.removesuffix(CANONICAL), self.other)

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: the caches cannot be pickled, and a process that reads files makes its own."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def canonical_rule(self) -> Callable[[str], TypeRule | None]:
        """Identifier type → the rule of its canonical form; None where it has none, or is in canonical form already."""
        return lru_cache(maxsize=_CACHE_SIZE)(self._canonical_rule)

    def _canonical_rule(self, type: str) -> TypeRule | None:
        rule = self.type_rule(type)
        is_email = type == "email"
        has_form = rule.dotless or rule.plus if is_email else rule.ignores_case or rule.ignores_punctuation
        return rule if has_form and not type.endswith(CANONICAL) else None

    def joins(self, identifier: Identifier) -> bool:
        """Whether the identifier may join records: it is neither weak nor junk. Whether too many records hold it is
        left to `is_shared`."""
        return self.type_rule(identifier.type).joins and not self.is_junk(identifier)

    @cached_property
    def is_junk(self) -> Callable[[Identifier], bool]:
        """Whether an identifier is junk, which stays on its record and joins nobody. Cached, for a load asks this
        several times of each value."""
        return lru_cache(maxsize=_CACHE_SIZE)(self._is_junk)

    def _is_junk(self, identifier: Identifier) -> bool:
        type, value = identifier.type.removesuffix(CANONICAL), identifier.value
        if (identifier if type == identifier.type else Identifier(type, value)).is_placeholder:
            return True
        if type == "phone":
            value = main_number(value)
        text = value.casefold()
        if text in self.nobody:
            return True
        return self._blocks(type, value, text) or self._blocks("*", value, text)

    def survivorship_rule(self, name: str) -> SurvivorshipRule:
        """The survivorship rule of an attribute, or of an identifier type."""
        return self.survivorship.get(name, self.default_survivorship)

    def _blocks(self, type: str, value: str, casefolded: str) -> bool:
        pattern = self.blocked.get(type)
        return casefolded in self.blocked_values.get(type, ()) or bool(pattern and pattern.fullmatch(value))
