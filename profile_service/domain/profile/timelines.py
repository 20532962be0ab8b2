"""Reading timelines: which stretch of which record's events to walk, and the pages that come of it.

Events lie under the key `<record>|<time>|<event>`. What follows the record is the position: it orders the events of
all records of a profile, and a position is what a cursor holds.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal, TypeAlias

from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.sources.events import Event, timeline_prefix
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import EARLIEST, LATEST

SortOrder: TypeAlias = Literal["newest", "oldest"]
_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\|.+", re.DOTALL)
_MONTH_END = "~"
"""Sorts after everything that follows a month in a time."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """`since` is inside, `until` outside; both fixed-width UTC text. None lets everything through.

    `lines`: whether the lines of sales are wanted, which are most of what it costs to read one.
    """

    kinds: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    since: str | None = None
    until: str | None = None
    sales: bool = False
    lines: bool = True

    @property
    def bare(self) -> bool:
        """Whether every event on the way counts, so that a walk ends as soon as it has enough."""
        return self.kinds is None and self.channels is None


@dataclass(frozen=True, slots=True)
class TimelineWalk:
    """A stretch of one record's events between two timeline keys, both outside, and how many to take of it."""

    record: str
    after: str
    before: str
    limit: int
    order: SortOrder = "newest"
    filter: EventFilter = EventFilter()


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Events, newest first."""

    events: tuple[Event, ...]
    has_next: bool


def event_position(event: Event) -> str:
    return f"{event.occurred_at}|{event.key}"


def event_cursor(event: Event) -> str:
    return write_cursor(event_position(event))


def cursor_position(cursor: str) -> str:
    """Raises InvalidInput where it is no cursor of a timeline."""
    found = read_cursor(cursor)
    if not _POSITION.fullmatch(found):
        raise InvalidInput("the cursor is not one of a timeline; take endCursor of the page before")
    return found


def page_walks(
    records: Iterable[ProfileRecord], filter: EventFilter, first: int, after: str | None, *, whole: bool = False
) -> list[TimelineWalk]:
    """What to walk for a page of `first` events after a position: one walk for each record that may have some.

    The tallies say in which months the wanted events lie, so that rare ones are found without walking all, and how
    many of them each record is likely to have, so that of many records hardly more is read than the page shows;
    `further` says where that was too few, which it never is where each is walked for a `whole` page.
    """
    limit = first + 1
    upper = min(after or LATEST, filter.until or LATEST)
    by_record = [(record, _months(record, filter, upper[:7])) for record in records]
    total: Counter[str] = Counter()
    for _, counts in by_record:
        total.update(counts)
    lower = max(filter.since or EARLIEST, _far_enough(total, limit, upper[:7]))
    shared_out = _shared_out(by_record, (lower, upper), limit, filter, _MOSTLY)
    return [replace(walk, limit=limit) for walk in shared_out] if whole else shared_out


def remaining_walks(walks: Sequence[TimelineWalk], found: Sequence[Sequence[Event]], first: int) -> list[TimelineWalk]:
    """What is left to walk for a page of `first` events: where a walk ended before the page did."""
    merged = sorted((event_position(event) for events in found for event in events), reverse=True)
    end = merged[first] if len(merged) > first else EARLIEST
    return [
        replace(walk, before=timeline_prefix(walk.record) + event_position(events[-1]), limit=first + 1 - len(events))
        for walk, events in zip(walks, found, strict=True)
        if walk.limit <= len(events) <= first and event_position(events[-1]) > end
    ]


def latest_walks(
    records: Iterable[ProfileRecord], filter: EventFilter, count: int, seen: Counter[str], walked: int
) -> list[TimelineWalk]:
    """What to walk for the latest `count` events or nearly so, which `newest` picks out of what was found.

    Each record is walked for its share by the tallies and a tenth of it more, so that of many records not many times
    `count` is read; a record of which more came of late than its share makes the latest fewer, never incomplete.
    `seen`: events of all kinds by month. From the latest wanted one on it goes no further back than past `walked` of
    them, to the month, so that a rare kind costs no walk over a long history.
    """
    upper = filter.until or LATEST
    by_record = [(record, _months(record, filter, upper[:7])) for record in records]
    wanted: Counter[str] = Counter()
    for _, months in by_record:
        wanted.update(months)
    last = max(wanted, default=LATEST)
    near = Counter({month: n for month, n in seen.items() if month <= last})
    reach = max(_far_enough(near, walked, LATEST), _far_enough(wanted, count, upper[:7]))
    lower = max(filter.since or EARLIEST, reach)
    return _shared_out(by_record, (lower, upper), count, filter, _NEARLY)


def latest_events(found: Sequence[tuple[TimelineWalk, Sequence[Event]]], count: int) -> tuple[Event, ...]:
    """The newest `count` of the events of all walks, newest first: as far back as every walk went."""
    ends = [event_position(events[-1]) for walk, events in found if len(events) >= walk.limit]
    complete = max(ends, default="")
    merged = sorted((event for _, events in found for event in events), key=event_position, reverse=True)
    return tuple(event for event in merged[:count] if event_position(event) >= complete)


def outermost_walks(records: Iterable[ProfileRecord], order: SortOrder, filter: EventFilter) -> list[TimelineWalk]:
    """What to walk for the very first or last event: the records that have one in the outermost month.

    From a time on, what is counted in a month may lie before it; then every record is walked that may have one.
    """
    months = [(record, _months(record, filter, LATEST)) for record in records]
    if filter.since:
        bounds = (filter.since, LATEST)
        return [_between(r, bounds, 1, order, filter) for r, counts in months if counts]
    known = [month for _, counts in months for month in counts]
    if not known:
        return []
    outermost = min(known) if order == "oldest" else max(known)
    return [_between(r, (EARLIEST, LATEST), 1, order, filter) for r, counts in months if outermost in counts]


def merged_page(found: Sequence[Sequence[Event]], first: int) -> TimelinePage:
    """The newest `first` of the events of all records."""
    merged = sorted((event for events in found for event in events), key=event_position, reverse=True)
    return TimelinePage(tuple(merged[:first]), len(merged) > first)


_MOSTLY, _NEARLY = 4 / 3, 11 / 10
"""How much more than its share a record is walked for: where too few cost one more statement, and where they do not."""


def _shared_out(
    by_record: Iterable[tuple[ProfileRecord, Counter[str]]],
    bounds: tuple[str, str],
    count: int,
    filter: EventFilter,
    surplus: float,
) -> list[TimelineWalk]:
    """A walk for each record, for its share of `count` by the tallies and somewhat more."""
    shares = [(record, months, _since(months, bounds[0][:7])) for record, months in by_record]
    total = sum(share for _, _, share in shares) or 1
    limits = [min(count, max(count // 3, ceil(count * share * surplus / total))) for _, _, share in shares]
    found = (_walk(r, m, bounds, limit, filter) for (r, m, share), limit in zip(shares, limits, strict=True) if share)
    return [walk for walk in found if walk]


def _since(months: Counter[str], first: str) -> int:
    return sum(count for month, count in months.items() if month >= first)


def _walk(
    record: ProfileRecord, months: Counter[str], bounds: tuple[str, str], limit: int, filter: EventFilter
) -> TimelineWalk | None:
    if not months:
        return None
    lower, upper = bounds
    upper = min(upper, max(months) + _MONTH_END)
    return None if lower >= upper else _between(record, (lower, upper), limit, "newest", filter)


def _far_enough(months: Counter[str], limit: int, started: str) -> str:
    """The month at which a way back through time has met `limit` events; a month already started counts as nothing."""
    met = 0
    month = EARLIEST
    for month in sorted(months, reverse=True):
        met += months[month] if month < started else 0
        if met >= limit:
            break
    return month


def _months(record: ProfileRecord, filter: EventFilter, latest: str) -> Counter[str]:
    """How many of the wanted events lie in each month, up to and with the latest."""
    counts = _wanted(record, filter)
    if any(month > latest for month in counts):
        return Counter({month: count for month, count in counts.items() if month <= latest})
    return counts


def _wanted(record: ProfileRecord, filter: EventFilter) -> Counter[str]:
    if filter.bare:
        return record.sale_months if filter.sales else record.event_months
    counts: Counter[str] = Counter()
    if filter.kinds is not None and filter.channels is None and not filter.sales:
        for kind in filter.kinds & record.kind_months.keys():
            counts.update(record.kind_months[kind])
        return counts
    for tally in record.tallies:
        cell = tally.cell
        wanted_kind = filter.kinds is None or cell.kind in filter.kinds
        wanted_channel = filter.channels is None or cell.channel in filter.channels
        if wanted_kind and wanted_channel and (cell.currency or not filter.sales):
            counts[cell.month] += tally.count
    return counts


def _between(
    record: ProfileRecord, bounds: tuple[str, str], limit: int, order: SortOrder, filter: EventFilter
) -> TimelineWalk:
    prefix = timeline_prefix(record.key)
    return TimelineWalk(record.key, prefix + bounds[0], prefix + bounds[1], limit, order, filter)
