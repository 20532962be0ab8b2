"""Claims that somebody else's end: former ones of every type, and those on values that are reissued."""

from dataclasses import replace

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import Obstacle, Partition
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

_RULES = Rules({"phone": TypeRule(4, reissued=True)}, TypeRule(3))
_MAIL = Identifier("email", "info@bakery.net")
_LOADED = "2026-11-29T09:00:00.000000Z"


def _year(year: int) -> str:
    return f"{year}-06-01T09:00:00.000000Z"


def _states(key: str, name: str = "", year: int | None = None) -> ComparableRecord:
    given, _, family = name.partition(" ")
    return ComparableRecord(key, frozenset({_MAIL}), given, family, observed_at=_year(year) if year else None)


def _gave_up(key: str, name: str, until: int | None, year: int | None = 2025) -> ComparableRecord:
    """A record that stated the address until a year, and is of another year now."""
    given, _, family = name.partition(" ")
    claim = Claim(key, _MAIL, _LOADED, _LOADED, stated_until=_year(until) if until else "")
    observed_at = _year(year) if year else None
    return ComparableRecord(key, frozenset({_MAIL}), given, family, "", observed_at, None, {_MAIL: claim})


def _ended(*records: ComparableRecord) -> dict[str, str]:
    return {key: at for (key, _), at in partition(records, (), _RULES).ended_claims.items()}


def _clusters(*records: ComparableRecord) -> list[set[str]]:
    found: Partition = partition(records, (), _RULES)
    return [set(cluster) for cluster in found.clusters]


def test_former_claim_still_joins() -> None:
    assert _clusters(_gave_up("crm:1", "Ida Berg", 2020), _states("shop:1")) == [{"crm:1", "shop:1"}]


def test_former_claim_ends_when_another_person_claims_it_later() -> None:
    ida, ida_order = _gave_up("crm:1", "Ida Berg", 2020), _states("shop:1", "Ida Berg", 2021)
    omar = _states("crm:2", "Omar Khan", 2023)
    assert _ended(ida, omar) == {"crm:1": _year(2023)}
    assert _ended(ida, ida_order, omar) == {"crm:1": _year(2023), "shop:1": _year(2023)}


def test_merged_record_gave_up_nothing_that_its_survivor_still_states() -> None:
    merged, omar = replace(_gave_up("crm:1", "Ida Berg", 2020), merged=True), _states("crm:3", "Omar Khan", 2023)
    assert _ended(merged, _states("crm:2", "Ida Berg", 2021), omar) == {}
    assert _ended(merged, omar) == {"crm:1": _year(2023)}, "here nobody states it any more"


def test_claim_that_is_still_stated_ends_only_where_values_are_reissued() -> None:
    assert _ended(_states("crm:1", "Ida Berg", 2020), _states("crm:2", "Omar Khan", 2023)) == {}


def test_former_claim_stays_where_the_other_person_claimed_it_earlier() -> None:
    assert _ended(_gave_up("crm:1", "Ida Berg", 2020), _states("crm:2", "Omar Khan", 2018)) == {}
    ida_order = _states("shop:1", "Ida Berg", 2024)
    assert _ended(_gave_up("crm:1", "Ida Berg", 2020), ida_order, _states("crm:2", "Omar Khan", 2023)) == {}


def test_time_of_a_former_claim_is_not_that_of_its_record() -> None:
    assert _ended(_gave_up("crm:1", "Ida Berg", 2020, year=2026), _states("crm:2", "Omar Khan", 2023)) != {}


def test_without_times_the_person_who_still_states_it_has_it() -> None:
    ida, omar = _gave_up("shop:1", "Ida Berg", None, None), _states("shop:2", "Omar Khan")
    assert _ended(ida, omar) == {"shop:1": _LOADED}
    assert _ended(ida, _gave_up("shop:2", "Omar Khan", None, None)) == {}, "neither of them states it"
    dated = _gave_up("crm:1", "Ida Berg", 2020)
    assert _ended(dated, omar) == {"crm:1": _year(2020)}, "when it was last stated, not when that was loaded"


def test_order_without_a_name_stays_with_the_former_holder_of_its_time() -> None:
    ida, omar = _gave_up("crm:1", "Ida Berg", 2020), _states("crm:2", "Omar Khan", 2023)
    assert _clusters(ida, omar, _states("shop:1", year=2019)) == [{"crm:1", "shop:1"}, {"crm:2"}]
    assert _clusters(ida, omar, _states("shop:1", year=2022)) == [{"crm:1", "shop:1"}, {"crm:2"}]
    assert _clusters(ida, omar, _states("shop:1", year=2024)) == [{"crm:1"}, {"crm:2", "shop:1"}]
    assert _clusters(ida, omar, _states("shop:1")) == [{"crm:1"}, {"crm:2"}, {"shop:1"}]


def test_order_stays_with_a_former_holder_without_times_until_another_begins() -> None:
    ida, omar = _gave_up("shop:1", "Ida Berg", None, None), _states("crm:2", "Omar Khan", 2023)
    assert _clusters(ida, omar, _states("till:1", year=2021)) == [{"crm:2"}, {"shop:1", "till:1"}]
    assert _clusters(ida, omar, _states("till:1", year=2024)) == [{"crm:2"}, {"shop:1"}, {"till:1"}]


def test_former_holders_of_one_time_leave_it_open() -> None:
    records = [_gave_up("crm:1", "Ida Berg", 2020), _gave_up("crm:2", "Omar Khan", 2020), _states("shop:1", year=2022)]
    assert _clusters(*records) == [{"crm:1"}, {"crm:2"}, {"shop:1"}]


def test_who_has_it_no_more_is_no_party_to_what_waits() -> None:
    """The address fits the former holder and one of the others, who are settled between them."""
    omar = replace(_states("crm:2", "Omar Khan", 2023), birth_date="1980-02-01")
    nobody = replace(_states("crm:3", "", 2023), birth_date="1995-11-23")
    ida = _gave_up("crm:1", "Ida Berg", 2020)

    def obstacles(*judgements: Judgement) -> list[Obstacle]:
        return [evidence.obstacle for evidence in partition([ida, omar, nobody], judgements, _RULES).contested]

    assert obstacles() == [Obstacle.CONTRADICTION]
    settled = Judgement("j1", Verdict.NOT_SAME, omar.key, nobody.key, "ann", "two people", _LOADED)
    assert obstacles(settled) == [Obstacle.JUDGEMENT]
