"""The rows of a load are counted by their outcomes."""

from profile_service.domain.sources.counts import Counts, Outcome


def test_rows_are_counted_by_outcome() -> None:
    outcomes = [(Outcome.LOADED, 2), (Outcome.UNCHANGED, 3), (Outcome.LOADED, 1), (Outcome.CHANGED, 4)]
    assert Counts.of(outcomes) == Counts(read=10, loaded=3, changed=4, unchanged=3, rejected=0)
    assert Counts.of([]) == Counts(0, 0, 0, 0, 0)


def test_counts_add_up() -> None:
    assert Counts(15, 1, 2, 4, 8) + Counts(1, 0, 0, 0, 1) == Counts(16, 1, 2, 4, 9)


def test_strongest_outcome_of_a_row_counts() -> None:
    assert max(Outcome.CHANGED, Outcome.UNCHANGED) is Outcome.CHANGED
    assert max(Outcome.CHANGED, Outcome.LOADED, Outcome.UNCHANGED) is Outcome.LOADED
