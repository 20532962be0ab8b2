"""How the rows of a load are counted, how fast they go, and how long the rest takes."""

from dataclasses import replace

from profile_service.domain.sources.counts import Counts, Outcome
from profile_service.domain.sources.load_runs import Checkpoint, LoadRun

_RUN = LoadRun(
    id="r1",
    loader="mapped",
    source="till",
    files=("a.csv",),
    state="running",
    counts=Counts(read=300, loaded=300),
    started_at="2026-11-22T09:00:00.000000Z",
    updated_at="2026-11-22T09:01:00.000000Z",
    rows=900,
)


def test_rows_are_counted_by_what_loading_did() -> None:
    outcomes = [(Outcome.LOADED, 2), (Outcome.UNCHANGED, 3), (Outcome.LOADED, 1), (Outcome.CHANGED, 4)]
    assert Counts.of(outcomes) == Counts(read=10, loaded=3, changed=4, unchanged=3, rejected=0)
    assert Counts.of([]) == Counts(0, 0, 0, 0, 0)


def test_counts_add_up() -> None:
    assert Counts(15, 1, 2, 4, 8) + Counts(1, 0, 0, 0, 1) == Counts(16, 1, 2, 4, 9)


def test_strongest_outcome_of_a_row_counts() -> None:
    assert max(Outcome.CHANGED, Outcome.UNCHANGED) is Outcome.CHANGED
    assert max(Outcome.CHANGED, Outcome.LOADED, Outcome.UNCHANGED) is Outcome.LOADED


def test_run_is_timed_from_when_it_was_last_taken_up() -> None:
    assert (_RUN.seconds, _RUN.rate, _RUN.seconds_left) == (60.0, 5.0, 120.0)
    resumed = replace(_RUN, resumed_at="2026-11-22T09:00:50.000000Z", resumed_read=200)
    assert (resumed.seconds, resumed.rate, resumed.seconds_left) == (10.0, 10.0, 60.0)


def test_clock_that_went_back_gives_no_negative_times() -> None:
    back = replace(_RUN, updated_at="2026-11-22T08:59:00.000000Z")
    assert (back.seconds, back.rate) == (0.0, 300_000.0)
    assert replace(_RUN, updated_at=_RUN.started_at).rate == 300_000.0


def test_rest_takes_no_time_where_more_was_read_than_expected() -> None:
    assert replace(_RUN, rows=300).seconds_left == 0.0
    assert replace(_RUN, rows=200).seconds_left == 0.0


def test_rest_is_unknown_where_its_rate_tells_nothing() -> None:
    assert replace(_RUN, state="finished").seconds_left is None
    assert replace(_RUN, rows=None).seconds_left is None
    assert replace(_RUN, resumed_read=300).seconds_left is None


def test_run_begins_with_nothing() -> None:
    assert Checkpoint() == Checkpoint(batch=0, file=0, items=0, rejects_bytes=0)
    assert (_RUN.finished_at, _RUN.rejects_file, _RUN.retired, _RUN.host) == (None, None, None, None)
    assert (_RUN.resumed_at, _RUN.resumed_read) == (None, 0)
