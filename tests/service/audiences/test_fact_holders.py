"""Facts on events, by every random history the same as by going through each customer's events one by one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.domain.audiences.conditions import (
    MANY,
    Acts,
    AllOf,
    AnyOf,
    Condition,
    Did,
    DidAfterBreak,
    DidFirst,
    DidInOrder,
    DidRegularly,
    Not,
    Window,
)
from profile_service.domain.audiences.evaluation import members
from profile_service.domain.profile.views import View
from profile_service.domain.values.times import utc_text
from profile_service.service.audiences.fact_holders import CustomerTables, FactHolders
from profile_service.service.metrics.event_table import EventPlace, EventTable
from profile_service.store.metrics.event_lines import SEPARATOR, RecordOwner

_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_FULL = View("full", "all", "all")
_CUSTOMERS = ("ann", "ben", "eve")
Act = tuple[str, datetime, str, bool]
"""Customer, moment, kind, and whether it counts."""
_ACTS = st.lists(
    st.tuples(
        st.sampled_from(_CUSTOMERS),
        st.integers(-40, 3_000).map(lambda hours: _NOW - timedelta(hours=hours)),
        st.sampled_from(["order", "chat", "cart"]),
        st.booleans(),
    ),
    max_size=14,
)
_KINDS = st.sets(st.sampled_from(["order", "chat", "cart"]), min_size=1, max_size=2).map(
    lambda kinds: Acts(kinds=frozenset(kinds))
)
_WINDOWS = st.one_of(
    st.just(Window()),
    st.integers(1, 130).map(Window),
    st.tuples(st.integers(0, 120), st.integers(0, 120)).map(
        lambda days: Window(
            None,
            (_NOW - timedelta(days=max(days))).date().isoformat(),
            (_NOW - timedelta(days=min(days))).date().isoformat(),
        )
    ),
)
_FACTS = st.one_of(
    st.builds(Did, _KINDS, _WINDOWS, st.integers(1, 3), st.sampled_from([3, MANY])),
    st.builds(DidFirst, _KINDS, _WINDOWS),
    st.builds(DidRegularly, _KINDS, st.integers(5, 40), st.integers(2, 3)),
    st.builds(DidAfterBreak, _KINDS, st.integers(1, 60), _WINDOWS),
    st.builds(DidInOrder, st.tuples(_KINDS, _KINDS), st.integers(1, 60), _WINDOWS),
)
_CONDITIONS = st.recursive(
    _FACTS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.tuples(inner, inner).map(AllOf),
        st.tuples(inner, inner).map(AnyOf),
    ),
    max_leaves=4,
)


def _table(acts: Sequence[Act]) -> EventTable:
    table = EventTable(lambda kind, _channel, _device, _task: EventPlace("", "", "", "", "", False))
    table.add_records([RecordOwner(f"shop:{name}", "shop", name, False) for name in _CUSTOMERS])
    table.add_events(
        [
            SEPARATOR.join((f"shop:{name}", utc_text(at), kind, "", "", "", "", "", "" if counts else "void"))
            for name, at, kind, counts in acts
        ]
    )
    return table


@settings(max_examples=150)
@given(_ACTS, _CONDITIONS)
def test_as_going_through_the_events(acts: list[Act], condition: Condition) -> None:
    table = _table(acts)
    holders = FactHolders(CustomerTables(table), _FULL, utc_text(_NOW))
    try:
        found = members(condition, frozenset(_CUSTOMERS), holders.ids)
        assert found == {name for name in _CUSTOMERS if _meets(condition, [act for act in acts if act[0] == name])}
        alone = {name for name in _CUSTOMERS if members(condition, {name}, partial(holders.ids, only=name))}
        assert alone == found
    finally:
        table.close()


def _meets(condition: Condition, acts: Sequence[Act]) -> bool:
    if isinstance(condition, Not):
        return not _meets(condition.condition, acts)
    if isinstance(condition, AllOf):
        return all(_meets(each, acts) for each in condition.conditions)
    if isinstance(condition, AnyOf):
        return any(_meets(each, acts) for each in condition.conditions)
    return _meets_fact(condition, acts)


def _meets_fact(fact: Condition, acts: Sequence[Act]) -> bool:
    if isinstance(fact, DidInOrder):
        steps = [[at for at in _moments(step, acts) if _within(fact.window, at)] for step in fact.steps]
        return any(a < b and b - a <= timedelta(days=fact.within_days) for a, b in product(*steps))
    assert isinstance(fact, Did | DidFirst | DidRegularly | DidAfterBreak)
    moments = _moments(fact.acts, acts)
    if isinstance(fact, Did):
        return fact.at_least <= sum(_within(fact.window, at) for at in moments) <= fact.at_most
    if isinstance(fact, DidFirst):
        return bool(moments) and _within(fact.window, moments[0])
    if isinstance(fact, DidAfterBreak):
        return any(
            later - earlier >= timedelta(days=fact.break_days) and _within(fact.window, later)
            for earlier, later in pairwise(moments)
        )
    stretch, last = timedelta(days=fact.every_days), fact.times - 1
    recent = [at for at in moments if at >= _NOW - fact.times * stretch]
    return {min((_NOW - at) // stretch, last) for at in recent} == set(range(fact.times))


def _moments(wanted: Acts, acts: Sequence[Act]) -> list[datetime]:
    return sorted(at for _, at, kind, counts in acts if kind in wanted.kinds and counts and at < _NOW)


def _within(window: Window, at: datetime) -> bool:
    if window.days is not None:
        return at >= _NOW - timedelta(days=window.days)
    day = at.date().isoformat()
    return (window.since or "") <= day <= (window.until or "9")
