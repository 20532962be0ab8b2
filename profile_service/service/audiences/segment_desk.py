"""Segments as a caller reads them: inside their view, and every question leaves a line in the audit."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import allows
from profile_service.domain.audiences.conditions import (
    AllOf,
    Condition,
    Fact,
    HasConsent,
    HasValue,
    Spent,
    acts_of,
    facts_of,
)
from profile_service.domain.audiences.evaluation import FactReason, members
from profile_service.domain.audiences.segments import Segment
from profile_service.domain.profile.views import View, find_view
from profile_service.domain.sources.consents import ConsentStatus
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import Forbidden, InvalidInput, NotFound
from profile_service.service.audiences.customer_values import IDENTIFIERS, CustomerValues
from profile_service.service.audiences.fact_holders import CustomerTables, FactHolders
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.metrics.customer_events import CustomerEvents
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.store.engine.store import Store

MOST_FACTS = 50
_SAMPLE = 5


class AudienceTables:
    """The tables of all customers that segments are asked of; one of each for a process."""

    def __init__(self, store: Store, facts: CustomerFacts) -> None:
        self.events = CustomerEvents(store)
        self.facts = facts
        self.values = CustomerValues(store)

    async def close(self) -> None:
        """As the tables' own; that of `facts` is left to whoever made it."""
        await self.events.close()
        await self.values.close()


@dataclass(frozen=True, slots=True)
class AsOf:
    """`at` (fixed-width UTC text) and `seq`: with all that was committed by then, and windows counted back from then.
    `is_settled`: nothing changed while it was counted."""

    at: str
    seq: int
    is_settled: bool


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """`members` of the `customers` that the view shows. `sample`: ids of some members, the same ones each time."""

    as_of: AsOf
    members: int
    customers: int
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Ids, in their order. `has_next`: there are more."""

    as_of: AsOf
    ids: tuple[str, ...]
    has_next: bool


@dataclass(frozen=True, slots=True)
class SegmentMembership:
    """Whether a customer is in a segment, and why."""

    segment: Segment
    is_member: bool
    reasons: tuple[FactReason, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question is answered from, as of one moment."""

    as_of: AsOf
    holders: FactHolders


