"""Reading timelines: which stretch of which record's events to walk, and the pages that come of it.

Events lie under the key `<record>|<time>|<event>`. The part after the record is the position: it orders the events of
all records of a profile, and a cursor holds one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal, TypeAlias

from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.sources.events import Event, timeline_prefix
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import EARLIEST, LATEST

SortOrder: TypeAlias = Literal["newest", "oldest"]
PAGE_SURPLUS, LATEST_SURPLUS = 4 / 3, 11 / 10
"""How much more than its share a record is walked for: where too few cost one more statement, and where they do not."""
_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\|.+", re.DOTALL)
_MONTH_END = "~"
"""Sorts after everything that follows a month in a time."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """`since` is inside, `until` outside; both fixed-width UTC text. None lets everything through.

    `families` narrows the kinds to those of some families; whoever reads turns them into `kinds` first.
    `lines`: whether the lines of sales are wanted, which are most of what it costs to read one. `left_open`: of
    contacts those alone that leave something open after `until`. `words`: in small letters; those events alone that
    hold all of them, wherever.
    """

    kinds: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    since: str | None = None
    until: str | None = None
    sales: bool = False
    lines: bool = True
    families: frozenset[Family] | None = None
    left_open: bool = False
    words: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether every event on the way counts, so that a walk ends as soon as it has enough."""
        return self.kinds is None and self.channels is None and not self.words


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
    """Events, newest first. `end`: the position from which the next page goes on, where that is not the last event's,
    for more was looked at than fitted."""

    events: tuple[Event, ...]
    has_next: bool
    end: str | None = None


def event_position(event: Event) -> str:
    return f"{event.occurred_at}|{event.key}"


def event_cursor(event: Event) -> str:
    return write_cursor(event_position(event))


def cursor_position(cursor: str) -> str:
    """Raises InvalidInput where it is no cursor of a timeline."""
    position = read_cursor(cursor)
    if not _POSITION.fullmatch(position):
        raise InvalidInput("the cursor is not one of a timeline; take endCursor of the page before")
    return position


def page_walks(
    records: Iterable[ProfileRecord], filter: EventFilter, first: int, after: str | None, *, whole: bool = False
) -> list[TimelineWalk]:
    """The walks for a page of `first` events after a position: one for each record that may have some.

    The tallies say in which months the wanted events lie, so that rare ones are found without walking all, and how
    many of them each record is likely to have, so that of many records hardly more is read than the page shows;
    `remaining_walks` says where that was too few, which it never is where each is walked for a `whole` page.
    """
    limit = first + 1
    upper = min(after or LATEST, filter.until or LATEST)
    by_record = _months_by_record(records, filter, upper[:7])
    total = _total_months(by_record)
    lower = max(filter.since or EARLIEST, _reach(total, limit, upper[:7]))
    walks = _shared_walks(by_record, (lower, upper), limit, filter, PAGE_SURPLUS)
    return [replace(walk, limit=limit) for walk in walks] if whole else walks


def remaining_walks(walks: Sequence[TimelineWalk], events: Sequence[Sequence[Event]], first: int) -> list[TimelineWalk]:
    """The walks still to do for a page of `first` events: where a walk ended before the page did.

    `events`: what each walk found, newest first.
    """
    positions = sorted((event_position(event) for walked in events for event in walked), reverse=True)
    end = positions[first] if len(positions) > first else EARLIEST
    return [
        replace(walk, before=timeline_prefix(walk.record) + event_position(walked[-1]), limit=first + 1 - len(walked))
        for walk, walked in zip(walks, events, strict=True)
        if walk.limit <= len(walked) <= first and event_position(walked[-1]) > end
    ]


def latest_walks(
    records: Iterable[ProfileRecord], filter: EventFilter, count: int, seen: Counter[str], look_back: int
) -> list[TimelineWalk]:
    """The walks for the latest `count` events or nearly so, which `latest_events` picks out of what they found.

    Each record is walked for its share by the tallies and a tenth of it more, so that of many records not many times
    `count` is read; a record of which more came of late than its share makes the latest fewer, never incomplete.
    `seen`: events of all kinds by month. From the latest wanted one on they go no further back than past `look_back`
    of them, to the month, so that a rare kind costs no walk over a long history.
    """
    upper = filter.until or LATEST
    by_record = _months_by_record(records, filter, upper[:7])
    wanted = _total_months(by_record)
    reach = max(_look_back_month(wanted, seen, look_back), _reach(wanted, count, upper[:7]))
    lower = max(filter.since or EARLIEST, reach)
    return _shared_walks(by_record, (lower, upper), count, filter, LATEST_SURPLUS)


