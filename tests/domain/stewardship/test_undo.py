"""What becomes of the records of a run that is taken back, and what is counted of it."""

import orjson
import pytest

from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.changes import LASTING, Change, ChangeKind
from profile_service.domain.stewardship.commands import Effect, ReviewItem, StewardCommand
from profile_service.domain.stewardship.undo import RecordFate, RunUndo, fate, version_before
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-11-22T09:00:00.000000Z"


@pytest.mark.parametrize(
    ("previous", "bound", "becomes"),
    [
        (None, False, RecordFate.DELETED),
        (None, True, RecordFate.EMPTIED),
        ('{"stub":true}', False, RecordFate.RESTORED),
        ('{"stub":true}', True, RecordFate.RESTORED),
        ("{}", True, RecordFate.KEPT),
    ],
)
def test_record_goes_where_nothing_hangs_on_it_or_says_what_it_said(
    previous: str | None, becomes: RecordFate, *, bound: bool
) -> None:
    assert fate(previous, bound=bound) is becomes


def test_undo_counts_what_became_of_the_records() -> None:
    nothing = RunUndo("r1")
    assert nothing == RunUndo("r1", "", 0, 0, 0, 0, 0, 0, done=False)
    fates = [RecordFate.DELETED, *[RecordFate.EMPTIED] * 2, *[RecordFate.RESTORED] * 3, *[RecordFate.KEPT] * 4]
    first = nothing.after(iter(fates), 5, 6, "shop:4")
    assert first == RunUndo("r1", "shop:4", 1, 2, 3, 4, 5, 6, done=False)
    assert first.after(fates, 1, 1, "shop:8") == RunUndo("r1", "shop:8", 2, 4, 6, 8, 6, 7, done=False)
    assert first.after([RecordFate.KEPT], 0, 0, None) == RunUndo("r1", "shop:4", 1, 2, 3, 5, 5, 6, done=True)


def test_version_before_is_read_without_canonical_identifiers() -> None:
    said = {
        "attributes": {"name": "Ann"},
        "identifiers": [["phone", "+1"], ["email", "a.n@x.org"], ["email_folded", "an@x.org"]],
        "observed_at": _AT,
        "stub": False,
        "run": "r0",
    }
    held = (Identifier("email", "a.n@x.org"), Identifier("phone", "+1"))
    expected = SourceRecord("shop", "1:2", {"name": "Ann"}, held, _AT)
    assert version_before("shop:1:2", orjson.dumps(said).decode()) == (expected, "r0")
    gone = orjson.dumps(said | {"retired_at": _AT, "stub": True, "run": None}).decode()
    retired, run = version_before("shop:1", gone)
    assert (retired.retired_at, retired.stub, run) == (_AT, True, None)


def test_record_that_was_not_there_before_is_a_stub() -> None:
    assert version_before("shop:1:2", None) == (SourceRecord("shop", "1:2", stub=True), None)


@pytest.mark.parametrize("kind", ["merged", "split", "judged", "locked", "unlocked", "removed"])
def test_history_tells_what_lasts(kind: str) -> None:
    assert ChangeKind(kind) in LASTING


@pytest.mark.parametrize("kind", ["created", "attributes", "events"])
def test_history_does_not_tell_what_every_load_does(kind: str) -> None:
    assert ChangeKind(kind) not in LASTING


def test_command_is_carried_out_unless_told_otherwise() -> None:
    command = StewardCommand("ada")
    assert (command.reason, command.key, dict(command.expected), command.dry_run) == ("", None, {}, False)
    assert Effect((), ()) == Effect((), (), (), dry_run=False)
    assert Change("p", ChangeKind.CREATED) == Change("p", ChangeKind.CREATED, (), (), "")


def test_place_in_the_queue_is_by_waiting_time_then_identifier() -> None:
    item = ReviewItem(Identifier("email", "a@x.org"), _AT, Obstacle.LIMIT, {})
    assert read_cursor(item.cursor) == f"{_AT} email:a@x.org"
