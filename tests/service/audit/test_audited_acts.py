"""What acts leave in an audit, beside those that the API and the commands have tests of."""

from pathlib import Path

import pytest

from profile_service.domain.audit.entries import MAX_PROFILES, Asker
from profile_service.domain.values.errors import AuditUnavailable, NotFound
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.audit.trail import AuditTrail
from tests.rig.audits import DESK, audit_lines, audit_place

pytestmark = pytest.mark.anyio


async def test_many_profiles_take_several_lines(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    acts = AuditedActs(AuditTrail(place), DESK)
    acts.shows("changes", map(str, range(1_200)), rows=1_000)
    await acts.written()
    lines = audit_lines(place.folder)
    assert [line["rows"] for line in lines] == [MAX_PROFILES, MAX_PROFILES, 200]
    assert len({each for line in lines for each in line["profiles"]}) == 1_200


async def test_login_is_written_at_once(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    await AuditedActs(AuditTrail(place), Asker("ada", "user", "steward", "graphql")).logs_in("login")
    await AuditedActs(AuditTrail(place), Asker("", "unknown", "", "graphql")).logs_in("login", "UNAUTHENTICATED")
    told = [(line["who"], line["kind"], line["outcome"], line.get("code")) for line in audit_lines(place.folder)]
    assert told == [("ada", "user", "answered", None), ("", "unknown", "refused", "UNAUTHENTICATED")]


async def test_failure_is_told_once(tmp_path: Path) -> None:
    place = audit_place(tmp_path)
    acts, error = AuditedActs(AuditTrail(place), DESK, "load"), NotFound("nothing")
    acts.fails(error)
    await acts.written()
    acts.fails(error)
    await acts.written()
    assert [(line["operation"], line["code"]) for line in audit_lines(place.folder)] == [("load", "NOT_FOUND")]


async def test_what_could_not_begin_shows_nothing(tmp_path: Path) -> None:
    place = audit_place(tmp_path / "absent")
    place.folder.mkdir(parents=True)
    (place.folder / "audit.jsonl").touch()
    acts = AuditedActs(AuditTrail(place), DESK)
    for _ in range(2):
        with pytest.raises(AuditUnavailable):
            await acts.begins("judge")
        with pytest.raises(AuditUnavailable):
            await acts.written()


async def test_without_a_trail_nothing_is_kept() -> None:
    NOT_AUDITED.shows("profile", ["1"])
    await NOT_AUDITED.begins("judge")
    await NOT_AUDITED.written()
