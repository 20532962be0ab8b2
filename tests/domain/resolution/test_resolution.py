"""Who is one person: the situations that life has in store, each by its name."""

from itertools import count

import pytest

from profile_service.domain.resolution.comparable_records import (
    ComparableRecord,
    ContestedEvidence,
    Obstacle,
    Partition,
)
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

RULES = Rules(
    types={
        "user_id": TypeRule(priority=1, limit=1),
        "email": TypeRule(priority=3),
        "phone": TypeRule(priority=4, reissued=True),
        "device_id": TypeRule(priority=5, joins=False),
    },
    other=TypeRule(priority=2),
    hub_cap=4,
)
ANN, BOB, HOME = "email:ann@home.org", "email:bob@home.org", "phone:+33142685300"
_numbers = count()


def test_one_shared_email_makes_one_person() -> None:
    assert groups(someone("crm:1", ANN), someone("shop:1", ANN), someone("shop:2", BOB)) == ["crm:1 shop:1", "shop:2"]


def test_same_person_in_three_shops() -> None:
    people = [
        someone("north:7", ANN, "phone:+331", name="Ann Smith", born="1980-03-05"),
        someone("south:12", "phone:+331", "loyalty_id:L1", name="A. Smith"),
        someone("online:3", "loyalty_id:L1", "email:annie@work.org", name="Annie Smyth", born="05/03/1980"),
    ]
    assert groups(*people) == ["north:7 online:3 south:12"]


def test_shared_family_tablet() -> None:
    tablet = "device_id:tablet-7"
    found = partition(
        [someone("app:1", tablet, ANN), someone("app:2", tablet, BOB), someone("app:3", tablet)], (), RULES
    )
    assert written(found) == ["app:1", "app:2", "app:3"]
    assert found.contested == ()


def test_employee_who_uses_a_customers_tablet() -> None:
    people = [
        someone("app:customer", "device_id:tablet-7", ANN, name="Ann Smith"),
        someone("app:employee", "device_id:tablet-7", "user_id:u9", name="Carla Jones"),
        someone("crm:customer", ANN, name="Ann Smith"),
    ]
    assert groups(*people) == ["app:customer crm:customer", "app:employee"]


def test_shared_office_phone() -> None:
    office = "phone:+33140000000"
    people = [someone(f"crm:{n}", office, f"email:{n}@office.org") for n in range(5)]
    found = partition(people, (), RULES)
    assert written(found) == ["crm:0", "crm:1", "crm:2", "crm:3", "crm:4"]
    assert found.contested == ()  # too many hold it for it to say anything


def test_office_phone_of_two_colleagues() -> None:
    found = partition([someone("crm:1", HOME, name="Ann Smith"), someone("crm:2", HOME, name="Omar Khan")], (), RULES)
    assert written(found) == ["crm:1", "crm:2"]
    assert contests(found) == [(HOME, Obstacle.CONTRADICTION, ["crm:1", "crm:2"])]


def test_hubs_of_a_wider_set_join_nobody() -> None:
    found = partition([someone("crm:1", ANN), someone("crm:2", ANN)], (), RULES, {identifier(ANN)})
    assert written(found) == ["crm:1", "crm:2"]


def test_recycled_phone_number() -> None:
    found = partition(
        [
            someone("crm:1", HOME, name="Ann Smith", seen="2015"),
            someone("shop:1", HOME, name="Ann Smith", seen="2017"),
            someone("crm:2", HOME, name="Omar Khan", seen="2020"),
            someone("shop:2", HOME, name="Omar Khan", seen="2021"),
            someone("call:1", HOME, seen="2022"),
            someone("call:2", HOME, seen="2018"),
        ],
        (),
        RULES_OF_MANY,
    )
    assert written(found) == ["call:1 crm:2 shop:2", "call:2", "crm:1 shop:1"]
    assert found.ended_claims == {("crm:1", identifier(HOME)): time("2020"), ("shop:1", identifier(HOME)): time("2020")}


def test_phone_of_two_at_the_same_time_is_not_ended() -> None:
    people = [
        someone("crm:1", HOME, name="Ann Smith", seen="2015"),
        someone("shop:1", HOME, name="Ann Smith", seen="2021"),
        someone("crm:2", HOME, name="Omar Khan", seen="2020"),
        someone("crm:3", HOME, name="Zoe Brown"),
    ]
    assert partition(people, (), RULES).ended_claims == {}


