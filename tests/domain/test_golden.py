"""Golden values: who wins, who loses, and that the order of loading decides nothing."""

from itertools import permutations

from profile_service.domain.golden import (
    Candidate,
    GoldenValue,
    golden,
    golden_attributes,
    golden_identifier,
    golden_name,
)
from profile_service.domain.identifiers import identifier
from profile_service.domain.profiles import Claim, ProfileRecord

_OLD, _NEW = "2025-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z"


def _candidate(value: str, source: str = "shop", observed_at: str | None = _OLD) -> Candidate:
    return Candidate(value, source, f"{source}:1", observed_at)


def _record(key: str, observed_at: str | None, *emails: str, **attributes: str) -> ProfileRecord:
    source, _, id = key.partition(":")
    claims = tuple(Claim(identifier("email", email), _OLD, _NEW) for email in emails)
    name = attributes.get("name", "")
    return ProfileRecord(key, source, id, name, attributes, claims, observed_at, _NEW, 1, stub=False, tally="")


def test_most_recent_record_wins() -> None:
    old, new = _candidate("Paris", "crm", _OLD), _candidate("Lyon", "shop", _NEW)
    assert golden([old, new]) == GoldenValue(new, (old,))


def test_record_without_time_loses() -> None:
    timeless, dated = _candidate("Paris", "crm", None), _candidate("Lyon", "shop", _OLD)
    assert golden([timeless, dated]) == GoldenValue(dated, (timeless,))


def test_ties_are_decided_whatever_the_order() -> None:
    candidates = [_candidate("Paris", "crm"), _candidate("Lyon", "app"), _candidate("Nice", "shop")]
    answers = {golden(order) for order in permutations(candidates)}
    assert answers == {GoldenValue(candidates[1], (candidates[0], candidates[2]))}


def test_blank_value_never_beats_a_full_one() -> None:
    full = _candidate("Paris", "crm", None)
    assert golden([_candidate("", "shop", _NEW), _candidate("  ", "app", _NEW), full]) == GoldenValue(full, ())


def test_case_and_spacing_are_no_conflict() -> None:
    winner = _candidate("New York", "shop", _NEW)
    assert golden([_candidate(" new  york", "crm"), winner, _candidate("ＮＥＷ YORK", "app")]) == GoldenValue(
        winner, ()
    )


def test_each_other_value_conflicts_once() -> None:
    winner, best, worse = _candidate("A", "shop", _NEW), _candidate("B", "app"), _candidate("b", "crm")
    assert golden([worse, best, winner]) == GoldenValue(winner, (best,))


def test_nothing_said_is_nothing_golden() -> None:
    assert golden([]) is None
    assert golden_name([_record("shop:1", _OLD, city="Paris")]) is None


def test_junk_email_is_never_shown() -> None:
    records = [_record("shop:1", _NEW, "noreply@shop.org"), _record("crm:1", _OLD, "ann@shop.org")]
    found = golden_identifier(records, "email")
    assert found == GoldenValue(Candidate("ann@shop.org", "crm", "crm:1", _OLD), ())


def test_attributes_come_sorted_by_name() -> None:
    records = [_record("shop:1", _NEW, name="Ann", city="Lyon"), _record("crm:1", _OLD, city="Paris", age="")]
    found = {name: value.winner.value for name, value in golden_attributes(records).items()}
    assert list(found.items()) == [("city", "Lyon"), ("name", "Ann")]
