"""Shared allowances: one bucket for a caller, whichever worker answers."""

import pytest

from profile_service.service.workers.shared_allowances import SharedAllowances
from profile_service.service.workers.shared_rows import SharedRows


def test_workers_spend_from_one_bucket() -> None:
    rows = SharedRows()
    one, other = (SharedAllowances(rows, rate=10, burst=100) for _ in range(2))
    assert [one.spend("ann", 60, 5.0), other.spend("ann", 40, 5.0)] == [0, 0]
    assert one.spend("ann", 50, 5.0) == pytest.approx(5.0)
    assert other.spend("ben", 100, 5.0) == 0
    assert other.spend("ann", 50, 10.0) == 0


def test_what_costs_more_than_the_bucket_empties_a_full_one() -> None:
    allowances = SharedAllowances(SharedRows(), rate=10, burst=100)
    assert allowances.spend("ann", 1_000, 5.0) == 0
    assert allowances.spend("ann", 10, 5.0) == pytest.approx(1.0)