def test_third_holder_ends_the_second_alone() -> None:
    people = [
        someone("crm:1", HOME, name="Ann Smith", seen="2010"),
        someone("crm:2", HOME, name="Omar Khan", seen="2015"),
        someone("crm:3", HOME, name="Zoe Brown", seen="2020"),
    ]
    ends = {("crm:1", identifier(HOME)): time("2015"), ("crm:2", identifier(HOME)): time("2020")}
    assert partition(people, (), RULES).ended_claims == ends


def test_typo_in_an_email_later_corrected() -> None:
    shop = someone("shop:1", ANN, name="Ann Smith")
    mistyped = someone("crm:1", "email:anm@home.org", name="Ann Smith")
    corrected = someone("crm:1", ANN, name="Ann Smith")
    assert groups(shop, mistyped) == ["crm:1", "shop:1"]
    assert groups(shop, corrected) == ["crm:1 shop:1"]


def test_two_people_with_the_same_name_and_birthday() -> None:
    one = someone("crm:1", ANN, name="Ann Smith", born="1980-03-05")
    other = someone("crm:2", "email:ann.smith@work.org", name="Ann Smith", born="1980-03-05")
    assert groups(one, other) == ["crm:1", "crm:2"]


def test_husband_and_wife_on_one_email() -> None:
    wife, husband = someone("crm:1", ANN, name="Ann Smith"), someone("crm:2", ANN, name="Robert Smith")
    found = partition([wife, husband], (), RULES)
    assert written(found) == ["crm:1", "crm:2"]
    assert contests(found) == [(ANN, Obstacle.CONTRADICTION, ["crm:1", "crm:2"])]


def test_senior_and_junior_at_one_phone() -> None:
    senior, junior = someone("crm:1", HOME, name="John Smith Sr."), someone("crm:2", HOME, name="John Smith Jr.")
    assert groups(senior, junior) == ["crm:1", "crm:2"]
    dated = [
        someone(f"shop:{n}", HOME, name="John Smith", born=day) for n, day in enumerate(["1950-01-31", "1981-12-05"])
    ]
    assert groups(*dated) == ["shop:0", "shop:1"]


def test_twins_at_one_phone() -> None:
    twins = [someone(f"crm:{name}", HOME, name=f"{name} Smith", born="1980-03-05") for name in ("Zoe", "Martha")]
    assert groups(*twins) == ["crm:Martha", "crm:Zoe"]


def test_test_accounts() -> None:
    junk = ("email:test@test.com", "phone:+10000000000", "user_id:0000", "loyalty_id:n/a")
    found = partition([someone("qa:1", *junk), someone("qa:2", *junk)], (), RULES)
    assert written(found) == ["qa:1", "qa:2"]
    assert found.contested == ()


def test_identifier_that_arrives_before_its_record() -> None:
    stub = someone("reviews:email:ann@home.org", ANN)
    assert groups(stub, someone("crm:1", ANN, name="Ann Smith")) == ["crm:1 reviews:email:ann@home.org"]


def test_contested_newcomer_is_pending_with_both_candidates() -> None:
    wife, husband = someone("crm:1", ANN, name="Ann Smith"), someone("crm:2", ANN, name="Robert Smith")
    found = partition([wife, husband, someone("mail:1", ANN)], (), RULES)
    assert written(found) == ["crm:1", "crm:2", "mail:1"]
    assert contests(found) == [(ANN, Obstacle.AMBIGUOUS, ["crm:1", "crm:2", "mail:1"])]


def test_weaker_evidence_tells_where_a_newcomer_belongs() -> None:
    wife = someone("crm:1", ANN, HOME, name="Ann Smith")
    husband = someone("crm:2", ANN, name="Robert Smith")
    found = partition([wife, husband, someone("mail:1", ANN, HOME)], (), RULES)
    assert written(found) == ["crm:1 mail:1", "crm:2"]
    assert contests(found) == [(ANN, Obstacle.CONTRADICTION, ["crm:1 mail:1", "crm:2"])]


def test_newcomer_goes_to_the_one_who_clearly_holds_it() -> None:
    wife = [someone(f"crm:{n}", ANN, name="Ann Smith") for n in range(3)]
    people = [*wife, someone("crm:9", ANN, name="Robert Smith"), someone("mail:1", ANN)]
    assert groups(*people, rules=RULES_OF_MANY) == ["crm:0 crm:1 crm:2 mail:1", "crm:9"]
    assert groups(*people[1:], rules=RULES_OF_MANY) == ["crm:1 crm:2", "crm:9", "mail:1"]