def searched_walks(
    records: Iterable[ProfileRecord], filter: EventFilter, after: str | None, most: int, *, take: int
) -> tuple[list[TimelineWalk], str | None]:
    """The walks through some `most` events after a position that may have the words of the filter, to the end of a
    month, each for `take` that have them, and the position where they end; None where no event lies before it.

    How many have them nobody counted: so the tallies bound what is walked, and not what is found.
    """
    upper = min(after or LATEST, filter.until or LATEST)
    by_record = _months_by_record(records, filter, upper[:7])
    total = _total_months(by_record)
    month = _reach(total, most, upper[:7])
    bounds = max(filter.since or EARLIEST, month), upper
    latest = [record for record, months in by_record if max(months, default="") >= month]
    walks = [_walk(record, bounds, take, "newest", filter) for record in latest]
    is_last = min(total, default=LATEST) >= month or (filter.since or EARLIEST) >= month
    return walks, None if is_last else f"{month}-01T00:00:00.000000Z|!"


def searched_page(
    walks: Sequence[TimelineWalk],
    events: Sequence[Sequence[Event]],
    end: str | None,
    first: int,
    says: Callable[[Event], bool],
) -> TimelinePage:
    """The newest `first` of the events that `searched_walks` led to and that say the words. `events`: what each walk
    found, newest first; where one found as many as it took, nothing is known of what lies behind."""
    cut = [event_position(walked[-1]) for walk, walked in zip(walks, events, strict=True) if len(walked) >= walk.limit]
    searched = max([*cut, *([end] if end else [])], default=None)
    all_events = sorted((event for walked in events for event in walked), key=event_position, reverse=True)
    found = [event for event in all_events if event_position(event) >= (searched or "") and says(event)]
    if len(found) > first:
        return TimelinePage(tuple(found[:first]), has_next=True)
    return TimelinePage(tuple(found), searched is not None, searched)


def leave_some_out(
    records: Iterable[ProfileRecord], filter: EventFilter, count: int, seen: Counter[str], look_back: int
) -> bool:
    """Whether there may be more of the wanted events than `latest_walks` for as many meets."""
    wanted = _total_months(_months_by_record(records, filter, (filter.until or LATEST)[:7]))
    return wanted.total() > count or min(wanted, default=LATEST) < _look_back_month(wanted, seen, look_back)


def open_walks(records: Iterable[ProfileRecord], filter: EventFilter, count: int) -> list[TimelineWalk]:
    """The walks, one for each record that has contacts, for `count` of them that leave something open after
    `filter.until`."""
    until = filter.until or LATEST
    bounds = (until, LATEST + _MONTH_END)
    by_record = _months_by_record(records, filter, until[:7])
    return [_walk(record, bounds, count, "newest", filter) for record, months in by_record if months]


def latest_events(walks: Sequence[tuple[TimelineWalk, Sequence[Event]]], count: int) -> tuple[Event, ...]:
    """The newest `count` of the events that the walks found, newest first: as far back as every walk went."""
    ends = [event_position(events[-1]) for walk, events in walks if len(events) >= walk.limit]
    complete_from = max(ends, default="")
    merged = sorted((event for _, events in walks for event in events), key=event_position, reverse=True)
    return tuple(event for event in merged[:count] if event_position(event) >= complete_from)


