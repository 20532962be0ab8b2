"""Which stretches of which records are walked for a page, and what comes of them."""

from collections import Counter
from collections.abc import Sequence

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
from profile_service.domain.sources.events import Event, Interaction, Transaction
from profile_service.domain.values.errors import InvalidInput

_ALL = EventFilter()


def _event(record: str, at: str, key: str, kind: str = "review") -> Interaction:
    return Interaction(key, record, kind, f"{at}T00:00:00.000000Z", "web")


def _record(key: str, events: Sequence[Event]) -> ProfileRecord:
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


def _sale(key: str, at: str, kind: str = "order", channel: str = "store") -> Transaction:
    return Transaction(key, "shop:1", kind, f"{at}T00:00:00.000000Z", channel)


_MIXED: list[Event] = [
    _event("shop:1", "2026-01-05", "r1"),
    _event("shop:1", "2026-02-05", "c1", "chat"),
    _event("shop:1", "2026-02-06", "c2", "chat"),
    _sale("o1", "2026-03-05"),
    _sale("o2", "2026-04-05", channel="web"),
    _sale("b1", "2026-05-05", "return"),
    _event("shop:1", "2026-06-05", "o3", "order"),
]


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        (EventFilter(), "01", "06"),
        (EventFilter(sales=True), "03", "05"),
        (EventFilter(kinds=frozenset({"chat", "review"})), "01", "02"),
        (EventFilter(kinds=frozenset({"order"})), "03", "06"),
        (EventFilter(kinds=frozenset({"order"}), sales=True), "03", "04"),
        (EventFilter(channels=frozenset({"store"})), "03", "05"),
        (EventFilter(kinds=frozenset({"order"}), channels=frozenset({"web"})), "04", "06"),
        (EventFilter(kinds=frozenset({"order"}), channels=frozenset({"web"}), sales=True), "04", "04"),
        (EventFilter(channels=frozenset({"web"}), sales=True), "04", "04"),
        (EventFilter(channels=frozenset({"web"})), "01", "06"),
    ],
)
def test_walk_covers_the_months_of_what_is_wanted(wanted: EventFilter, first: str, last: str) -> None:
    record = _record("shop:1", _MIXED)
    (walk,) = page_walks([record], wanted, 50, None)
    assert walk == TimelineWalk("shop:1", f"shop:1|2026-{first}", f"shop:1|2026-{last}~", 51, "newest", wanted)
    (oldest,) = outermost_walks([record], "oldest", wanted)
    assert oldest == TimelineWalk("shop:1", "shop:1|0000", "shop:1|9999~", 1, "oldest", wanted)


def test_nothing_wanted_is_walked_nowhere() -> None:
    record = _record("shop:1", _MIXED)
    for wanted in (EventFilter(kinds=frozenset({"visit"})), EventFilter(channels=frozenset({"fax"}))):
        assert page_walks([record], wanted, 50, None) == []
        assert outermost_walks([record], "newest", wanted) == []
        assert latest_walks([record], wanted, 10, record.event_months, 1000) == []


def test_bare_filter_lets_every_event_through() -> None:
    assert EventFilter().bare
    assert EventFilter(since="2026", until="2027", sales=True, lines=False).bare
    assert not EventFilter(kinds=frozenset()).bare
    assert not EventFilter(channels=frozenset()).bare
    assert EventFilter() == EventFilter(None, None, None, None, sales=False, lines=True)


def test_events_of_a_month_add_up_over_kinds_and_channels() -> None:
    record = _record("shop:1", [*_MIXED, _event("shop:1", "2026-02-07", "r2"), _sale("o4", "2026-02-08")])
    assert record.event_months == {
        "2026-01": 1, "2026-02": 4, "2026-03": 1, "2026-04": 1, "2026-05": 1, "2026-06": 1,
    }  # fmt: skip
    assert record.sale_months == {"2026-02": 1, "2026-03": 1, "2026-04": 1, "2026-05": 1}
    assert record.kind_months["chat"] == {"2026-02": 2}
    assert record.kind_months["order"] == {"2026-02": 1, "2026-03": 1, "2026-04": 1, "2026-06": 1}


