"""Pruning removes whole files that are old enough, and what is left can be verified; nothing else passes for it."""

from pathlib import Path

import pytest

from profile_service.domain.values.errors import Conflict
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.chain_end import full_files
from profile_service.service.audit.retention import Pruned, prune_audit
from profile_service.service.audit.verification import verify_audit
from tests.rig.audits import audit_lines, audit_place, write_lines

pytestmark = pytest.mark.anyio
_LATER = "9999-01-01T00:00:00.000000Z"


@pytest.fixture
async def place(tmp_path: Path) -> AuditPlace:
    """Two hundred lines in several files."""
    place = audit_place(tmp_path, 10_000)
    await write_lines(place, 200)
    return place


async def _faults(place: AuditPlace) -> list[str]:
    return [fault.text for fault in (await verify_audit(place)).findings]


async def test_old_files_go_and_the_rest_is_verified(place: AuditPlace) -> None:
    files = full_files(place.folder)
    last = int(files[-1].stem.partition("-")[2])
    assert await prune_audit(place, _LATER) == Pruned(len(files), 1, last)
    assert [line["seq"] for line in audit_lines(place.folder)] == list(range(last + 1, 201))
    await write_lines(place, 100)
    verified = await verify_audit(place)
    assert (verified.findings, verified.lines, verified.end.seq) == ((), 300 - last, 300)


async def test_young_files_stay(place: AuditPlace) -> None:
    assert await prune_audit(place, "2000-01-01T00:00:00.000000Z") == Pruned(0, 0, 0)
    assert len(audit_lines(place.folder)) == 200


async def test_second_pruning_goes_on_from_the_first(place: AuditPlace) -> None:
    first = await prune_audit(place, _LATER)
    await write_lines(place, 200)
    second = await prune_audit(place, _LATER)
    assert second.first == first.last + 1
    assert await _faults(place) == []


async def test_what_an_interrupted_pruning_left_is_no_fault_and_goes(place: AuditPlace) -> None:
    oldest = full_files(place.folder)[0]
    kept = oldest.read_bytes()
    await prune_audit(place, _LATER)
    oldest.write_bytes(kept)
    assert await _faults(place) == []
    await prune_audit(place, _LATER)
    assert not oldest.exists()


async def test_files_with_a_fault_stay(place: AuditPlace) -> None:
    second = full_files(place.folder)[1]
    second.write_bytes(second.read_bytes().replace(b'"desk"', b'"dusk"', 1))
    with pytest.raises(Conflict, match=second.name):
        await prune_audit(place, _LATER)
    assert len(audit_lines(place.folder)) == 200


async def test_removed_files_without_a_mark_are_missed(place: AuditPlace) -> None:
    full_files(place.folder)[0].unlink()
    assert any("missing before it" in text for text in await _faults(place))


async def test_checkpoint_passes_for_no_mark(tmp_path: Path) -> None:
    place = audit_place(tmp_path, 10_000)
    await write_lines(place, 20)
    place.checkpoint.with_name("audit_pruned").write_bytes(place.checkpoint.read_bytes())
    assert "the mark of what was pruned from the audit was changed" in await _faults(place)


async def test_mark_of_another_secret_is_found(place: AuditPlace) -> None:
    await prune_audit(place, _LATER)
    mark = place.checkpoint.with_name("audit_pruned")
    mark.write_bytes(mark.read_bytes().replace(b'"checkpoint":"', b'"checkpoint":"1'))
    assert len(await _faults(place)) >= 1
