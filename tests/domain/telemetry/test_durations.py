"""Durations: each falls into one bucket, and several are added up bucket by bucket."""

from profile_service.domain.telemetry.durations import BOUNDS, Durations, added_up


def test_duration_counts_in_the_first_bucket_that_holds_it() -> None:
    durations = Durations()
    for seconds in (0.0, BOUNDS[0], 0.003, 99.0):
        durations.add(seconds)
    assert durations.counts == [2, 0, 1, *[0] * (len(BOUNDS) - 3), 1]
    assert (durations.count, durations.total) == (4, 99.004)


def test_several_are_added_up() -> None:
    one, other = Durations(), Durations()
    one.add(0.5)
    other.add(0.5)
    other.add(20.0)
    both = added_up([one, other])
    assert (both.count, both.total, both.counts[-1]) == (3, 21.0, 1)
    assert added_up([]).count == 0