def test_since_and_until_bound_a_walk() -> None:
    record = _record("shop:1", _MIXED)
    since, until = "2026-02-06T00:00:00.000000Z", "2026-04-05T00:00:00.000000Z"
    (walk,) = page_walks([record], EventFilter(since=since, until=until), 50, None)
    assert (walk.after, walk.before) == (f"shop:1|{since}", f"shop:1|{until}")
    assert page_walks([record], EventFilter(since="2026-07-01"), 50, None) == []
    assert page_walks([record], EventFilter(until="2026-01"), 50, None) == []
    assert page_walks([record], EventFilter(since=until, until=until), 50, None) == []
    earlier = "2026-03-01T00:00:00.000000Z|x"
    (walk,) = page_walks([record], EventFilter(until=until), 50, earlier)
    assert walk.before == f"shop:1|{earlier}", "of cursor and filter the earlier one bounds"


def test_outermost_event_since_a_time_is_sought_in_every_record_that_may_have_one() -> None:
    wanted = EventFilter(kinds=frozenset({"review"}), since="2026-02-01")
    records = [_record("a:1", [_event("a:1", "2026-01-05", "a")]), _record("b:1", [_event("b:1", "2026-03-05", "b")])]
    none = _record("c:1", [_event("c:1", "2026-03-05", "c", "chat")])
    assert outermost_walks([*records, none], "oldest", wanted) == [
        TimelineWalk("a:1", "a:1|2026-02-01", "a:1|9999~", 1, "oldest", wanted),
        TimelineWalk("b:1", "b:1|2026-02-01", "b:1|9999~", 1, "oldest", wanted),
    ]


def test_page_says_whether_there_is_more() -> None:
    events = [_event("shop:1", f"2026-01-0{n}", f"e{n}") for n in (3, 2, 1)]
    assert (merged_page([events], 3).has_next, merged_page([events], 2).has_next) == (False, True)
    assert [event.key for event in merged_page([events[1:], events[:1]], 2).events] == ["e3", "e2"]


def test_share_of_a_record_is_a_third_more_for_a_page_and_a_tenth_more_for_the_latest() -> None:
    a = [_event("a:1", "2026-01-05", f"a{n}") for n in range(60)]
    b = [_event("b:1", "2026-01-05", f"b{n}") for n in range(40)]
    records = [_record("a:1", a), _record("b:1", b)]
    assert [walk.limit for walk in page_walks(records, _ALL, 29, None)] == [24, 16]  # 30 × 0.6 × 4/3, 30 × 0.4 × 4/3
    seen = records[0].event_months + records[1].event_months
    assert [walk.limit for walk in latest_walks(records, _ALL, 30, seen, 1000)] == [20, 14]  # 19.8 and 13.2, rounded up


def test_small_share_is_a_third_of_the_page_at_least() -> None:
    a = [_event("a:1", "2026-01-05", f"a{n}") for n in range(99)]
    records = [_record("a:1", a), _record("b:1", [_event("b:1", "2026-01-05", "b")])]
    assert [walk.limit for walk in page_walks(records, _ALL, 29, None)] == [30, 10]
    assert [walk.limit for walk in page_walks(records, _ALL, 29, None, whole=True)] == [30, 30]


def test_latest_of_no_walk_cut_short_are_complete() -> None:
    events = [_event("a:1", f"2026-01-{n:02d}", f"a{n}") for n in (3, 2, 1)]
    walk = TimelineWalk("a:1", "a:1|0000", "a:1|9999~", 4)
    assert [event.key for event in latest_events([(walk, events)], 10)] == ["a3", "a2", "a1"]
    assert [event.key for event in latest_events([(walk, events)], 2)] == ["a3", "a2"]
    assert latest_events([(walk, [])], 10) == latest_events([], 10) == ()