def outermost_walks(records: Iterable[ProfileRecord], order: SortOrder, filter: EventFilter) -> list[TimelineWalk]:
    """The walks for the very first or last event: of the records that have one in the outermost month.

    From a time on, what is counted in a month may lie before it; then every record is walked that may have one. Of a
    filter with an end the records must count nothing that came later.
    """
    upper = filter.until or LATEST
    by_record = _months_by_record(records, filter, upper[:7])
    if filter.since:
        bounds = (filter.since, upper)
        return [_walk(record, bounds, 1, order, filter) for record, months in by_record if months]
    all_months = [month for _, months in by_record for month in months]
    if not all_months:
        return []
    outermost = min(all_months) if order == "oldest" else max(all_months)
    bounds = (EARLIEST, upper)
    return [_walk(record, bounds, 1, order, filter) for record, months in by_record if outermost in months]


def merged_page(events: Sequence[Sequence[Event]], first: int) -> TimelinePage:
    """The newest `first` of the events of all records."""
    merged = sorted((event for walked in events for event in walked), key=event_position, reverse=True)
    return TimelinePage(tuple(merged[:first]), len(merged) > first)


def _shared_walks(
    by_record: Iterable[tuple[ProfileRecord, Counter[str]]],
    bounds: tuple[str, str],
    count: int,
    filter: EventFilter,
    surplus: float,
) -> list[TimelineWalk]:
    """A walk for each record, for its share of `count` by the tallies times the surplus."""
    lower, upper = bounds
    shares = [(record, months, _count_from(months, lower[:7])) for record, months in by_record]
    total = sum(share for _, _, share in shares) or 1
    walks = []
    for record, months, share in shares:
        # A record is walked no further than the end of its last month.
        end = min(upper, max(months, default="") + _MONTH_END)
        if share and lower < end:
            limit = min(count, max(count // 3, ceil(count * share * surplus / total)))
            walks.append(_walk(record, (lower, end), limit, "newest", filter))
    return walks


def _total_months(by_record: Iterable[tuple[ProfileRecord, Counter[str]]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for _, months in by_record:
        total.update(months)
    return total


def _count_from(months: Counter[str], first: str) -> int:
    return sum(count for month, count in months.items() if month >= first)


def _look_back_month(wanted: Counter[str], seen: Counter[str], look_back: int) -> str:
    """The month past `look_back` events of all kinds from the latest wanted one on."""
    last = max(wanted, default=LATEST)
    return _reach(Counter({month: count for month, count in seen.items() if month <= last}), look_back, LATEST)


def _reach(months: Counter[str], limit: int, started: str) -> str:
    """The month at which a way back through time has met `limit` events; a month already started counts as nothing."""
    met = 0
    month = EARLIEST
    for month in sorted(months, reverse=True):
        met += months[month] if month < started else 0
        if met >= limit:
            break
    return month


def _months_by_record(
    records: Iterable[ProfileRecord], filter: EventFilter, latest: str
) -> list[tuple[ProfileRecord, Counter[str]]]:
    """Of the records that have events, which of very many records are mostly few."""
    return [(record, _months(record, filter, latest)) for record in records if record.event_months]


def _months(record: ProfileRecord, filter: EventFilter, latest: str) -> Counter[str]:
    """Month → how many of the wanted events lie in it, up to and with the latest."""
    counts = _wanted_months(record, filter)
    if any(month > latest for month in counts):
        return Counter({month: count for month, count in counts.items() if month <= latest})
    return counts


def _wanted_months(record: ProfileRecord, filter: EventFilter) -> Counter[str]:
    counts: Counter[str] = Counter()
    if filter.kinds is None and filter.channels is None:
        return record.sale_months if filter.sales else record.event_months
    if filter.kinds is not None and filter.channels is None and not filter.sales:
        for kind in filter.kinds & record.kind_months.keys():
            counts.update(record.kind_months[kind])
        return counts
    for tally in record.tallies:
        cell = tally.cell
        is_wanted_kind = filter.kinds is None or cell.kind in filter.kinds
        is_wanted_channel = filter.channels is None or cell.channel in filter.channels
        if is_wanted_kind and is_wanted_channel and (cell.currency or not filter.sales):
            counts[cell.month] += tally.count
    return counts


def _walk(
    record: ProfileRecord, bounds: tuple[str, str], limit: int, order: SortOrder, filter: EventFilter
) -> TimelineWalk:
    prefix = timeline_prefix(record.key)
    return TimelineWalk(record.key, prefix + bounds[0], prefix + bounds[1], limit, order, filter)
