"""Who meets a fact of a condition, and on which evidence, by the tables in memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from profile_service.domain.audiences.conditions import (
    MANY,
    Acts,
    Did,
    DidAfterBreak,
    DidFirst,
    DidInOrder,
    DidRegularly,
    Fact,
    HasConsent,
    HasValue,
    Spent,
    Window,
)
from profile_service.domain.journey.funnel_ways import shortest_ways
from profile_service.domain.profile.views import View
from profile_service.domain.values.times import days_later
from profile_service.service.audiences.value_table import ValueTable
from profile_service.service.metrics.act_places import act_places
from profile_service.service.metrics.event_table import EventTable
from profile_service.service.metrics.fact_table import FactTable

_DAY_SECONDS = 86_400
_DAY_MICROSECONDS = 86_400_000_000
_BEGINNING = "0001-01-01T00:00:00.000000Z"
_LEAST, _MOST = -(2**63), 2**63 - 1
_EVERYBODY = "FROM customer WHERE $1 = '' OR profile = $1"
_DID = "FROM did($1, $2, $3, $4::TIMESTAMP, $5::TIMESTAMP, $6, $7)"
_FIRST = "FROM did_first($1, $2, $3, $4::TIMESTAMP, $5::TIMESTAMP)"
_REGULARLY = "FROM did_regularly($1, $2, $3, $4::TIMESTAMP, $5::TIMESTAMP, $6, $7)"
_AFTER_BREAK = "FROM did_after_break($1, $2, $3, $4::TIMESTAMP, $5::TIMESTAMP, $6)"
_ACTS = "SELECT profile, epoch_us(moment) FROM act($1, $2, $3, $4::TIMESTAMP, $5::TIMESTAMP)"
_SPENT = """
SELECT profile, spent, NULL FROM (
  SELECT profile, sum(sales - refunds)::BIGINT AS spent FROM facts WHERE currency = $1 AND ($2 = '' OR profile = $2)
  GROUP BY profile
)
WHERE spent BETWEEN $3 AND $4
"""
_WITH_VALUE = """
SELECT profile, golden, NULL FROM golden_values
WHERE attribute = $1 AND (len($2) = 0 OR list_contains($2, lower(golden))) AND ($3 = '' OR profile = $3)
"""
_VALUES = "FROM golden_values WHERE list_contains($1, attribute)"
_WITH_CONSENT = """
SELECT profile, string_agg(channel, ', ' ORDER BY channel), NULL FROM consents
WHERE purpose = $1 AND status = $2 AND ($3 = '' OR channel = $3) AND ($4 = '' OR profile = $4)
GROUP BY profile
"""
_Row: TypeAlias = tuple[str, object, object]
"""Profile; how often, or the value; when last, or None."""


class CustomerTables(NamedTuple):
    """What is asked; `spend` and `values` are None where no fact asks for them."""

    events: EventTable
    spend: FactTable | None = None
    values: ValueTable | None = None


@dataclass(frozen=True, slots=True)
class FactHolders:
    """As a view shows customers at a moment (fixed-width UTC text)."""

    tables: CustomerTables
    view: View
    now: str

    def values(self, attributes: Sequence[str]) -> dict[str, dict[str, str]]:
        """Profile (id) → attribute → golden value."""
        values: dict[str, dict[str, str]] = defaultdict(dict)
        for profile, attribute, golden in (
            self.tables.values.rows(_VALUES, [list(attributes)]) if self.tables.values else ()
        ):
            values[profile][attribute] = golden
        return values

    def everybody(self, only: str = "") -> set[str]:
        """The ids of all profiles, or the one that is asked for, where it is there."""
        return {id for (id,) in self.tables.events.rows(_EVERYBODY, [only])}

    def ids(self, fact: Fact, only: str = "") -> set[str]:
        """The ids of the profiles that meet the fact; `only`: of this one alone, where it is not empty."""
        return {row[0] for row in self._rows(fact, only)}

    def evidence(self, fact: Fact, profile: str) -> tuple[bool, str]:
        """Whether a profile (id) meets the fact, and the evidence: `3 times, the last on 2026-08-01`."""
        rows = self._rows(fact, profile)
        shown = rows or (self._rows(Did(fact.acts, fact.window, 0, MANY), profile) if isinstance(fact, Did) else [])
        return bool(rows), _evidence(fact, *shown[0][1:]) if shown else "none"

    def _rows(self, fact: Fact, only: str) -> list[_Row]:
        if isinstance(fact, Spent):
            least, most = fact.at_least, fact.at_most
            bounds = [_LEAST if least is None else least, _MOST if most is None else most]
            return self.tables.spend.rows(_SPENT, [fact.currency, only, *bounds]) if self.tables.spend else []
        if isinstance(fact, HasValue):
            asked = [fact.attribute, sorted(fact.values), only]
            return self.tables.values.rows(_WITH_VALUE, asked) if self.tables.values else []
        if isinstance(fact, HasConsent):
            asked = [fact.purpose, fact.status.value, fact.channel or "", only]
            return self.tables.values.rows(_WITH_CONSENT, asked) if self.tables.values else []
        if isinstance(fact, DidInOrder):
            return [(profile, 1, None) for profile in self._in_order(fact, only)]
        statement, more = _call(fact)
        return self.tables.events.rows(statement, [*self._asked(fact.acts, only, self._window(fact)), *more])

    def _window(self, fact: Did | DidFirst | DidRegularly | DidAfterBreak) -> Window:
        return Window(fact.every_days * fact.times) if isinstance(fact, DidRegularly) else fact.window

    def _asked(self, acts: Acts, only: str, window: Window) -> list[object]:
        """The arguments of the macros that select acts."""
        begin, end = self._bounds(window)
        return [act_places(self.tables.events, acts, self.view.shows_kind), sorted(acts.sources), only, begin, end]

    def _bounds(self, window: Window) -> tuple[str, str]:
        """From which moment on, and before which one; never before the view begins, nor after now."""
        begin = f"{window.since}T00:00:00.000000Z" if window.since else _BEGINNING
        end = days_later(f"{window.until}T00:00:00.000000Z", 1) if window.until else self.now
        if window.days is not None:
            begin = days_later(self.now, -window.days)
        return max(begin, self.view.since(self.now) or begin), min(end, self.now)

    def _in_order(self, fact: DidInOrder, only: str) -> Iterator[str]:
        acts = [
            (profile, moment, step)
            for step, wanted in enumerate(fact.steps)
            for profile, moment in self.tables.events.rows(_ACTS, self._asked(wanted, only, fact.window))
        ]
        for profile, rows in groupby(sorted(acts), itemgetter(0)):
            ways = shortest_ways((row[1:] for row in rows), len(fact.steps), fact.within_days * _DAY_MICROSECONDS)
            if len(ways) == len(fact.steps):
                yield profile


def _call(fact: Did | DidFirst | DidRegularly | DidAfterBreak) -> tuple[str, list[object]]:
    """The statement of a fact, and its arguments beside those that select acts."""
    if isinstance(fact, Did):
        return _DID, [fact.at_least, fact.at_most]
    if isinstance(fact, DidRegularly):
        return _REGULARLY, [fact.every_days * _DAY_SECONDS, fact.times]
    if isinstance(fact, DidAfterBreak):
        return _AFTER_BREAK, [fact.break_days * _DAY_SECONDS]
    return _FIRST, []


def _evidence(fact: Fact, what: object, latest: object) -> str:
    if isinstance(fact, Spent):
        return f"{what} minor units of {fact.currency}"
    if isinstance(fact, HasConsent):
        return f"{fact.status.value.replace('_', ' ')} by {what}"
    if isinstance(fact, HasValue):
        return str(what)
    if isinstance(fact, DidInOrder):
        return "in this order"
    times = "once" if what == 1 else f"{what} times"
    return f"{times}, {'on' if what == 1 else 'the last on'} {str(latest)[:10]}"