def test_verified_ids_that_differ_keep_apart() -> None:
    found = partition([someone("app:1", "user_id:1", ANN), someone("app:2", "user_id:2", ANN)], (), RULES)
    assert written(found) == ["app:1", "app:2"]
    assert contests(found) == [(ANN, Obstacle.LIMIT, ["app:1", "app:2"])]


def test_stronger_evidence_comes_first_where_a_limit_leaves_room_for_one() -> None:
    people = [
        someone("crm:1", "loyalty_id:L1", ANN),
        someone("app:1", "user_id:1", ANN),
        someone("app:2", "user_id:2", "loyalty_id:L1"),
    ]
    assert groups(*people) == ["app:1", "app:2 crm:1"]


def test_not_the_same_wins_over_everything() -> None:
    people = [someone("crm:1", ANN), someone("crm:2", ANN), someone("crm:3", ANN)]
    judgements = [same("crm:1", "crm:2"), same("crm:2", "crm:3"), apart("crm:1", "crm:3")]
    found = partition(people, judgements, RULES)
    parts = (frozenset({"crm:1", "crm:2"}), frozenset({"crm:3"}))
    assert found.clusters == parts
    assert found.contested == (
        ContestedEvidence(identifier(ANN), Obstacle.JUDGEMENT, parts),
        ContestedEvidence(judgements[1].id, Obstacle.JUDGEMENT, parts),
    )


def test_surest_judgement_comes_first() -> None:
    people = [someone("crm:1"), someone("crm:2"), someone("crm:3")]
    unsure = same("crm:1", "crm:2", score=0.6)
    found = partition(people, [unsure, same("crm:2", "crm:3", score=0.9), apart("crm:1", "crm:3")], RULES)
    assert written(found) == ["crm:1", "crm:2 crm:3"]
    assert found.contested == (
        ContestedEvidence(unsure.id, Obstacle.JUDGEMENT, (frozenset({"crm:1"}), frozenset({"crm:2", "crm:3"}))),
    )


def test_not_the_same_is_inherited() -> None:
    people = [someone("crm:1", ANN), someone("shop:1", ANN, HOME), someone("shop:2", HOME, BOB), someone("crm:2", BOB)]
    assert groups(*people, judgements=[apart("crm:1", "crm:2")]) == ["crm:1 shop:1", "crm:2 shop:2"]


def test_judgements_override_contradictions_and_limits() -> None:
    people = [
        someone("crm:1", "user_id:1", name="Ann Smith"),
        someone("crm:2", "user_id:2", name="Max Smith"),
        someone("mail:1", "user_id:1"),
    ]
    assert groups(*people, judgements=[same("crm:1", "crm:2")]) == ["crm:1 crm:2 mail:1"]


def test_retracted_unsure_and_strange_judgements_do_nothing() -> None:
    gone = Judgement("j0", Verdict.SAME, "crm:1", "crm:2", "ann", "", time("2020"), retracted_at=time("2021"))
    judgements = [gone, judged(Verdict.MAYBE, "crm:1", "crm:2"), same("crm:1", "crm:9"), apart("crm:1", "crm:1")]
    assert groups(someone("crm:1"), someone("crm:2"), judgements=judgements) == ["crm:1", "crm:2"]


def test_locked_records_stay_together_and_alone() -> None:
    people = [
        someone("crm:1", ANN, lock="a"),
        someone("crm:2", lock="a"),
        someone("shop:1", ANN),
        someone("shop:2", BOB, lock="b"),
    ]
    found = partition(people, (), RULES)
    assert written(found) == ["crm:1 crm:2", "shop:1", "shop:2"]
    assert contests(found) == [(ANN, Obstacle.LOCK, ["crm:1 crm:2", "shop:1"])]
    assert groups(*people, judgements=[same("crm:2", "shop:1")]) == ["crm:1 crm:2 shop:1", "shop:2"]


def test_not_the_same_opens_a_lock() -> None:
    people = [someone(key, ANN, lock="a") for key in ("crm:1", "crm:2", "crm:3")]
    assert groups(*people, judgements=[apart("crm:1", "crm:2")]) == ["crm:1 crm:3", "crm:2"]


