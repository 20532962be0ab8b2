"""Which stretches of which records are walked for a page, and what comes of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.profile.tallies import tally_change
from profile_service.domain.profile.timelines import (
    EventFilter,
    TimelineWalk,
    cursor_position,
    event_cursor,
    event_position,
    latest_events,
    latest_walks,
    merged_page,
    outermost_walks,
    page_walks,
    remaining_walks,
)
from profile_service.domain.sources.events import Event, Interaction
from profile_service.domain.values.errors import InvalidInput

_ALL = EventFilter()


def _event(record: str, at: str, key: str, kind: str = "review") -> Interaction:
    return Interaction(key, record, kind, f"{at}T00:00:00.000000Z", "web")


def _record(key: str, events: list[Interaction]) -> ProfileRecord:
    tally = "".join(tally_change(event) for event in events if event.record == key)
    return ProfileRecord(key, "shop", key, "", {}, (), None, "", 1, stub=False, tally=tally)


def test_record_without_events_is_not_walked() -> None:
    events = [_event("shop:1", "2026-01-05", "a")]
    asked = page_walks([_record("shop:1", events), _record("shop:2", events)], _ALL, 20, None)
    assert [(w.record, w.after, w.before, w.limit) for w in asked] == [
        ("shop:1", "shop:1|2026-01", "shop:1|2026-01~", 21)
    ]


def test_rare_kind_is_walked_in_its_months_alone() -> None:
    events = [_event("shop:1", f"2026-{m:02d}-01", f"a{m}", "chat" if m == 3 else "view") for m in range(1, 13)]
    (walk,) = page_walks([_record("shop:1", events)], EventFilter(kinds=frozenset({"chat"})), 5, None)
    assert (walk.after, walk.before) == ("shop:1|2026-03", "shop:1|2026-03~")


def test_walk_ends_at_the_month_that_fills_the_page() -> None:
    events = [_event("shop:1", f"2026-{m:02d}-0{d}", f"a{m}{d}") for m in range(1, 13) for d in (1, 2)]
    (walk,) = page_walks([_record("shop:1", events)], _ALL, 3, None)
    assert (walk.after, walk.before, walk.limit) == ("shop:1|2026-11", "shop:1|2026-12~", 4)


def test_page_of_a_record_that_has_all_the_late_events_takes_a_second_walk() -> None:
    even = [_event("a:1", f"2026-01-{n:02d}", f"a{n}") for n in range(1, 15)]
    late = [_event("b:1", f"2026-01-{n:02d}", f"b{n}") for n in range(15, 29)]
    asked = page_walks([_record("a:1", even), _record("b:1", late)], _ALL, 8, None)
    read = [_walked([*even, *late], walk, None) for walk in asked]
    assert [(walk.record, len(events)) for walk, events in zip(asked, read, strict=True)] == [("a:1", 6), ("b:1", 6)]
    (again,) = remaining_walks(asked, read, 8)
    assert (again.record, again.before, again.limit) == ("b:1", late[8].timeline, 3)


def test_month_begun_by_the_cursor_fills_nothing() -> None:
    events = [_event("shop:1", f"2026-{m:02d}-0{d}", f"a{m}{d}") for m in (1, 2, 3) for d in (1, 2)]
    (walk,) = page_walks([_record("shop:1", events)], _ALL, 1, "2026-03-02T00:00:00.000000Z|a32")
    assert (walk.after, walk.before) == ("shop:1|2026-02", "shop:1|2026-03-02T00:00:00.000000Z|a32")


def test_outermost_event_is_sought_where_it_can_be() -> None:
    events = [_event("shop:1", "2025-01-05", "a"), _event("shop:2", "2026-01-05", "b")]
    records = [_record("shop:1", events), _record("shop:2", events)]
    assert [(w.record, w.order, w.limit) for w in outermost_walks(records, "oldest", _ALL)] == [("shop:1", "oldest", 1)]
    assert [(w.record, w.order, w.limit) for w in outermost_walks(records, "newest", _ALL)] == [("shop:2", "newest", 1)]
    assert outermost_walks([_record("shop:3", [])], "newest", _ALL) == []


def test_cursor_of_something_else_is_refused() -> None:
    assert cursor_position(event_cursor(_event("r", "2026-01-01", "é|x"))) == "2026-01-01T00:00:00.000000Z|é|x"
    for wrong in ("", "nonsense", "!!!", "é", "eA", "AAAA", "x" * 5_000):
        with pytest.raises(InvalidInput, match="cursor"):
            cursor_position(wrong)


_EVENTS = st.lists(
    st.tuples(st.sampled_from(["a:1", "a:2", "b|1"]), st.integers(1, 12), st.sampled_from(["view", "chat"])),
    max_size=40,
)


@given(_EVENTS, st.integers(1, 7), st.sampled_from([None, frozenset({"chat"})]))
def test_pages_together_hold_every_event_once(
    drawn: list[tuple[str, int, str]], first: int, kinds: frozenset[str] | None
) -> None:
    events = [_event(r, f"2026-{m:02d}-{n % 28 + 1:02d}", f"e{n}", k) for n, (r, m, k) in enumerate(drawn)]
    records = [_record(key, events) for key in ("a:1", "a:2", "b|1")]
    wanted = EventFilter(kinds=kinds)
    read: list[Event] = []
    cursor: str | None = None
    more = True
    while more:
        asked = page_walks(records, wanted, first, cursor)
        walked = [_walked(events, walk, kinds) for walk in asked]
        walked += [_walked(events, walk, kinds) for walk in remaining_walks(asked, walked, first)]
        shown = merged_page(walked, first)
        whole = page_walks(records, wanted, first, cursor, whole=True)
        walked = [_walked(events, walk, kinds) for walk in whole]
        assert (remaining_walks(whole, walked, first), merged_page(walked, first)) == ([], shown)
        read += shown.events
        more = shown.has_next
        cursor = event_position(shown.events[-1]) if shown.events else None
    assert [e.key for e in read] == [
        e.key for e in sorted(events, key=event_position, reverse=True) if kinds is None or e.kind in kinds
    ]


def _walked(events: list[Interaction], walk: TimelineWalk, kinds: frozenset[str] | None) -> list[Event]:
    """What the store answers, by its contract."""
    inside = [e for e in events if walk.after < e.timeline < walk.before and (kinds is None or e.kind in kinds)]
    return list(sorted(inside, key=lambda e: e.timeline, reverse=True)[: walk.limit])


def test_latest_of_two_records_are_read_by_their_shares() -> None:
    events = [_event("a:1", f"2026-01-{n:02d}", f"a{n}") for n in range(1, 21)]
    events += [_event("b:1", f"2026-01-{n:02d}", f"b{n}") for n in (5, 15, 25, 28, 29)]
    asked = _recent([_record("a:1", events), _record("b:1", events)], _ALL)
    assert [(walk.record, walk.limit) for walk in asked] == [("a:1", 9), ("b:1", 3)]


def test_latest_go_no_further_back_than_every_walk_went() -> None:
    events = [_event("a:1", f"2026-01-{n:02d}", f"a{n}") for n in range(1, 21)]
    late = [_event("b:1", f"2026-01-{n:02d}", f"b{n}") for n in (29, 28, 27, 26)]
    of_a, of_b = _recent([_record("a:1", events), _record("b:1", late)], _ALL)
    latest = latest_events([(of_a, events[:9:-1]), (of_b, late[: of_b.limit])], 10)
    assert [event.key for event in latest] == ["b29", "b28", "b27"], "a20 came before b26, which was not read"


def test_rare_kind_is_looked_for_no_further_than_so_many_events() -> None:
    events = [_event("a:1", f"2026-{m:02d}-01", f"a{m}{n}") for m in range(1, 13) for n in range(10)]
    chats = [_event("a:1", "2026-02-03", "c1", "chat"), _event("a:1", "2026-10-03", "c2", "chat")]
    records, asked = [_record("a:1", [*events, *chats])], EventFilter(kinds=frozenset({"chat"}))

    def first_month(asked: EventFilter, walked: int) -> str:
        (walk,) = _recent(records, asked, walked)
        return walk.after

    assert first_month(asked, 25) == "a:1|2026-08"
    assert first_month(asked, 1000) == "a:1|2026-02", "where the oldest one lies"
    assert first_month(EventFilter(kinds=asked.kinds, until="2026-03-01"), 5) == "a:1|2026-02"


def _recent(records: list[ProfileRecord], asked: EventFilter, walked: int = 1000) -> list[TimelineWalk]:
    seen = Counter(month for record in records for month in record.event_months.elements())
    return latest_walks(records, asked, 10, seen, walked)
