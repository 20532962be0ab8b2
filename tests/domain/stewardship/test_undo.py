"""The fate of the records of an undone run, and their previous versions."""

import orjson
import pytest

from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.undo import RecordFate, RunUndo, fate, version_before
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-11-22T09:00:00.000000Z"


@pytest.mark.parametrize(
    ("previous", "bound", "expected"),
    [
        (None, False, RecordFate.DELETED),
        (None, True, RecordFate.EMPTIED),
        ('{"stub":true}', False, RecordFate.RESTORED),
        ('{"stub":true}', True, RecordFate.RESTORED),
        ("{}", True, RecordFate.KEPT),
    ],
)
def test_fate_by_previous_version_and_use(previous: str | None, expected: RecordFate, *, bound: bool) -> None:
    assert fate(previous, bound=bound) is expected


def test_undo_counts_fates() -> None:
    nothing = RunUndo("r1")
    assert nothing == RunUndo("r1", "", 0, 0, 0, 0, 0, 0, done=False)
    fates = [RecordFate.DELETED, *[RecordFate.EMPTIED] * 2, *[RecordFate.RESTORED] * 3, *[RecordFate.KEPT] * 4]
    first = nothing.after(iter(fates), 5, 6, "shop:4")
    assert first == RunUndo("r1", "shop:4", 1, 2, 3, 4, 5, 6, done=False)
    assert first.after(fates, 1, 1, "shop:8") == RunUndo("r1", "shop:8", 2, 4, 6, 8, 6, 7, done=False)
    assert first.after([RecordFate.KEPT], 0, 0, None) == RunUndo("r1", "shop:4", 1, 2, 3, 5, 5, 6, done=True)


def test_previous_version_has_no_canonical_identifiers() -> None:
    version = {
        "attributes": {"name": "Ann"},
        "identifiers": [["phone", "+1"], ["email", "a.n@x.org"], ["email_folded", "an@x.org"]],
        "observed_at": _AT,
        "stub": False,
        "run": "r0",
    }
    identifiers = (Identifier("email", "a.n@x.org"), Identifier("phone", "+1"))
    expected = SourceRecord("shop", "1:2", {"name": "Ann"}, identifiers, _AT)
    assert version_before("shop:1:2", orjson.dumps(version).decode()) == (expected, "r0")
    retired_version = orjson.dumps(version | {"retired_at": _AT, "stub": True, "run": None}).decode()
    retired, run = version_before("shop:1", retired_version)
    assert (retired.retired_at, retired.stub, run) == (_AT, True, None)


def test_created_record_becomes_a_stub() -> None:
    assert version_before("shop:1:2", None) == (SourceRecord("shop", "1:2", stub=True), None)
