"""Shared rows: kept by key, forgotten where there is no room, and let go by who dies."""

import os
import signal

from profile_service.service.workers.shared_rows import SharedRows


def test_rows_are_kept_by_key() -> None:
    rows = SharedRows()
    for name in ("ann", "ben"):
        with rows.row("tries", name) as row:
            assert (row.first, row.second, row.third) == (0, 0, 0)
            row.first, row.third = len(name) + ord(name[0]), 0.5
    with rows.row("tries", "ann") as row:
        assert (row.first, row.second, row.third) == (3 + ord("a"), 0, 0.5)
    with rows.row("allowance", "ann") as row:
        assert row.first == 0


def test_the_longest_unused_goes_where_there_is_no_room() -> None:
    rows = SharedRows()
    for number in range(30_000):
        with rows.row("key", str(number)) as row:
            row.first = number
    kept = 0
    for number in range(29_000, 30_000):
        with rows.row("key", str(number)) as row:
            kept += row.first == number
    assert kept > 900


def test_lock_of_a_process_that_dies_is_let_go() -> None:
    rows = SharedRows()
    child = os.fork()
    if not child:
        with rows.row("a"):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    with rows.row("a") as row:
        assert row.first == 0
