"""Profiles: the identifiers that a customer had before."""

from dataclasses import replace

from profile_service.domain.profile.profiles import ProfileRecord, former_identifiers
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.values.identifiers import Identifier

_OLD, _NEW = Identifier("email", "kai.old@mail.net"), Identifier("email", "kai.new@mail.net")
_EARLY, _MIDDLE, _LATE = (f"2025-0{month}-01T09:00:00.000000Z" for month in (1, 5, 9))


def _record(key: str, observed_at: str | None, *claims: Claim, updated_at: str = _LATE) -> ProfileRecord:
    source, _, id = key.partition(":")
    return ProfileRecord(key, source, id, "", {}, claims, observed_at, updated_at, 1, stub=False, tally="")


def _states(identifier: Identifier, last_seen: str) -> Claim:
    return Claim("", identifier, _EARLY, last_seen)


_CHANGED = Claim("", _OLD, _EARLY, _EARLY, stated_until=_EARLY)


def test_identifier_that_no_record_states_any_more_is_former() -> None:
    assert former_identifiers([_record("crm:1", _MIDDLE, _CHANGED, _states(_NEW, _MIDDLE))]) == {_OLD}
    assert former_identifiers([_record("crm:1", _MIDDLE, _states(_NEW, _MIDDLE))]) == frozenset()


def test_record_of_an_earlier_time_does_not_bring_it_back() -> None:
    changed = _record("crm:1", _MIDDLE, _CHANGED)
    assert former_identifiers([changed, _record("till:1", _EARLY, _states(_OLD, _EARLY))]) == {_OLD}
    assert former_identifiers([changed, _record("till:1", _MIDDLE, _states(_OLD, _MIDDLE))]) == {_OLD}
    assert former_identifiers([changed, _record("till:1", _LATE, _states(_OLD, _LATE))]) == frozenset()


def test_record_that_was_merged_gave_up_nothing() -> None:
    merged = replace(_record("crm:2", _LATE, _CHANGED), merged=True)
    assert former_identifiers([merged]) == {_OLD}
    assert former_identifiers([merged, _record("crm:1", _EARLY, _states(_OLD, _EARLY))]) == frozenset()


def test_record_without_time_gave_it_up_when_it_was_loaded() -> None:
    changed = _record("crm:1", None, _CHANGED, updated_at=_MIDDLE)
    assert former_identifiers([changed, _record("till:1", _EARLY, _states(_OLD, _EARLY))]) == {_OLD}
    assert former_identifiers([changed, _record("till:1", _LATE, _states(_OLD, _LATE))]) == frozenset()
