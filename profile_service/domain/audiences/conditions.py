"""Conditions on a customer, of which segments are made. Days are of 24 hours, counted back from the question."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from profile_service.domain.sources.consents import ConsentStatus

_Names: TypeAlias = frozenset[str]
MANY = 1_000_000_000
"""More often than anybody did anything."""


@dataclass(frozen=True, slots=True)
class Acts:
    """Events of some kinds, families, touchpoints and stages, through some channels, from some sources; an empty set
    stands for any. Sales that do not count as purchases are none of them."""

    kinds: _Names = frozenset()
    families: _Names = frozenset()
    touchpoints: _Names = frozenset()
    stages: _Names = frozenset()
    channels: _Names = frozenset()
    sources: _Names = frozenset()

    def __str__(self) -> str:
        """`order, return (web, of the source shop)`."""
        what = [*self.families, *self.kinds, *self.touchpoints, *self.stages]
        where = [*sorted(self.channels), *(f"of the source {source}" for source in sorted(self.sources))]
        named = ", ".join(word.replace("_", " ") for word in sorted(what))
        return f"{named} ({', '.join(where)})" if where else named


@dataclass(frozen=True, slots=True)
class Window:
    """The last `days` before the question; or from one day to another, both with all of their hours in UTC, where an
    end that is None is open. Nothing that is dated later than the question is ever in it."""

    days: int | None = None
    since: str | None = None
    until: str | None = None

    def __str__(self) -> str:
        """` in the last 90 days`, ` from 2026-01-01 to 2026-06-30`, or nothing."""
        if self.days is not None:
            return f" in the last {self.days} days"
        begin = f" from {self.since}" if self.since else ""
        return f"{begin} to {self.until}" if self.until else begin


@dataclass(frozen=True, slots=True)
class Did:
    """Acts in a window, so often."""

    acts: Acts
    window: Window = Window()
    at_least: int = 1
    at_most: int = MANY

    def __str__(self) -> str:
        if self.at_most == MANY:
            times = "" if self.at_least == 1 else f" {self.at_least} times or more"
        else:
            times = f" {self.at_least} to {self.at_most} times"
        return f"{self.acts}{times}{self.window}"


@dataclass(frozen=True, slots=True)
class DidFirst:
    """The first of all such acts is in the window."""

    acts: Acts
    window: Window

    def __str__(self) -> str:
        return f"the first {self.acts}{self.window}"


@dataclass(frozen=True, slots=True)
class DidRegularly:
    """In each of the last `times` stretches of `every_days`, one act at least."""

    acts: Acts
    every_days: int
    times: int

    def __str__(self) -> str:
        return f"{self.acts} in each of the last {self.times} times {self.every_days} days"


@dataclass(frozen=True, slots=True)
class DidAfterBreak:
    """An act in the window, before which the customer had not done such a thing for `break_days` or longer; the first
    act of all is none."""

    acts: Acts
    break_days: int
    window: Window

    def __str__(self) -> str:
        return f"{self.acts} after a break of {self.break_days} days or more{self.window}"


@dataclass(frozen=True, slots=True)
class DidInOrder:
    """Acts of each step, each later than that of the step before, all within so many days; others may come between."""

    steps: tuple[Acts, ...]
    within_days: int
    window: Window = Window()

    def __str__(self) -> str:
        return f"{', then '.join(map(str, self.steps))} within {self.within_days} days{self.window}"


@dataclass(frozen=True, slots=True)
class Spent:
    """What the profile shows as spend in a currency, in minor units."""

    currency: str
    at_least: int | None = None
    at_most: int | None = None

    def __str__(self) -> str:
        least = "" if self.at_least is None else f" at least {self.at_least}"
        most = "" if self.at_most is None else f" at most {self.at_most}"
        return f"spent{least}{most} minor units of {self.currency}"


@dataclass(frozen=True, slots=True)
class HasValue:
    """The golden value of an attribute is one of these, in any case of letters; any value where there are none."""

    attribute: str
    values: _Names = frozenset()

    def __str__(self) -> str:
        name = self.attribute.replace("_", " ")
        return f"{name} is {' or '.join(sorted(self.values))}" if self.values else f"{name} is known"


@dataclass(frozen=True, slots=True)
class HasConsent:
    """The state of consent to a purpose, by a channel, or by any where that is None."""

    purpose: str
    channel: str | None = None
    status: ConsentStatus = ConsentStatus.GRANTED

    def __str__(self) -> str:
        channel = f" by {self.channel}" if self.channel else ""
        return f"consent to {self.purpose}{channel} {self.status.value.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"

    def __str__(self) -> str:
        return f"not: {self.condition}"


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]

    def __str__(self) -> str:
        return f"({'; and '.join(map(str, self.conditions))})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]

    def __str__(self) -> str:
        return f"({'; or '.join(map(str, self.conditions))})"


Fact: TypeAlias = Did | DidFirst | DidRegularly | DidAfterBreak | DidInOrder | Spent | HasValue | HasConsent
"""A condition that holds no other one."""
Condition: TypeAlias = Fact | Not | AllOf | AnyOf


def facts_of(condition: Condition) -> Iterator[Fact]:
    """All that a condition comes down to, in the order in which it names them."""
    if isinstance(condition, Not):
        yield from facts_of(condition.condition)
    elif isinstance(condition, AllOf | AnyOf):
        for each in condition.conditions:
            yield from facts_of(each)
    else:
        yield condition


def acts_of(fact: Fact) -> tuple[Acts, ...]:
    """The acts that a fact is about; none of a value or a consent."""
    if isinstance(fact, DidInOrder):
        return fact.steps
    return (fact.acts,) if isinstance(fact, Did | DidFirst | DidRegularly | DidAfterBreak) else ()
