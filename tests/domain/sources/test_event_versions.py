"""Which of two statements about an event stays."""

from dataclasses import replace
from itertools import permutations

import pytest

from profile_service.domain.sources.event_versions import StatedVersion, stated_at, stated_version
from profile_service.domain.sources.events import Json
from tests.rig.open_matters import at, did


@pytest.mark.parametrize(
    ("details", "observed", "expected"),
    [
        ({}, None, ""),
        ({}, "2026-02-28", ""),
        ({}, "2026-03-04", "2026-03-04 09:00"),
        ({"paid_at": "2026-03-02 10:00", "fulfilled_at": "2026-03-03 10:00"}, None, "2026-03-03 10:00"),
        ({"paid_at": "2026-03-02 10:00"}, "2026-03-04", "2026-03-04 09:00"),
        ({"updated_at": "2026-03-02 10:00", "fulfilled_at": "2026-03-03 10:00"}, None, "2026-03-02 10:00"),
        ({"cancelled_at": "yesterday", "closed_at": 7}, None, ""),
    ],
)
def test_statement_is_as_late_as_what_it_dates(details: dict[str, Json], observed: str | None, expected: str) -> None:
    event = replace(did("e", "support_ticket", "2026-03-01"), details=details)
    assert stated_at(event, at(observed) if observed else None) == (at(expected) if expected else "")


def test_latest_statement_stays_in_any_order() -> None:
    occurred_at = at("2026-03-01")
    versions = [StatedVersion("a"), StatedVersion("b", at("2026-03-02")), StatedVersion("c", at("2026-03-03"))]
    for order in permutations(versions):
        stored = order[0]
        for version in order[1:]:
            if version.replaces(stored, occurred_at):
                stored = stated_version(version.text)
        assert stored == versions[2]


def test_without_a_time_the_last_one_loaded_stays() -> None:
    assert StatedVersion("a").replaces(StatedVersion("b"), at("2026-03-01"))
    assert not StatedVersion("a").replaces(StatedVersion("a"), at("2026-03-01"))
    assert not StatedVersion("a", at("2026-03-02")).replaces(StatedVersion("a", at("2026-03-01")), at("2026-03-01"))
