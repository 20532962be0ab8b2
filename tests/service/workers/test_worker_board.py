"""The board of workers: what one tells the others hear, also from processes, and nothing is left of who is gone."""

import os

from profile_service.service.workers.worker_board import Topic, WorkerBoard


def test_workers_hear_what_the_others_tell() -> None:
    board = WorkerBoard(3)
    seats = [board.seat(number) for number in range(3)]
    seats[0].tell(Topic.VIEWERS, b"ann")
    seats[1].tell(Topic.VIEWERS, b"ben")
    seats[1].tell(Topic.METRICS, b"1")
    board.of_departed.tell(Topic.METRICS, b"9")

    assert list(seats[0].heard(Topic.VIEWERS)) == [b"ben"]
    assert list(seats[2].heard(Topic.VIEWERS)) == [b"ann", b"ben"]
    assert list(seats[0].heard(Topic.METRICS)) == [b"1", b"9"]
    board.clear(1)
    assert list(seats[2].heard(Topic.VIEWERS)) == [b"ann"]


def test_forked_processes_share_it() -> None:
    board = WorkerBoard(2)
    child = os.fork()
    if not child:
        board.seat(1).tell(Topic.VIEWERS, b"ben")
        with board.rows.row("a", "b") as row:
            row.first += 2
        os._exit(0)
    os.waitpid(child, 0)
    assert list(board.seat(0).heard(Topic.VIEWERS)) == [b"ben"]
    with board.rows.row("a", "b") as row:
        assert row.first == 2


def test_what_is_too_long_is_told_as_nothing() -> None:
    board = WorkerBoard(2)
    board.seat(0).tell(Topic.VIEWERS, b"x" * 200_000)
    assert list(board.seat(1).heard(Topic.VIEWERS)) == []


def test_worker_with_more_connections_than_another_is_the_busiest() -> None:
    board = WorkerBoard(3)
    seats = [board.seat(number) for number in range(2)]  # the third has not begun
    for seat in seats:
        seat.beat()
    assert not any(seat.is_busiest for seat in seats)
    seats[0].count_connection(2)
    seats[1].count_connection(1)
    assert [seat.is_busiest for seat in seats] == [True, False]
    seats[0].count_connection(-1)
    assert not any(seat.is_busiest for seat in seats)
