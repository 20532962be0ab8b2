"""How far somebody came through the steps: what counts, and the same as trying every way."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.journey.funnel_ways import StepWay, shortest_ways


def test_steps_follow_with_others_between() -> None:
    ways = shortest_ways([(1, 0), (2, 0), (3, 1), (4, 0), (5, 2)], 3, 10)
    assert ways == [StepWay(1, 1), StepWay(2, 3), StepWay(2, 5)]


def test_steps_at_the_same_moment_do_not_follow() -> None:
    assert len(shortest_ways([(1, 0), (1, 1)], 2, 10)) == 1
    assert len(shortest_ways([(1, 0), (1, 1), (2, 1)], 2, 10)) == 2


def test_a_later_beginning_makes_up_for_one_that_is_too_early() -> None:
    acts = [(0, 0), (9, 0), (10, 1), (15, 2)]
    assert len(shortest_ways(acts, 3, 6)) == 3
    assert len(shortest_ways(acts, 3, 5)) == 2


def test_the_same_kind_twice_needs_two_acts() -> None:
    assert len(shortest_ways([(1, 0), (1, 1)], 2, 10)) == 1
    assert len(shortest_ways([(1, 0), (1, 1), (4, 0), (4, 1)], 2, 10)) == 2


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), max_size=9), st.integers(0, 12))
def test_as_trying_every_way(acts: list[tuple[int, int]], within: int) -> None:
    moments = [[moment for moment, step in acts if step == wanted] for wanted in range(3)]
    expected = []
    for steps in range(1, 4):
        ways = [way for way in product(*moments[:steps]) if list(way) == sorted(set(way))]
        times = [way[-1] - way[0] for way in ways if way[-1] - way[0] <= within]
        if times:
            expected.append(min(times))
    assert [way.length for way in shortest_ways(sorted(acts), 3, within)] == expected