class SegmentDesk:
    """Of one caller. `segments`: those that are declared. All of its questions raise Forbidden where the caller's role
    or view hides what a condition asks for, InvalidInput, and StoreError."""

    def __init__(
        self,
        tables: AudienceTables,
        segments: Mapping[str, Segment],
        views: Mapping[str, View],
        caller: Caller,
        acts: AuditedActs,
    ) -> None:
        self._tables = tables
        self._segments = segments
        self._views = views
        self._caller = caller
        self._acts = acts

    def segments(self) -> list[Segment]:
        """The declared segments, in their order."""
        decide_read(self._caller, "segments").required()
        return list(self._segments.values())

    def segment(self, name: str) -> Segment:
        """Raises NotFound where none is declared by that name."""
        decide_read(self._caller, "segments").required()
        if segment := self._segments.get(name):
            return segment
        raise NotFound(f"there is no such segment; choose one of {', '.join(self._segments) or 'none'}")

    async def size(self, condition: Condition, view: str | None = None) -> SegmentSize:
        """How many meet the condition, with a sample."""
        shown = self._shown(condition, view)
        asked = await self._ask(condition, shown)
        everybody, ids = await asyncio.to_thread(_everybody_and_members, condition, asked.holders)
        sample = tuple(sorted(ids, key=lambda id: id[::-1])[:_SAMPLE])  # the end of an id is random
        self._acts.shows("segment", sample, shown, rows=len(ids))
        return SegmentSize(asked.as_of, len(ids), len(everybody), sample)

    async def members(
        self, condition: Condition, first: int, cursor: str | None, view: str | None = None
    ) -> MemberPage:
        """Who meets the condition, in the order of ids."""
        shown = self._shown(condition, view)
        check_first(first)
        first = self._caller.rights.page(first)
        after = read_cursor(cursor) if cursor else ""
        asked = await self._ask(condition, shown)
        _, ids = await asyncio.to_thread(_everybody_and_members, condition, asked.holders)
        page = sorted(id for id in ids if id > after)
        self._acts.shows("segmentMembers", page[:first], shown)
        return MemberPage(asked.as_of, tuple(page[:first]), len(page) > first)

    async def ids(self, condition: Condition, view: str | None = None) -> list[str]:
        """The ids of all who meet the condition, in their order, for figures of them."""
        shown = self._shown(condition, view)
        asked = await self._ask(condition, shown)
        _, ids = await asyncio.to_thread(_everybody_and_members, condition, asked.holders)
        self._acts.shows("segment", (), shown, rows=len(ids))
        return sorted(ids)

    async def exported(
        self, condition: Condition, attributes: Sequence[str], view: str | None = None
    ) -> list[tuple[str, ...]]:
        """Everybody who meets the condition, in the order of ids: the id, and the golden values of these attributes,
        empty where there is none."""
        shown = self._shown(AllOf((condition, *map(HasValue, attributes))), view)
        asked = await self._ask(condition, shown, with_values=bool(attributes))
        _, ids = await asyncio.to_thread(_everybody_and_members, condition, asked.holders)
        values = await asyncio.to_thread(asked.holders.values, attributes)
        self._acts.shows("segmentExport", ids, shown)
        return [(id, *(values.get(id, {}).get(name, "") for name in attributes)) for id in sorted(ids)]

    async def memberships(self, profile: str, view: str | None = None) -> list[SegmentMembership]:
        """Of a customer, by the id of their profile: each declared segment that the caller may ask for, with reasons;
        none of somebody who is not there, or of whom the view shows nothing."""
        shown = self._view(view)
        allowed = [segment for segment in self._segments.values() if self._allows(segment.condition, shown)]
        if not allowed:
            return []
        asked = await self._ask(AllOf(tuple(segment.condition for segment in allowed)), shown)
        self._acts.shows("segments", [profile], shown)
        return await asyncio.to_thread(_memberships, allowed, asked.holders, profile)

    def _view(self, view: str | None) -> View:
        name = decide_read(self._caller, "segments", view).required().view
        return find_view(self._views, name, name)

    def _shown(self, condition: Condition, view: str | None) -> View:
        """The view, in which the caller may ask for all facts of the condition."""
        shown, facts = self._view(view), list(facts_of(condition))
        if len(facts) > MOST_FACTS:
            raise InvalidInput(f"a segment has at most {MOST_FACTS} conditions, and this one {len(facts)}")
        for fact in facts:
            self._check(fact, shown)
        return shown

    def _allows(self, condition: Condition, view: View) -> bool:
        try:
            for fact in facts_of(condition):
                self._check(fact, view)
        except Forbidden:
            return False
        return True

    def _check(self, fact: Fact, view: View) -> None:
        """Who is in a segment says what its condition asks for: so only what the caller may see can be asked."""
        kinds = touchpoints().kinds
        families = {Family(family) for acts in acts_of(fact) for family in acts.families}
        if isinstance(fact, Spent):
            families = {Family.ORDER, Family.RETURN}
        view.require("kind", kinds.of(families))
        view.require("kind", {kind for acts in acts_of(fact) for kind in acts.kinds})
        if isinstance(fact, HasValue):
            view.require("identifier" if fact.attribute in IDENTIFIERS else "attribute", [fact.attribute])
            if not allows(self._caller.rights.clear, fact.attribute):
                raise Forbidden(f"{fact.attribute[:60]} is masked for the role {self._caller.role}, and segments by it")

    async def _ask(self, condition: Condition, view: View, *, with_values: bool = False) -> _Asked:
        facts = list(facts_of(condition))
        events = await self._tables.events.current()
        spend = await self._tables.facts.current() if any(isinstance(fact, Spent) for fact in facts) else None
        asks_values = with_values or view.consent or any(isinstance(fact, HasValue | HasConsent) for fact in facts)
        values = await self._tables.values.current() if asks_values else None
        read = [table for table in (events, spend, values) if table]
        as_of = AsOf(events.at, min(table.seq for table in read), all(table.is_settled for table in read))
        tables = CustomerTables(events.table, spend.table if spend else None, values.table if values else None)
        return _Asked(as_of, FactHolders(tables, view, events.at))


def _everybody_and_members(condition: Condition, holders: FactHolders) -> tuple[set[str], set[str]]:
    """Those whom the view shows, and those of them who meet the condition."""
    everybody = holders.everybody() - _withheld(holders)
    return everybody, set(members(condition, everybody, holders.ids))


def _withheld(holders: FactHolders, only: str = "") -> set[str]:
    """Those of whom the view shows nothing, as `withheld_for` decides: consent was withdrawn, and nowhere granted."""
    purpose = holders.view.consent
    if not purpose:
        return set()
    withdrawn, granted = (
        holders.ids(HasConsent(purpose, None, status), only)
        for status in (ConsentStatus.WITHDRAWN, ConsentStatus.GRANTED)
    )
    return withdrawn - granted


def _memberships(segments: list[Segment], holders: FactHolders, profile: str) -> list[SegmentMembership]:
    if not holders.everybody(profile) or _withheld(holders, profile):
        return []
    shown = []
    for segment in segments:
        evidence = {fact: holders.evidence(fact, profile) for fact in facts_of(segment.condition)}
        met = members(segment.condition, {profile}, lambda fact: {profile} if evidence[fact][0] else set())  # noqa: B023
        reasons = tuple(FactReason(str(fact), *each) for fact, each in evidence.items())
        shown.append(SegmentMembership(segment, bool(met), reasons))
    return shown
