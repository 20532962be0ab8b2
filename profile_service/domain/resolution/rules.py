"""Identity rules as data: which identifiers join, how far, and what one person's records never differ in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from profile_service.domain.values.identifiers import Identifier

CANONICAL = "_folded"
_REMEMBERED = 20_000

Criterion: TypeAlias = Literal["most_recent", "source_priority", "most_frequent", "most_complete", "verified"]


@dataclass(frozen=True, slots=True)
class TypeRule:
    """The rule of one identifier type. `priority`: evidence is taken from the lowest number on. `limit`: how many
    different values one profile may hold. `joins`: False where it identifies a machine or a visit. `reissued`: values
    are given to somebody else after a while, so that a newer claim ends an older one.

    Of e-mails, `dotless` names the domains that ignore dots before the @, and `plus` those that ignore what follows
    a plus (`*`: all). Of other types, case and punctuation make no difference where they are ignored.
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
    """Survivorship of an attribute: `by` names the criteria, the first that tells two values apart decides.

    `most_recent`, `source_priority` (in the order of `sources`), `most_frequent`, `most_complete`, `verified`.
    """

    by: tuple[Criterion, ...] = ("most_recent",)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """All that decides identity, beside the records and what people judged.

    `blocked` and `blocked_values` by type, `*` for every one: patterns, and casefolded values, that are junk.
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

    def type_rule(self, type: str) -> TypeRule:
        return self.types.get(type.removesuffix(CANONICAL), self.other)

    @cached_property
    def canonical_rule(self) -> Callable[[str], TypeRule | None]:
        """The rule by which a type's values have a canonical form; None where they have none, or are in it already."""
        return lru_cache(maxsize=_REMEMBERED)(self._canonical_rule)

    def _canonical_rule(self, type: str) -> TypeRule | None:
        rule = self.type_rule(type)
        folds = rule.dotless or rule.plus if type == "email" else rule.ignores_case or rule.ignores_punctuation
        return rule if folds and not type.endswith(CANONICAL) else None

    def joins(self, identifier: Identifier) -> bool:
        """Whether two records that share it may be one person: it is neither weak nor junk. Shared identifiers are
        found by counting (`is_shared`)."""
        return self.type_rule(identifier.type).joins and not self.is_junk(identifier)

    @cached_property
    def is_junk(self) -> Callable[[Identifier], bool]:
        """Whether the identifier is junk: it stays attached but joins nobody. Cached, for a load asks several times."""
        return lru_cache(maxsize=_REMEMBERED)(self._is_junk)

    def _is_junk(self, identifier: Identifier) -> bool:
        kind, value = identifier.type.removesuffix(CANONICAL), identifier.value
        if (identifier if kind == identifier.type else Identifier(kind, value)).is_placeholder:
            return True
        text = value.casefold()
        return self._blocks(kind, value, text) or self._blocks("*", value, text)

    def survivorship_rule(self, name: str) -> SurvivorshipRule:
        """The survivorship rule of an attribute, or of an identifier type."""
        return self.survivorship.get(name, self.default_survivorship)

    def _blocks(self, kind: str, value: str, casefolded: str) -> bool:
        pattern = self.blocked.get(kind)
        return casefolded in self.blocked_values.get(kind, ()) or bool(pattern and pattern.fullmatch(value))
