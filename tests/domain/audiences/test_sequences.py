"""Acts in an order: what counts, and the same as trying every chain."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.audiences.sequences import follows_in_order


def test_steps_follow_with_others_between() -> None:
    assert follows_in_order([(1, 0), (2, 0), (3, 1), (4, 0), (5, 2)], 3, 10)


def test_steps_at_the_same_moment_do_not_follow() -> None:
    assert not follows_in_order([(1, 0), (1, 1)], 2, 10)
    assert follows_in_order([(1, 0), (1, 1), (2, 1)], 2, 10)


def test_a_later_beginning_makes_up_for_one_that_is_too_early() -> None:
    acts = [(0, 0), (9, 0), (10, 1), (15, 2)]
    assert follows_in_order(acts, 3, 6)
    assert not follows_in_order(acts, 3, 5)


def test_the_same_kind_twice_needs_two_acts() -> None:
    assert not follows_in_order([(1, 0), (1, 1)], 2, 10)
    assert follows_in_order([(1, 0), (1, 1), (4, 0), (4, 1)], 2, 10)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), max_size=9), st.integers(0, 12))
def test_as_trying_every_chain(acts: list[tuple[int, int]], within: int) -> None:
    moments = [[moment for moment, step in acts if step == wanted] for wanted in range(3)]
    expected = any(a < b < c and c - a <= within for a, b, c in product(*moments))
    assert follows_in_order(sorted(acts), 3, within) == expected
