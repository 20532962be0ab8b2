"""What `status` prints of a run: how it ended, or its rate and remaining rows."""

from dataclasses import replace

from profile_service.cli.load.json_lines import run_data
from profile_service.cli.load.render_runs import outcome, run_lines
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import EQUAL_ROW, STAFF_ROW, DroppedCells, DroppedExample

_RUN = LoadRun(
    "0199", "shopify-orders", "shopify", ("/exports/orders.csv",), "running", Counts(3_000, 2_900, 0, 90, 10),
    started_at="2026-11-28T09:00:00.000000Z", updated_at="2026-11-28T09:10:02.000000Z", rows=10_000,
    resumed_at="2026-11-28T09:10:00.000000Z", resumed_read=1_000,
)  # fmt: skip


def test_a_running_load_tells_how_long_it_will_take() -> None:
    """By what it did since it was taken up, not by the time in which it was dead."""
    assert run_lines(_RUN) == [
        "2026-11-28 09:00:00  running  orders.csv  (0199)",
        "    " + outcome(_RUN),
        "    3,000 of 10,000 rows, about 7 s to go",
    ]
    assert outcome(_RUN).endswith(", 10 rejected in 602.0 s (1,000 rows/s)")


def test_a_stopped_load_tells_how_far_it_got() -> None:
    lines = run_lines(_RUN, stopped=True)

    assert "  stopped  " in lines[0]
    assert lines[2] == "    3,000 of 10,000 rows are in; the same command goes on from there"


def test_a_finished_full_export_tells_what_it_retired() -> None:
    lines = run_lines(replace(_RUN, state="finished", retired=12, rejects_file="/data/rejects/0199.ndjson"))

    assert ", 10 rejected, 12 retired in " in lines[1]
    assert lines[2:] == ["    rejected rows: /data/rejects/0199.ndjson"]


def test_equal_rows_are_named_and_not_called_unchanged() -> None:
    equal = DroppedCells("", EQUAL_ROW, 2, (DroppedExample("/exports/orders.csv", 7, ""),))
    lines = run_lines(replace(_RUN, state="finished", dropped=(equal,)))

    assert ", 88 unchanged, 10 rejected, 2 equal to another row of the file in " in lines[1]
    assert "not used" not in lines[1]
    assert lines[2:] == ["    2 × equal to another row of the file; orders.csv:7"]
    assert (run_data(replace(_RUN, dropped=(equal,)))["unchanged"], equal.count) == (88, 2)


def test_staff_is_named_and_not_called_unchanged() -> None:
    staff = DroppedCells("", STAFF_ROW, 2, (DroppedExample("/exports/users.json", 7, ""),))
    lines = run_lines(replace(_RUN, state="finished", dropped=(staff,)))

    assert ", 88 unchanged, 10 rejected, 2 of staff, who are no customers in " in lines[1]
    assert lines[2:] == ["    2 × of staff, who are no customers; users.json:7"]
    data = run_data(replace(_RUN, dropped=(staff,)))
    assert (data["unchanged"], data["staff"]) == (88, 2)


def test_status_tells_what_does_not_count() -> None:
    remark = "1 payment, bill or refund changes no order, for …"
    finished = replace(_RUN, state="finished", remarks=(remark,))
    assert run_lines(finished)[2:] == [f"    {remark}"]
    assert run_data(finished)["remarks"] == (remark,)


def test_a_load_that_has_not_begun_promises_nothing() -> None:
    waiting = replace(_RUN, counts=Counts(1_000), rows=10_000)

    assert (waiting.rate, waiting.seconds_left) == (0.0, None)


def test_an_undone_run_tells_who_took_it_back_and_why() -> None:
    undone = replace(_RUN, state="undone", undone_by="ada")

    assert run_lines(undone)[2:] == ["    taken back by ada"]
    assert run_lines(replace(undone, undo_reason="the wrong file."))[2:] == [
        "    taken back by ada, because: the wrong file"
    ]
