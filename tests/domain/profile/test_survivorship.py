"""Golden values: who wins, who loses, and that the order of loading decides nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.profile.candidates import Candidate, GoldenValue
from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.profile.survivorship import (
    golden_attribute,
    golden_attributes,
    golden_identifier,
    golden_name,
)
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Criterion, Rules, SurvivorshipRule, TypeRule
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.values.identifiers import identifier

_OLD, _NEW, _NEWEST = (f"{year}-01-01T00:00:00.000000Z" for year in (2025, 2026, 2027))
_PLAIN = Rules(types={}, other=TypeRule(1))
_MOST_RECENT = SurvivorshipRule()
_CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


def _candidate(value: str, source: str = "shop", observed_at: str | None = _OLD) -> Candidate:
    return Candidate(value, source, f"{source}:1", observed_at)


def _record(key: str, observed_at: str | None, *emails: str, **attributes: str) -> ProfileRecord:
    source, _, id = key.partition(":")
    claims = tuple(Claim(key, identifier("email", email), _OLD, _NEW) for email in emails)
    name = SourceRecord(source, id, attributes).name
    return ProfileRecord(key, source, id, name, attributes, claims, observed_at, _NEW, 1, stub=False, tally="")


def _by(*by: Criterion, sources: tuple[str, ...] = ()) -> SurvivorshipRule:
    return SurvivorshipRule(by, sources)


def _value(golden: GoldenValue | None) -> str | None:
    return golden.winner.value if golden else None


def _city(records: Iterable[ProfileRecord], rule: SurvivorshipRule = _MOST_RECENT) -> str | None:
    return _value(golden_attribute(list(records), "city", replace(_PLAIN, survivorship={"city": rule})))


def test_nothing_said_is_nothing_golden() -> None:
    assert golden_name([_record("shop:1", _OLD, city="Paris")], _PLAIN) is None
    assert golden_attribute([_record("shop:1", _OLD, city="Paris")], "region", _PLAIN) is None


def test_attributes_come_sorted_by_name() -> None:
    records = [_record("shop:1", _NEW, name="Ann", city="Lyon"), _record("crm:1", _OLD, city="Paris", age="")]
    values = {name: value.winner.value for name, value in golden_attributes(records, _PLAIN).items()}
    assert list(values.items()) == [("city", "Lyon"), ("name", "Ann")]


@pytest.mark.parametrize("word", ["true", "TRUE", "Yes", " 1 "])
def test_verified_value_wins(word: str) -> None:
    records = [_record("crm:1", _OLD, city="Paris", city_verified=word), _record("shop:1", _NEW, city="Lyon")]
    assert _city(records, _by("verified", "most_recent")) == "Paris"
    assert _city(records) == "Lyon"


def test_what_is_said_not_to_be_verified_wins_nothing() -> None:
    records = [_record("crm:1", _OLD, city="Paris", city_verified="false"), _record("shop:1", _NEW, city="Lyon")]
    assert _city(records, _by("verified")) == "Lyon"


def test_verified_email_wins() -> None:
    rules = replace(_PLAIN, survivorship={"email": _by("verified")})
    records = [
        _record("shop:1", _NEW, "ann@new.org"),
        _record("crm:1", _OLD, "ann@old.org", email_verified="true"),
    ]
    assert _value(golden_identifier(records, "email", rules)) == "ann@old.org"


def test_rule_without_a_name_is_for_all_others() -> None:
    rules = replace(_PLAIN, survivorship={"city": SurvivorshipRule()}, default_survivorship=_by("most_complete"))
    records = [_record("crm:1", _OLD, name="Ann Smith", city="New York"), _record("app:1", _NEW, name="Ann", city="N")]
    values = {name: value.winner.value for name, value in golden_attributes(records, rules).items()}
    assert values == {"city": "N", "name": "Ann Smith"}
    assert _value(golden_name(records, rules)) == "Ann Smith"


def test_junk_email_is_never_shown() -> None:
    records = [_record("shop:1", _NEW, "noreply@shop.org"), _record("crm:1", _OLD, "ann@shop.org")]
    golden = golden_identifier(records, "email", _PLAIN)
    assert golden == GoldenValue(Candidate("ann@shop.org", "crm", "crm:1", _OLD), ())


def test_email_blocked_by_rule_is_never_shown() -> None:
    rules = replace(_PLAIN, blocked_values={"email": frozenset({"till@shop.org"})})
    assert golden_identifier([_record("shop:1", _NEW, "till@shop.org")], "email", rules) is None


def test_ended_claim_loses_against_one_that_holds() -> None:
    ended, holds = _record("shop:1", _NEW, "ann@new.org"), _record("crm:1", _OLD, "ann@old.org")
    ended = replace(ended, claims=(ended.claims[0]._replace(ended_at=_NEW),))
    golden = golden_identifier([ended, holds], "email", _PLAIN)
    assert (_value(golden), golden and [c.value for c in golden.conflicting]) == ("ann@old.org", ["ann@new.org"])
    assert _value(golden_identifier([ended], "email", _PLAIN)) == "ann@new.org"


def test_emails_of_one_record_are_taken_in_order() -> None:
    records = [_record("shop:1", _NEW, "b@shop.org", "a@shop.org")]
    assert _value(golden_identifier(records, "email", _PLAIN)) == "a@shop.org"


def test_removal_takes_away_what_is_older() -> None:
    old, removed = _record("crm:1", _OLD, city="Paris"), _record("shop:1", _NEW, city=REMOVED)
    assert _city([old, removed]) is None
    assert golden_attributes([old, removed], _PLAIN) == {}


def test_newer_value_outlives_removal() -> None:
    records = [
        _record("crm:1", _OLD, city="Paris"),
        _record("shop:1", _NEW, city=REMOVED),
        _record("app:1", _NEWEST, city="Lyon"),
    ]
    golden = golden_attribute(records, "city", _PLAIN)
    assert golden
    assert (golden.winner.value, [c.value for c in golden.conflicting]) == ("Lyon", ["Paris"])


def test_removal_by_a_lesser_source_takes_nothing() -> None:
    records = [_record("crm:1", _OLD, city="Paris"), _record("shop:1", _NEW, city=REMOVED)]
    assert _city(records, _by("source_priority", sources=("crm",))) == "Paris"
    assert _city(records, _by("source_priority", sources=("shop",))) is None


def test_removed_name_is_no_name() -> None:
    old = _record("crm:1", _OLD, name="Ann Smith")
    assert golden_name([old, _record("shop:1", _NEW, name=REMOVED)], _PLAIN) is None
    assert golden_name([old, _record("shop:1", _NEW, given_name=REMOVED, family_name=REMOVED)], _PLAIN) is None
    assert _value(golden_name([old, _record("shop:1", _NEW, given_name=REMOVED, family_name="Lee")], _PLAIN)) == "Lee"


def test_removed_email_is_no_email() -> None:
    old, removed = _record("crm:1", _OLD, "ann@shop.org"), _record("shop:1", _NEW, email=REMOVED)
    assert golden_identifier([old, removed], "email", _PLAIN) is None
    newer = _record("app:1", _NEWEST, "ann@app.org")
    assert _value(golden_identifier([old, removed, newer], "email", _PLAIN)) == "ann@app.org"


def test_name_comes_with_where_it_came_from() -> None:
    rules = replace(_PLAIN, survivorship={"name": _by("verified")})
    told = _record("crm:1", _OLD, given_name="Ann", family_name="Smith", name_verified="yes")
    found = golden_name([_record("shop:1", _NEW, name="A. Smith"), told], rules)
    assert found == GoldenValue(
        Candidate("Ann Smith", "crm", "crm:1", _OLD, verified=True), (Candidate("A. Smith", "shop", "shop:1", _NEW),)
    )


@pytest.mark.parametrize("part", ["name", "given_name", "family_name"])
def test_name_of_which_a_part_was_removed_is_removed(part: str) -> None:
    old, removed = _record("crm:1", _OLD, name="Ann Smith"), _record("shop:1", _NEW, **{part: REMOVED})
    assert golden_name([old, removed], _PLAIN) is None
    assert _value(golden_name([old, _record("shop:1", _NEW, city=REMOVED)], _PLAIN)) == "Ann Smith"


def test_equal_times_are_decided_by_source_then_record_then_value() -> None:
    def city(*keys: str) -> str | None:
        return _city([_record(key, _OLD, city=key) for key in keys])

    assert city("b:1", "a:2", "a:1") == "a:1"
    assert city("b:1", "a:2") == "a:2"
    emails = [
        _record("b:1", _OLD, "a@x.org"),
        _record("a:2", _OLD, "z@x.org", "y@x.org"),
        _record("a:3", _OLD, "b@x.org"),
    ]
    assert _value(golden_identifier(emails, "email", _PLAIN)) == "y@x.org"
    assert _value(golden_identifier(emails[::-1], "email", _PLAIN)) == "y@x.org"


_SAID = st.sampled_from(["Paris", "PARIS", "Lyon", "New York", "", " ", REMOVED])
_TIMES = st.sampled_from([None, _OLD, _NEW, _NEWEST])
_RULES = st.builds(
    lambda by, sources: SurvivorshipRule(tuple(by), tuple(sources)),
    st.lists(st.sampled_from(_CRITERIA), min_size=1, unique=True),
    st.permutations(["crm", "shop"]),
)


@st.composite
def _records(draw: st.DrawFn) -> list[ProfileRecord]:
    drawn = draw(st.lists(st.tuples(st.sampled_from(["app", "crm", "shop"]), _SAID, _TIMES, st.booleans()), max_size=6))
    return [
        _record(f"{source}:{n}", time, city=value, city_verified=str(verified))
        for n, (source, value, time, verified) in enumerate(drawn)
    ]


@given(_records().flatmap(lambda records: st.tuples(st.just(records), st.permutations(records))), _RULES)
def test_order_of_records_never_matters(
    orders: tuple[list[ProfileRecord], list[ProfileRecord]], rule: SurvivorshipRule
) -> None:
    rules = replace(_PLAIN, default_survivorship=rule)
    one, other = orders
    assert golden_attribute(one, "city", rules) == golden_attribute(other, "city", rules)
    assert golden_attribute(one, "city", rules) == golden_attributes(other, rules).get("city")


@given(_records(), _RULES, _TIMES)
def test_empty_never_changes_the_value(records: list[ProfileRecord], rule: SurvivorshipRule, time: str | None) -> None:
    assert _city([*records, _record("app:9", time, city=" ")], rule) == _city(records, rule)


@given(_records(), _RULES)
def test_golden_value_was_said_and_loses_no_other(records: list[ProfileRecord], rule: SurvivorshipRule) -> None:
    golden = golden_attribute(records, "city", replace(_PLAIN, default_survivorship=rule))
    cities = {r.attributes["city"].casefold() for r in records if r.attributes["city"].strip(f" {REMOVED}")}
    shown = [c.value.casefold() for c in (golden.winner, *golden.conflicting)] if golden else []
    assert len(shown) == len(set(shown))
    assert set(shown) == (cities if golden else set())


@given(_records(), _RULES.filter(lambda rule: "source_priority" not in rule.by))
def test_removal_beats_older_and_loses_to_newer(records: list[ProfileRecord], rule: SurvivorshipRule) -> None:
    older = [r for r in records if r.observed_at != _NEWEST]
    removed = _record("app:9", _NEWEST, city=REMOVED)
    newer = _record("crm:9", _NEWEST.replace("2027", "2028"), city="Nice")
    assert _city([*older, removed], rule) is None
    assert _city([*older, removed, newer], rule) == "Nice"


def _with_former(record: ProfileRecord, email: str, until: str | None) -> ProfileRecord:
    claim = Claim(record.key, identifier("email", email), _OLD, until or _OLD, stated_until=until or "")
    return replace(record, claims=(*record.claims, claim))


def test_present_identifier_is_shown_before_a_former_one() -> None:
    changed = _with_former(_record("shop:1", None, "ann.new@home.org"), "ann.old@home.org", None)
    order = replace(_record("till:1", _NEW, "ann.old@home.org"), updated_at=_OLD)
    golden = golden_identifier([changed, order], "email", _PLAIN)
    assert golden
    assert (golden.winner.value, golden.winner.former) == ("ann.new@home.org", False)
    assert [(each.value, each.former) for each in golden.conflicting] == [("ann.old@home.org", True)]


def test_former_identifier_is_shown_where_there_is_no_other() -> None:
    golden = golden_identifier([_with_former(_record("shop:1", _NEW), "ann.old@home.org", _OLD)], "email", _PLAIN)
    assert golden
    assert (golden.winner.value, golden.winner.observed_at, golden.winner.former) == ("ann.old@home.org", _OLD, True)


def test_removal_takes_a_former_identifier_away() -> None:
    record = _with_former(_record("shop:1", _NEW, email=REMOVED), "ann.old@home.org", _OLD)
    assert golden_identifier([record], "email", _PLAIN) is None
