"""Rules of next actions: when they apply, and what they say then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from profile_service.domain.actions.facts import FACTS
from profile_service.domain.actions.findings import FieldValue, Finding
from profile_service.domain.context.insights import Insights


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A test of one field: it holds one of the words, or lies between two bounds, both included. An unknown value
    passes no test."""

    field: str
    one_of: tuple[FieldValue, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None

    def fits(self, finding: Finding) -> bool:
        value = finding.fields[self.field]
        if value is None:
            return False
        if self.one_of is not None:
            return value in self.one_of
        number = float(value)
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


@dataclass(frozen=True, slots=True)
class FactCondition:
    """Holds where a finding of the fact passes all tests; `negated`: where none does."""

    fact: str
    tests: tuple[FieldTest, ...] = ()
    negated: bool = False

    def findings(self, insights: Insights) -> Iterator[Finding]:
        for finding in FACTS[self.fact].find(insights):
            if all(test.fits(finding) for test in self.tests):
                yield finding

    def holds(self, insights: Insights) -> bool:
        return any(True for _ in self.findings(insights)) != self.negated


@dataclass(frozen=True, slots=True)
class ActionRule:
    """`when`: each of its findings is an occasion; `only_if`: what must hold besides. `then` and `why` are texts that
    may quote fields of the occasion: `{topic}`. `weight` from 1 to 100: how much it matters. `cool_down_days`: after an
    answer it is not offered again for so long. `needs_consent`: it is never offered without consent to its purpose."""

    name: str
    when: FactCondition
    only_if: tuple[FactCondition, ...]
    then: str
    why: str
    purpose: str
    weight: int
    cool_down_days: int
    expires_hours: int
    needs_consent: bool = False
    channel: str | None = None

    @property
    def insights(self) -> frozenset[str]:
        """The insights that the rule draws on, by the names that views use."""
        return frozenset(name for each in (self.when, *self.only_if) for name in FACTS[each.fact].insights)

    def occasions(self, insights: Insights) -> Iterable[Finding]:
        if not all(condition.holds(insights) for condition in self.only_if):
            return ()
        return self.when.findings(insights)


def filled_text(text: str, fields: Mapping[str, FieldValue]) -> str:
    """`Solve {topic}` → `Solve mixer motor stops`."""
    return text.format_map({name: _field_text(value) for name, value in fields.items()})


def _field_text(value: FieldValue) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
