"""Journeys of all customers as a caller reads them: those who may, and every question leaves a line in the audit."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.audiences.conditions import Acts
from profile_service.domain.journey.path_flows import CustomerPath, PathFlow, path_flow
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.journeys.funnels import Funnel, FunnelRange, FunnelStep, funnel
from profile_service.service.journeys.paths import PathDirection, PathNames, PathRange, customer_paths
from profile_service.service.metrics.customer_events import CustomerEvents

MOST_STEPS = 10
MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class JourneyRange:
    """First steps, or anchors, from one moment on and before another (fixed-width UTC text), and what follows within so
    many days. `ids`: of these profiles alone."""

    since: str
    until: str
    within_days: int = 30
    ids: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """Which way to look from the anchor, what steps are, and how many of them at most."""

    anchor: Acts
    direction: PathDirection = PathDirection.BEFORE
    names: PathNames = PathNames.TOUCHPOINT
    length: int = 5


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """`at` (fixed-width UTC text) and `seq`: with all that was committed by then; `is_settled`: nothing changed while
    it was counted."""

    at: str
    seq: int
    is_settled: bool
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True, slots=True)
class PathReport:
    """As a FunnelReport. `flow`: of all paths; `paths`: the most frequent ones."""

    at: str
    seq: int
    is_settled: bool
    flow: PathFlow
    paths: tuple[CustomerPath, ...]


class JourneyDesk:
    """Of one caller, who may read metrics: these too are figures of all, whatever views show of each. All of its
    questions raise Forbidden, InvalidInput, and StoreError."""

    def __init__(self, events: CustomerEvents, caller: Caller, acts: AuditedActs) -> None:
        self._events = events
        self._caller = caller
        self._acts = acts

    async def funnel(self, steps: Sequence[Acts], asked: JourneyRange) -> FunnelReport:
        """How many came to each step."""
        at, seq, is_settled, counted = await self._funnel(steps, asked)
        self._acts.shows("funnel", (), rows=len(counted.steps))
        return FunnelReport(at, seq, is_settled, counted.steps)

    async def dropped(
        self, steps: Sequence[Acts], asked: JourneyRange, step: int, first: int, cursor: str | None
    ) -> tuple[list[str], bool]:
        """Ids of those who came to a step (from 1) and not to the next, in the order of ids, and whether there are
        more; of the last step, those who came to it."""
        check_first(first)
        if not 1 <= step <= len(steps):
            raise InvalidInput(f"there is no step {step}; the funnel has {len(steps)}")
        first = self._caller.rights.page(first)
        after = read_cursor(cursor) if cursor else ""
        _, _, _, counted = await self._funnel(steps, asked)
        ids = [id for id in counted.dropped(step - 1) if id > after]
        self._acts.shows("funnelCustomers", ids[:first])
        return ids[:first], len(ids) > first

    async def paths(self, question: PathQuestion, asked: JourneyRange, most: int) -> PathReport:
        """The ways before or after an anchor; `most`: so many of the most frequent ones by themselves."""
        decide_read(self._caller, "metrics").required()
        check_first(most)
        _check_days(asked.within_days)
        if not 1 <= question.length <= MOST_STEPS:
            raise InvalidInput(f"a path has from 1 to {MOST_STEPS} steps")
        events = await self._events.current()
        paths = await asyncio.to_thread(
            customer_paths,
            events.table,
            question.anchor,
            question.direction,
            question.names,
            PathRange(asked.since, asked.until, events.at, asked.within_days, question.length, asked.ids),
        )
        self._acts.shows("paths", (), rows=len(paths))
        return PathReport(events.at, events.seq, events.is_settled, path_flow(paths), tuple(paths[:most]))

    async def _funnel(self, steps: Sequence[Acts], asked: JourneyRange) -> tuple[str, int, bool, Funnel]:
        decide_read(self._caller, "metrics").required()
        if not 1 <= len(steps) <= MOST_STEPS:
            raise InvalidInput(f"a funnel has from 1 to {MOST_STEPS} steps")
        _check_days(asked.within_days)
        events = await self._events.current()
        range_ = FunnelRange(asked.since, asked.until, events.at, asked.within_days, asked.ids)
        counted = await asyncio.to_thread(funnel, events.table, steps, range_)
        return events.at, events.seq, events.is_settled, counted


def _check_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"expected from 1 to {MOST_DAYS:,} days")
