"""The rate of a load run, and the time that is left."""

from dataclasses import replace

from profile_service.domain.sources.counts import Counts
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


def test_run_is_timed_from_its_resumption() -> None:
    assert (_RUN.seconds, _RUN.rate, _RUN.seconds_left) == (60.0, 5.0, 120.0)
    resumed = replace(_RUN, resumed_at="2026-11-22T09:00:50.000000Z", resumed_read=200)
    assert (resumed.seconds, resumed.rate, resumed.seconds_left) == (10.0, 10.0, 60.0)


def test_run_that_is_taken_back_later_took_no_longer() -> None:
    ended = replace(_RUN, state="undone", finished_at=_RUN.updated_at, updated_at="2026-11-22T10:00:00.000000Z")
    assert (ended.seconds, ended.rate) == (60.0, 5.0)
    resumed = replace(ended, state="running", resumed_at="2026-11-22T09:59:00.000000Z")
    assert resumed.seconds == 60.0


def test_clock_set_back_gives_no_negative_time() -> None:
    back = replace(_RUN, updated_at="2026-11-22T08:59:00.000000Z")
    assert (back.seconds, back.rate) == (0.0, 300_000.0)
    assert replace(_RUN, updated_at=_RUN.started_at).rate == 300_000.0


def test_no_time_is_left_after_all_rows() -> None:
    assert replace(_RUN, rows=300).seconds_left == 0.0
    assert replace(_RUN, rows=200).seconds_left == 0.0


def test_time_left_is_unknown_without_rate() -> None:
    assert replace(_RUN, state="finished").seconds_left is None
    assert replace(_RUN, rows=None).seconds_left is None
    assert replace(_RUN, resumed_read=300).seconds_left is None


def test_defaults_of_a_run() -> None:
    assert Checkpoint() == Checkpoint(batch=0, file=0, items=0, rejects_bytes=0)
    assert (_RUN.finished_at, _RUN.rejects_file, _RUN.retired, _RUN.host) == (None, None, None, None)
    assert (_RUN.resumed_at, _RUN.resumed_read) == (None, 0)
