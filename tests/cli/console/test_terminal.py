"""What `status` says of a run: how it ended, or how fast it goes and how much it has before it."""

from dataclasses import replace

from profile_service.cli.console.terminal import outcome, run_lines
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun

_RUN = LoadRun(
    "0199", "shopify-orders", "shopify", ("/exports/orders.csv",), "running", Counts(3_000, 2_900, 0, 90, 10),
    started_at="2026-11-28T09:00:00.000000Z", updated_at="2026-11-28T09:10:02.000000Z", rows=10_000,
    resumed_at="2026-11-28T09:10:00.000000Z", resumed_read=1_000,
)  # fmt: skip


def test_a_running_load_tells_how_long_it_will_take() -> None:
    """By what it did since it was taken up, not by the time in which it was dead."""
    assert run_lines(_RUN).splitlines() == [
        "2026-11-28 09:00:00  running  orders.csv  (0199)",
        "    " + outcome(_RUN),
        "    3,000 of 10,000 rows, about 7 s to go",
    ]
    assert outcome(_RUN).endswith(", 10 rejected in 602.0 s (1,000 rows/s)")


def test_a_stopped_load_tells_how_far_it_got() -> None:
    told = run_lines(_RUN, stopped=True).splitlines()

    assert "  stopped  " in told[0]
    assert told[2] == "    3,000 of 10,000 rows are in; the same command goes on from there"


def test_a_finished_full_export_tells_what_it_retired() -> None:
    told = run_lines(replace(_RUN, state="finished", retired=12, rejects_file="/data/rejects/0199.ndjson")).splitlines()

    assert ", 10 rejected, 12 retired in " in told[1]
    assert told[2:] == ["    rejected rows: /data/rejects/0199.ndjson"]


def test_a_load_that_has_not_begun_promises_nothing() -> None:
    waiting = replace(_RUN, counts=Counts(1_000), rows=10_000)

    assert (waiting.rate, waiting.seconds_left) == (0.0, None)
