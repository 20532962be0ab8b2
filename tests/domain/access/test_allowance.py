"""Allowances: a bucket for each spender, which fills up again."""

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.access.allowance import Allowances


def test_bucket_is_spent_and_fills_up_again() -> None:
    allowances = Allowances(rate=10, burst=100)
    assert allowances.spend("ann", 60, now=0) == 0
    assert allowances.spend("ann", 60, now=0) == 2
    assert allowances.spend("ann", 40, now=0) == 0
    assert allowances.spend("ann", 60, now=6) == 0
    assert allowances.spend("ann", 1, now=6) == 0.1


def test_refusal_takes_nothing() -> None:
    allowances = Allowances(rate=10, burst=100)
    allowances.spend("ann", 100, now=0)
    assert [allowances.spend("ann", 50, now=0) for _ in range(3)] == [5, 5, 5]


def test_others_have_buckets_of_their_own() -> None:
    allowances = Allowances(rate=10, burst=100)
    allowances.spend("ann", 100, now=0)
    assert allowances.spend("zoe", 100, now=0) == 0


def test_what_costs_more_than_a_bucket_takes_a_full_one() -> None:
    allowances = Allowances(rate=10, burst=100)
    assert allowances.spend("ann", 5_000, now=0) == 0
    assert allowances.spend("ann", 5_000, now=9) == 1
    assert allowances.spend("ann", 5_000, now=10) == 0


def test_full_buckets_of_the_past_are_forgotten() -> None:
    allowances = Allowances(rate=10, burst=100)
    for number in range(10_000):
        allowances.spend(f"caller {number}", 1, now=0)
    allowances.spend("ann", 100, now=20)
    assert allowances.spend("ann", 50, now=20) == 5
    assert len(allowances._buckets) == 1


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(1, 200)), max_size=40))
def test_never_more_than_burst_and_rate_are_spent(steps: list[tuple[float, float]]) -> None:
    allowances, now, spent = Allowances(rate=10, burst=100), 0.0, 0.0
    for pause, cost in steps:
        now += pause
        if allowances.spend("ann", cost, now) == 0:
            spent += min(cost, 100)
    assert spent <= 100 + 10 * now + 1e-6