def test_folded_emails_meet_and_count_once() -> None:
    gmail = frozenset({"gmail.com"})
    rules = Rules({"email": TypeRule(3, limit=1, dotless=gmail, plus=gmail)}, TypeRule(2))
    folded = "email_folded:ann@gmail.com"
    people = [someone("crm:1", "email:ann@gmail.com", folded), someone("crm:2", "email:a.nn+x@gmail.com", folded)]
    assert groups(*people, rules=rules) == ["crm:1 crm:2"]


def _phone_of(seen: str | None, *holders: ComparableRecord) -> list[str]:
    """With whom a record without a name stands that was seen then with a phone of several holders."""
    found = groups(*holders, someone("x:1", HOME, seen=seen), rules=RULES_OF_MANY)
    return next(group for group in found if "x:1" in group).split()


def test_phone_belongs_to_its_latest_holder_from_when_that_began() -> None:
    ann = [someone(f"ann:{year}", HOME, name="Ann Smith", seen=year) for year in ("2015", "2017")]
    omar = [someone(f"omar:{year}", HOME, name="Omar Khan", seen=year) for year in ("2020", "2021")]
    assert _phone_of("2022", *ann, *omar) == ["omar:2020", "omar:2021", "x:1"]
    assert _phone_of("2020", *ann, *omar) == ["omar:2020", "omar:2021", "x:1"]
    assert _phone_of("2019", *ann, *omar) == ["x:1"]
    assert _phone_of(None, *ann, *omar) == ["omar:2020", "omar:2021", "x:1"], "nothing speaks against it"


def test_phone_belongs_to_nobody_where_two_held_it_last_or_a_time_is_unknown() -> None:
    ann, omar = (
        someone("ann:1", HOME, name="Ann Smith", seen="2020"),
        someone("omar:1", HOME, name="Omar Khan", seen="2020"),
    )
    assert _phone_of("2022", ann, omar) == ["x:1"]
    timeless = someone("omar:1", HOME, name="Omar Khan")
    assert _phone_of("2022", ann, timeless) == ["x:1"]
    assert _phone_of("2022", ann, someone("zoe:1", HOME, name="Zoe Brown", seen="2021"), timeless) == ["x:1"]


def test_claim_ends_when_the_first_of_the_later_ones_begins() -> None:
    people = [
        someone("ann:1", HOME, name="Ann Smith", seen="2010"),
        someone("ann:2", HOME, name="Ann Smith"),
        someone("omar:1", HOME, name="Omar Khan", seen="2018"),
        someone("omar:2", HOME, name="Omar Khan", seen="2015"),
        someone("x:1", HOME, seen="2012"),
    ]
    found = partition(people, (), RULES_OF_MANY)
    ends = {(key, identifier(HOME)): time("2015") for key in ("ann:1", "ann:2")}
    assert found.ended_claims == ends, "nobody contradicts who has no name"


@pytest.mark.parametrize(
    ("one", "other", "judgements", "obstacle"),
    [
        ({"name": "Ann Smith"}, {"name": "Omar Khan"}, True, Obstacle.JUDGEMENT),
        ({"name": "Ann Smith"}, {"name": "Omar Khan", "lock": "l"}, False, Obstacle.CONTRADICTION),
        ({"lock": "l"}, {}, False, Obstacle.LOCK),
        ({}, {"lock": "l"}, False, Obstacle.LOCK),
        ({}, {}, False, Obstacle.LIMIT),
    ],
)
def test_of_two_records_the_strongest_obstacle_is_told(
    one: dict[str, str], other: dict[str, str], obstacle: Obstacle, *, judgements: bool
) -> None:
    """Each two have different user ids as well, of which one person has one."""
    people = [someone("a:1", ANN, "user_id:1", **one), someone("b:1", ANN, "user_id:2", **other)]
    found = partition(people, [apart("a:1", "b:1")] if judgements else (), RULES)
    assert contests(found) == [(ANN, obstacle, ["a:1", "b:1"])]


def test_what_joined_is_contested_no_more() -> None:
    assert partition([someone("a:1", ANN), someone("b:1", ANN)], (), RULES).contested == ()
    assert partition([someone("a:1", ANN)], (), RULES).contested == ()


