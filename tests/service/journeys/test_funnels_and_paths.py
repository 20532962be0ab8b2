"""Funnels and paths: by hand, against an oracle that goes through the events one by one, and on planted stories."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.domain.audiences.conditions import Acts
from profile_service.domain.journey.path_flows import PathFlow, path_flow
from profile_service.domain.values.times import utc_text
from profile_service.service.journeys.funnels import FunnelRange, funnel
from profile_service.service.journeys.paths import PathDirection, PathNames, PathRange, customer_paths
from profile_service.service.metrics.event_table import EventPlace, EventTable
from profile_service.store.metrics.event_lines import SEPARATOR, RecordOwner

_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Act = tuple[str, datetime, str]
"""Customer, moment, kind."""


def _table(acts: Sequence[Act]) -> EventTable:
    channels = {"call": "phone", "chat": "chat"}
    table = EventTable(
        lambda kind, _channel, _device, _task: EventPlace("", channels.get(kind, "web"), "", "during", "low", False)
    )
    names = sorted({name for name, _, _ in acts})
    table.add_records([RecordOwner(f"shop:{name}", "shop", name, False) for name in names])
    table.add_events(
        [SEPARATOR.join((f"shop:{name}", utc_text(at), kind, "", "", "", "", "", "", "")) for name, at, kind in acts]
    )
    return table


def _range(days: int = 30, ids: Sequence[str] | None = None) -> FunnelRange:
    return FunnelRange("0001-01-01T00:00:00.000000Z", "9999-12-31T00:00:00.000000Z", utc_text(_NOW), days, ids)


def _path_range(days: int = 30, length: int = 3) -> PathRange:
    return PathRange("0001-01-01T00:00:00.000000Z", "9999-12-31T00:00:00.000000Z", utc_text(_NOW), days, length)


def _steps(*kinds: str) -> list[Acts]:
    return [Acts(kinds=frozenset({kind})) for kind in kinds]


def _hour(hours: int) -> datetime:
    return _NOW - timedelta(days=20) + timedelta(hours=hours)


@pytest.fixture
def spring() -> Iterator[EventTable]:
    """Ann buys after a look at something else, Ben leaves after the cart and calls, Eve puts the cart before the view,
    and Flo never looks."""
    table = _table(
        [
            ("ann", _hour(0), "view"), ("ann", _hour(1), "chat"), ("ann", _hour(2), "cart"), ("ann", _hour(5), "order"),
            ("ben", _hour(0), "view"), ("ben", _hour(4), "cart"), ("ben", _hour(6), "call"),
            ("eve", _hour(0), "cart"), ("eve", _hour(1), "view"),
            ("flo", _hour(0), "order"),
        ]
    )  # fmt: skip
    yield table
    table.close()


def test_funnel_by_hand(spring: EventTable) -> None:
    counted = funnel(spring, _steps("view", "cart", "order"), _range())
    assert [(step.customers, step.dropped, step.median_seconds) for step in counted.steps] == [
        (3, 1, 0.0),
        (2, 1, 3 * 3_600.0),
        (1, 0, 5 * 3_600.0),
    ]
    assert [[tuple(each) for each in step.following] for step in counted.steps] == [[("", 1)], [("call", 1)], []]
    assert [counted.dropped(step) for step in range(3)] == [["eve"], ["ben"], ["ann"]]


def test_time_and_segment_limit_a_funnel(spring: EventTable) -> None:
    steps = _steps("view", "cart", "order")
    day = FunnelRange(utc_text(_hour(-1)), utc_text(_hour(1)), utc_text(_NOW), 1)
    assert [step.customers for step in funnel(spring, steps, day).steps] == [2, 2, 1]
    some = funnel(spring, steps, _range(ids=["ben", "flo"]))
    assert [step.customers for step in some.steps] == [1, 1, 0]
    assert some.steps[2].median_seconds is None


def test_paths_by_hand(spring: EventTable) -> None:
    after = customer_paths(spring, _steps("view")[0], PathDirection.AFTER, PathNames.TOUCHPOINT, _path_range(length=2))
    assert [(path.names, path.customers, path.goes_on) for path in after] == [
        ((), 1, False),
        (("cart", "call"), 1, False),
        (("chat", "cart"), 1, True),
    ]
    before = customer_paths(spring, _steps("order")[0], PathDirection.BEFORE, PathNames.CHANNEL, _path_range())
    assert [(path.names, path.customers) for path in before] == [((), 1), (("web", "chat", "web"), 1)]


def test_equal_steps_one_after_the_other_are_one() -> None:
    acts = [("ann", _hour(hour), kind) for hour, kind in enumerate(["order", "view", "view", "cart", "view", "view"])]
    table = _table(acts)
    (path,) = customer_paths(table, _steps("order")[0], PathDirection.AFTER, PathNames.TOUCHPOINT, _path_range())
    assert path.names == ("view", "cart", "view")
    table.close()


_KINDS = ("view", "cart", "order", "call")
_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "eve", "flo"]),
        st.integers(1, 400).map(lambda hours: _NOW - timedelta(hours=hours)),
        st.sampled_from(_KINDS),
    ),
    min_size=1,
    max_size=18,
    unique_by=lambda act: (act[0], act[1]),
)


@settings(max_examples=100)
@given(_ACTS, st.integers(1, 12), st.integers(1, 4), st.sampled_from(PathDirection))
def test_paths_as_going_through_the_events(acts: list[Act], days: int, length: int, direction: PathDirection) -> None:
    table = _table(acts)
    paths = customer_paths(table, _steps("order")[0], direction, PathNames.TOUCHPOINT, _path_range(days, length))
    table.close()
    expected: Counter[tuple[tuple[str, ...], bool]] = Counter()
    for name in sorted({name for name, _, _ in acts}):
        own = sorted((at, kind) for who, at, kind in acts if who == name)
        orders = [at for at, kind in own if kind == "order"]
        if orders:
            names = [step for step, _ in groupby(_near(own, orders[0], days, direction))]
            expected[tuple(names[:length]), len(names) > length] += 1
    assert Counter({(path.names, path.goes_on): path.customers for path in paths}) == expected
    _check_sums(path_flow(paths), sum(expected.values()), length)


def _near(own: list[tuple[datetime, str]], anchor: datetime, days: int, direction: PathDirection) -> list[str]:
    if direction is PathDirection.AFTER:
        return [kind for at, kind in own if anchor < at <= anchor + timedelta(days=days)]
    return [kind for at, kind in own[::-1] if anchor - timedelta(days=days) <= at < anchor]


def _check_sums(flow: PathFlow, customers: int, length: int) -> None:
    """What comes into a node, goes on from it or ends there; and nobody is lost between anchor and first step."""
    into: dict[tuple[int, str], int] = defaultdict(int)
    out: dict[tuple[int, str], int] = defaultdict(int)
    for link in flow.links:
        out[link.step, link.start] += link.customers
        into[link.step + 1, link.end] += link.customers
    assert flow.customers == customers == flow.ended + sum(node.customers for node in flow.nodes if node.step == 1)
    for node in flow.nodes:
        place = node.step, node.name
        assert node.step == 1 or into[place] == node.customers
        left = node.customers - out[place] - node.ended
        assert left >= 0
        assert left == 0 or node.step == length


@given(_ACTS, st.integers(1, 12))
@settings(max_examples=60)
def test_funnel_and_paths_of_the_same_steps_show_the_same_customers(acts: list[Act], days: int) -> None:
    """Who did anything after their one view came to the second step of a funnel, and took a step of a path."""
    views = [(name, _NOW - timedelta(hours=401), "view") for name in ("ann", "ben", "gus")]
    table = _table([act for act in acts if act[2] != "view"] + views)
    steps = [Acts(kinds=frozenset({"view"})), Acts(kinds=frozenset(_KINDS) - {"view"})]
    counted = funnel(table, steps, _range(days))
    flow = path_flow(customer_paths(table, steps[0], PathDirection.AFTER, PathNames.TOUCHPOINT, _path_range(days, 1)))
    table.close()
    assert counted.steps[0].customers == flow.customers == 3
    assert counted.steps[1].customers == sum(node.customers for node in flow.nodes)
    assert counted.steps[0].dropped == flow.ended


_STORIES = {
    "loops": "view cart checkout cart checkout cart",
    "calls": "view cart call",
    "buys": "view cart checkout order",
}


def test_planted_stories_are_found_and_no_others() -> None:
    """Four hundred shoppers look, fill a cart, check out and pay. Of every ten one loops between checkout and cart and
    gives up, two leave the cart and call; the others buy."""
    random, acts, truth = Random(5), [], Counter[str]()
    for number in range(400):
        story = ("loops", "calls", "calls", *["buys"] * 7)[number % 10]
        truth[story] += 1
        at = _NOW - timedelta(days=random.uniform(5, 25))
        for kind in _STORIES[story].split():
            acts.append((f"c{number:03}", at, kind))
            at += timedelta(minutes=random.uniform(1, 50))
    random.shuffle(acts)
    table = _table(acts)
    counted = funnel(table, _steps("view", "cart", "checkout", "order"), _range())
    assert [step.customers for step in counted.steps] == [400, 400, 320, 280]
    assert [step.dropped for step in counted.steps] == [0, truth["calls"], truth["loops"], 0]
    assert counted.steps[1].following == (("call", 80),)
    assert counted.steps[2].following == (("cart", 40),), "they go back to the cart"
    paths = customer_paths(table, _steps("view")[0], PathDirection.AFTER, PathNames.TOUCHPOINT, _path_range(length=10))
    assert [(path.names, path.customers) for path in paths] == [
        (("cart", "checkout", "order"), 280),
        (("cart", "call"), 80),
        (("cart", "checkout", "cart", "checkout", "cart"), 40),
    ]
    table.close()