def test_contests_come_sorted_by_identifier_and_judgements_after_them() -> None:
    people = [someone(key, HOME, ANN, BOB, name=name) for key, name in (("a:1", "Ann Smith"), ("b:1", "Omar Khan"))]
    judgements = [apart("a:1", "b:1"), same("a:1", "b:1"), same("a:1", "b:1")]
    found = partition(people, judgements[::-1], RULES)
    parts = (frozenset({"a:1"}), frozenset({"b:1"}))
    assert [contest.evidence for contest in found.contested] == [
        identifier(ANN), identifier(BOB), identifier(HOME), judgements[1].id, judgements[2].id,
    ]  # fmt: skip
    assert {contest.clusters for contest in found.contested} == {parts}


def test_of_equal_judgements_the_earlier_and_then_the_first_by_id_comes_first() -> None:
    people = [someone(f"crm:{n}") for n in (1, 2, 3)]
    early = Judgement("z", Verdict.SAME, "crm:1", "crm:2", "ann", "", time("2020"))
    late = Judgement("a", Verdict.SAME, "crm:2", "crm:3", "ann", "", time("2021"))
    assert groups(*people, judgements=[late, early, apart("crm:1", "crm:3")]) == ["crm:1 crm:2", "crm:3"]
    also = Judgement("b", Verdict.SAME, "crm:2", "crm:3", "ann", "", time("2020"))
    assert groups(*people, judgements=[early, also, apart("crm:1", "crm:3")]) == ["crm:1", "crm:2 crm:3"]


def test_record_goes_to_the_largest_that_takes_it() -> None:
    people = [
        someone("a:1", "user_id:1", ANN),
        someone("b:1", "user_id:2", ANN),
        someone("b:2", "user_id:2"),
        someone("c:1", ANN, "user_id:3"),
        someone("d:1", "user_id:3"),
        someone("d:2", "user_id:3"),
        someone("e:1", BOB, "email:e@home.org"),
        someone("e:2", BOB, ANN),
    ]
    roomy = Rules(RULES.types, RULES.other, hub_cap=20)
    assert groups(*people, rules=roomy) == ["a:1", "b:1 b:2", "c:1 d:1 d:2 e:1 e:2"]


def test_lock_keeps_together_whom_nothing_else_does() -> None:
    people = [someone("a:1", lock="l"), someone("b:1", lock="l"), someone("c:1", lock="m"), someone("d:1")]
    assert groups(*people) == ["a:1 b:1", "c:1", "d:1"]


def test_strongest_identifiers_are_taken_first_and_of_one_type_the_first_by_value() -> None:
    people = [someone("a:1", "user_id:1", ANN), someone("x:1", ANN, BOB), someone("b:1", "user_id:2", BOB)]
    assert groups(*people) == ["a:1 x:1", "b:1"]
    people = [someone("a:1", "user_id:1", HOME), someone("x:1", HOME, BOB), someone("b:1", "user_id:2", BOB)]
    assert groups(*people) == ["a:1", "b:1 x:1"], "an e-mail counts before a phone"


RULES_OF_MANY = Rules(RULES.types, RULES.other, hub_cap=20)


def someone(
    key: str, *held: str, name: str = "", born: str = "", seen: str | None = None, lock: str | None = None
) -> ComparableRecord:
    given, _, family = name.partition(" ")
    return ComparableRecord(key, frozenset(map(identifier, held)), given, family, born, seen and time(seen), lock)


def identifier(key: str) -> Identifier:
    type, _, value = key.partition(":")
    return Identifier(type, value)


def time(year: str) -> str:
    return f"{year}-06-01T09:00:00.000000Z"


def judged(verdict: Verdict, left: str, right: str, score: float = 1.0) -> Judgement:
    return Judgement(f"j{next(_numbers):04d}", verdict, left, right, "ann", "seen both", time("2022"), score)


def same(left: str, right: str, score: float = 1.0) -> Judgement:
    return judged(Verdict.SAME, left, right, score)


def apart(left: str, right: str) -> Judgement:
    return judged(Verdict.NOT_SAME, left, right)


def groups(*people: ComparableRecord, judgements: list[Judgement] | None = None, rules: Rules = RULES) -> list[str]:
    return written(partition(people, judgements or (), rules))


def written(found: Partition) -> list[str]:
    return [" ".join(sorted(group)) for group in found.clusters]


def contests(found: Partition) -> list[tuple[str, Obstacle, list[str]]]:
    return [
        (c.evidence.key, c.obstacle, [" ".join(sorted(group)) for group in c.clusters])
        for c in found.contested
        if isinstance(c.evidence, Identifier)
    ]
