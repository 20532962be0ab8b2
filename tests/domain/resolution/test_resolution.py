"""Resolution of situations from life: households, typos, recycled numbers, junk, judgements and locks."""

from itertools import count

import pytest

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import ContestedEvidence, Obstacle, Partition
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
    assert clusters(record("crm:1", ANN), record("shop:1", ANN), record("shop:2", BOB)) == ["crm:1 shop:1", "shop:2"]


def test_evidence_connects_three_shops() -> None:
    records = [
        record("north:7", ANN, "phone:+331", name="Ann Smith", born="1980-03-05"),
        record("south:12", "phone:+331", "loyalty_id:L1", name="A. Smith"),
        record("online:3", "loyalty_id:L1", "email:annie@work.org", name="Annie Smyth", born="05/03/1980"),
    ]
    assert clusters(*records) == ["north:7 online:3 south:12"]


def test_family_tablet_joins_nobody() -> None:
    tablet = "device_id:tablet-7"
    result = partition([record("app:1", tablet, ANN), record("app:2", tablet, BOB), record("app:3", tablet)], (), RULES)
    assert as_text(result) == ["app:1", "app:2", "app:3"]
    assert result.contested == ()


def test_tablet_does_not_join_its_users() -> None:
    records = [
        record("app:customer", "device_id:tablet-7", ANN, name="Ann Smith"),
        record("app:employee", "device_id:tablet-7", "user_id:u9", name="Carla Jones"),
        record("crm:customer", ANN, name="Ann Smith"),
    ]
    assert clusters(*records) == ["app:customer crm:customer", "app:employee"]


def test_phone_over_the_cap_joins_nobody() -> None:
    office = "phone:+33140000000"
    records = [record(f"crm:{n}", office, f"email:{n}@office.org") for n in range(5)]
    result = partition(records, (), RULES)
    assert as_text(result) == ["crm:0", "crm:1", "crm:2", "crm:3", "crm:4"]
    assert result.contested == ()  # more records hold it than the hub cap


def test_colleagues_at_one_phone_stay_separate() -> None:
    result = partition([record("crm:1", HOME, name="Ann Smith"), record("crm:2", HOME, name="Omar Khan")], (), RULES)
    assert as_text(result) == ["crm:1", "crm:2"]
    assert contested_identifiers(result) == [(HOME, Obstacle.CONTRADICTION, ["crm:1", "crm:2"])]


def test_shared_in_the_graph_joins_nobody() -> None:
    result = partition([record("crm:1", ANN), record("crm:2", ANN)], (), RULES, {as_identifier(ANN)})
    assert as_text(result) == ["crm:1", "crm:2"]


def test_recycled_phone_goes_to_new_holder() -> None:
    result = partition(
        [
            record("crm:1", HOME, name="Ann Smith", seen="2015"),
            record("shop:1", HOME, name="Ann Smith", seen="2017"),
            record("crm:2", HOME, name="Omar Khan", seen="2020"),
            record("shop:2", HOME, name="Omar Khan", seen="2021"),
            record("call:1", HOME, seen="2022"),
            record("call:2", HOME, seen="2018"),
            record("call:3", HOME, seen="2016"),
        ],
        (),
        RULES_WITH_HIGH_CAP,
    )
    assert as_text(result) == ["call:1 crm:2 shop:2", "call:2", "call:3 crm:1 shop:1"]
    assert result.ended_claims == {
        ("call:3", as_identifier(HOME)): time("2020"),
        ("crm:1", as_identifier(HOME)): time("2020"),
        ("shop:1", as_identifier(HOME)): time("2020"),
    }


def test_phone_in_common_use_is_not_ended() -> None:
    records = [
        record("crm:1", HOME, name="Ann Smith", seen="2015"),
        record("shop:1", HOME, name="Ann Smith", seen="2021"),
        record("crm:2", HOME, name="Omar Khan", seen="2020"),
        record("crm:3", HOME, name="Zoe Brown"),
    ]
    assert partition(records, (), RULES).ended_claims == {}


def test_third_holder_ends_the_second_alone() -> None:
    records = [
        record("crm:1", HOME, name="Ann Smith", seen="2010"),
        record("crm:2", HOME, name="Omar Khan", seen="2015"),
        record("crm:3", HOME, name="Zoe Brown", seen="2020"),
    ]
    ends = {("crm:1", as_identifier(HOME)): time("2015"), ("crm:2", as_identifier(HOME)): time("2020")}
    assert partition(records, (), RULES).ended_claims == ends


def test_corrected_email_joins() -> None:
    shop = record("shop:1", ANN, name="Ann Smith")
    mistyped = record("crm:1", "email:anm@home.org", name="Ann Smith")
    corrected = record("crm:1", ANN, name="Ann Smith")
    assert clusters(shop, mistyped) == ["crm:1", "shop:1"]
    assert clusters(shop, corrected) == ["crm:1 shop:1"]


def test_namesakes_of_one_birthday_stay_separate() -> None:
    one = record("crm:1", ANN, name="Ann Smith", born="1980-03-05")
    other = record("crm:2", "email:ann.smith@work.org", name="Ann Smith", born="1980-03-05")
    assert clusters(one, other) == ["crm:1", "crm:2"]


def test_couple_with_one_email_stays_separate() -> None:
    wife, husband = record("crm:1", ANN, name="Ann Smith"), record("crm:2", ANN, name="Robert Smith")
    result = partition([wife, husband], (), RULES)
    assert as_text(result) == ["crm:1", "crm:2"]
    assert contested_identifiers(result) == [(ANN, Obstacle.CONTRADICTION, ["crm:1", "crm:2"])]


def test_senior_and_junior_stay_separate() -> None:
    senior, junior = record("crm:1", HOME, name="John Smith Sr."), record("crm:2", HOME, name="John Smith Jr.")
    assert clusters(senior, junior) == ["crm:1", "crm:2"]
    dated = [
        record(f"shop:{n}", HOME, name="John Smith", born=day) for n, day in enumerate(["1950-01-31", "1981-12-05"])
    ]
    assert clusters(*dated) == ["shop:0", "shop:1"]


def test_twins_at_one_phone_stay_separate() -> None:
    twins = [record(f"crm:{name}", HOME, name=f"{name} Smith", born="1980-03-05") for name in ("Zoe", "Martha")]
    assert clusters(*twins) == ["crm:Martha", "crm:Zoe"]


def test_junk_of_test_accounts_joins_nobody() -> None:
    junk = ("email:test@test.com", "phone:+10000000000", "user_id:0000", "loyalty_id:n/a")
    result = partition([record("qa:1", *junk), record("qa:2", *junk)], (), RULES)
    assert as_text(result) == ["qa:1", "qa:2"]
    assert result.contested == ()


def test_stub_joins_the_later_record() -> None:
    stub = record("reviews:email:ann@home.org", ANN)
    assert clusters(stub, record("crm:1", ANN, name="Ann Smith")) == ["crm:1 reviews:email:ann@home.org"]


def test_ambiguous_record_is_contested_with_both() -> None:
    wife, husband = record("crm:1", ANN, name="Ann Smith"), record("crm:2", ANN, name="Robert Smith")
    result = partition([wife, husband, record("mail:1", ANN)], (), RULES)
    assert as_text(result) == ["crm:1", "crm:2", "mail:1"]
    assert contested_identifiers(result) == [(ANN, Obstacle.AMBIGUOUS, ["crm:1", "crm:2", "mail:1"])]


def test_weaker_evidence_settles_an_ambiguity() -> None:
    wife = record("crm:1", ANN, HOME, name="Ann Smith")
    husband = record("crm:2", ANN, name="Robert Smith")
    result = partition([wife, husband, record("mail:1", ANN, HOME)], (), RULES)
    assert as_text(result) == ["crm:1 mail:1", "crm:2"]
    assert contested_identifiers(result) == [(ANN, Obstacle.CONTRADICTION, ["crm:1 mail:1", "crm:2"])]


def test_ambiguous_record_joins_the_majority_holder() -> None:
    wife = [record(f"crm:{n}", ANN, name="Ann Smith") for n in range(3)]
    records = [*wife, record("crm:9", ANN, name="Robert Smith"), record("mail:1", ANN)]
    assert clusters(*records, rules=RULES_WITH_HIGH_CAP) == ["crm:0 crm:1 crm:2 mail:1", "crm:9"]
    assert clusters(*records[1:], rules=RULES_WITH_HIGH_CAP) == ["crm:1 crm:2", "crm:9", "mail:1"]


def test_ids_over_the_limit_separate() -> None:
    result = partition([record("app:1", "user_id:1", ANN), record("app:2", "user_id:2", ANN)], (), RULES)
    assert as_text(result) == ["app:1", "app:2"]
    assert contested_identifiers(result) == [(ANN, Obstacle.LIMIT, ["app:1", "app:2"])]


def test_stronger_evidence_reaches_the_limit_first() -> None:
    records = [
        record("crm:1", "loyalty_id:L1", ANN),
        record("app:1", "user_id:1", ANN),
        record("app:2", "user_id:2", "loyalty_id:L1"),
    ]
    assert clusters(*records) == ["app:1", "app:2 crm:1"]


def test_not_same_wins_over_all_evidence() -> None:
    records = [record("crm:1", ANN), record("crm:2", ANN), record("crm:3", ANN)]
    judgements = [same("crm:1", "crm:2"), same("crm:2", "crm:3"), different("crm:1", "crm:3")]
    result = partition(records, judgements, RULES)
    parts = (frozenset({"crm:1", "crm:2"}), frozenset({"crm:3"}))
    assert result.clusters == parts
    assert result.contested == (
        ContestedEvidence(as_identifier(ANN), Obstacle.JUDGEMENT, parts),
        ContestedEvidence(judgements[1].id, Obstacle.JUDGEMENT, parts),
    )


def test_judgement_with_highest_score_comes_first() -> None:
    records = [record("crm:1"), record("crm:2"), record("crm:3")]
    unsure = same("crm:1", "crm:2", score=0.6)
    result = partition(records, [unsure, same("crm:2", "crm:3", score=0.9), different("crm:1", "crm:3")], RULES)
    assert as_text(result) == ["crm:1", "crm:2 crm:3"]
    assert result.contested == (
        ContestedEvidence(unsure.id, Obstacle.JUDGEMENT, (frozenset({"crm:1"}), frozenset({"crm:2", "crm:3"}))),
    )


def test_not_same_holds_for_whole_clusters() -> None:
    records = [record("crm:1", ANN), record("shop:1", ANN, HOME), record("shop:2", HOME, BOB), record("crm:2", BOB)]
    assert clusters(*records, judgements=[different("crm:1", "crm:2")]) == ["crm:1 shop:1", "crm:2 shop:2"]


def test_judgements_override_contradictions_and_limits() -> None:
    records = [
        record("crm:1", "user_id:1", name="Ann Smith"),
        record("crm:2", "user_id:2", name="Max Smith"),
        record("mail:1", "user_id:1"),
    ]
    assert clusters(*records, judgements=[same("crm:1", "crm:2")]) == ["crm:1 crm:2 mail:1"]


def test_judgements_without_force_do_nothing() -> None:
    retracted = Judgement("j0", Verdict.SAME, "crm:1", "crm:2", "ann", "", time("2020"), retracted_at=time("2021"))
    judgements = [
        retracted,
        judged(Verdict.MAYBE, "crm:1", "crm:2"),
        same("crm:1", "crm:9"),
        different("crm:1", "crm:1"),
    ]
    assert clusters(record("crm:1"), record("crm:2"), judgements=judgements) == ["crm:1", "crm:2"]


def test_locked_records_stay_together_and_alone() -> None:
    records = [
        record("crm:1", ANN, lock="a"),
        record("crm:2", lock="a"),
        record("shop:1", ANN),
        record("shop:2", BOB, lock="b"),
    ]
    result = partition(records, (), RULES)
    assert as_text(result) == ["crm:1 crm:2", "shop:1", "shop:2"]
    assert contested_identifiers(result) == [(ANN, Obstacle.LOCK, ["crm:1 crm:2", "shop:1"])]
    assert clusters(*records, judgements=[same("crm:2", "shop:1")]) == ["crm:1 crm:2 shop:1", "shop:2"]


def test_not_same_opens_a_lock() -> None:
    records = [record(key, ANN, lock="a") for key in ("crm:1", "crm:2", "crm:3")]
    assert clusters(*records, judgements=[different("crm:1", "crm:2")]) == ["crm:1 crm:3", "crm:2"]


def test_spellings_of_an_email_count_once() -> None:
    gmail = frozenset({"gmail.com"})
    rules = Rules({"email": TypeRule(3, limit=1, dotless=gmail, plus=gmail)}, TypeRule(2))
    canonical = "email_folded:ann@gmail.com"
    records = [record("crm:1", "email:ann@gmail.com", canonical), record("crm:2", "email:a.nn+x@gmail.com", canonical)]
    assert clusters(*records, rules=rules) == ["crm:1 crm:2"]


def _phone_of(seen: str | None, *holders: ComparableRecord) -> list[str]:
    """With whom a record without a name stands that was seen then with a phone of several holders."""
    result = clusters(*holders, record("x:1", HOME, seen=seen), rules=RULES_WITH_HIGH_CAP)
    return next(cluster for cluster in result if "x:1" in cluster).split()


def test_phone_belongs_to_its_latest_holder_from_when_that_began() -> None:
    ann = [record(f"ann:{year}", HOME, name="Ann Smith", seen=year) for year in ("2015", "2017")]
    omar = [record(f"omar:{year}", HOME, name="Omar Khan", seen=year) for year in ("2020", "2021")]
    assert _phone_of("2022", *ann, *omar) == ["omar:2020", "omar:2021", "x:1"]
    assert _phone_of("2020", *ann, *omar) == ["omar:2020", "omar:2021", "x:1"]
    assert _phone_of("2019", *ann, *omar) == ["x:1"], "after the one, before the other"
    assert _phone_of("2016", *ann, *omar) == ["ann:2015", "ann:2017", "x:1"]
    assert _phone_of("2014", *ann, *omar) == ["ann:2015", "ann:2017", "x:1"], "nobody is known to have had it before"
    assert _phone_of("2013", *ann, *omar) == ["x:1"], "but that is long ago"
    assert _phone_of(None, *ann, *omar) == ["omar:2020", "omar:2021", "x:1"], "nothing speaks against it"


def test_phone_of_several_in_turn_belongs_to_the_holder_of_the_time() -> None:
    ann, omar, zoe = (
        record(f"{name[:3].lower()}:1", HOME, name=name, seen=seen)
        for name, seen in (("Ann Smith", "2015"), ("Omar Khan", "2018"), ("Zoe Brown", "2021"))
    )
    assert _phone_of("2014", ann, omar, zoe) == ["ann:1", "x:1"]
    assert _phone_of("2018", ann, omar, zoe) == ["oma:1", "x:1"]
    assert _phone_of("2022", ann, omar, zoe) == ["x:1", "zoe:1"]
    both = [ann, record("lin:1", HOME, name="Lin Chen", seen="2015"), zoe]
    assert _phone_of("2014", *both) == ["x:1"], "two had it then"
    assert _phone_of("2022", *both) == ["x:1", "zoe:1"]


def test_phone_in_common_use_belongs_to_nobody() -> None:
    """A landline: the two were observed with it by turns."""
    ann = [record(f"ann:{year}", HOME, name="Ann Smith", seen=year) for year in ("2015", "2019")]
    omar = [record(f"omar:{year}", HOME, name="Omar Khan", seen=year) for year in ("2017", "2021")]
    assert _phone_of("2022", *ann, *omar) == ["x:1"]


def test_phone_belongs_to_nobody_where_two_held_it_last_or_a_time_is_unknown() -> None:
    ann, omar = (
        record("ann:1", HOME, name="Ann Smith", seen="2020"),
        record("omar:1", HOME, name="Omar Khan", seen="2020"),
    )
    assert _phone_of("2022", ann, omar) == ["x:1"]
    timeless = record("omar:1", HOME, name="Omar Khan")
    assert _phone_of("2022", ann, timeless) == ["x:1"]
    assert _phone_of("2022", ann, record("zoe:1", HOME, name="Zoe Brown", seen="2021"), timeless) == ["x:1"]


def test_claim_ends_when_the_first_of_the_later_ones_begins() -> None:
    records = [
        record("ann:1", HOME, name="Ann Smith", seen="2010"),
        record("ann:2", HOME, name="Ann Smith"),
        record("omar:1", HOME, name="Omar Khan", seen="2018"),
        record("omar:2", HOME, name="Omar Khan", seen="2015"),
        record("x:1", HOME, seen="2012"),
    ]
    result = partition(records, (), RULES_WITH_HIGH_CAP)
    ends = {(key, as_identifier(HOME)): time("2015") for key in ("ann:1", "ann:2")}
    assert result.ended_claims == ends, "nobody contradicts who has no name"


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
def test_strongest_obstacle_between_two_records_is_the_reason(
    one: dict[str, str], other: dict[str, str], obstacle: Obstacle, *, judgements: bool
) -> None:
    """Each two have different user ids as well, of which one person has one."""
    records = [record("a:1", ANN, "user_id:1", **one), record("b:1", ANN, "user_id:2", **other)]
    result = partition(records, [different("a:1", "b:1")] if judgements else (), RULES)
    assert contested_identifiers(result) == [(ANN, obstacle, ["a:1", "b:1"])]


def test_what_joined_is_contested_no_more() -> None:
    assert partition([record("a:1", ANN), record("b:1", ANN)], (), RULES).contested == ()
    assert partition([record("a:1", ANN)], (), RULES).contested == ()


def test_contested_evidence_comes_sorted_by_identifier_and_judgements_after_them() -> None:
    records = [record(key, HOME, ANN, BOB, name=name) for key, name in (("a:1", "Ann Smith"), ("b:1", "Omar Khan"))]
    judgements = [different("a:1", "b:1"), same("a:1", "b:1"), same("a:1", "b:1")]
    result = partition(records, judgements[::-1], RULES)
    parts = (frozenset({"a:1"}), frozenset({"b:1"}))
    assert [c.evidence for c in result.contested] == [
        as_identifier(ANN), as_identifier(BOB), as_identifier(HOME), judgements[1].id, judgements[2].id,
    ]  # fmt: skip
    assert {c.clusters for c in result.contested} == {parts}


def test_of_equal_judgements_the_earlier_and_then_the_first_by_id_comes_first() -> None:
    records = [record(f"crm:{n}") for n in (1, 2, 3)]
    early = Judgement("z", Verdict.SAME, "crm:1", "crm:2", "ann", "", time("2020"))
    late = Judgement("a", Verdict.SAME, "crm:2", "crm:3", "ann", "", time("2021"))
    assert clusters(*records, judgements=[late, early, different("crm:1", "crm:3")]) == ["crm:1 crm:2", "crm:3"]
    also = Judgement("b", Verdict.SAME, "crm:2", "crm:3", "ann", "", time("2020"))
    assert clusters(*records, judgements=[early, also, different("crm:1", "crm:3")]) == ["crm:1", "crm:2 crm:3"]


def test_nobody_is_joined_up_to_a_limit() -> None:
    """Whoever fits the largest of several accounts fits the others as well."""
    records = [
        record("a:1", "user_id:1", ANN),
        record("b:1", "user_id:2", ANN),
        record("b:2", "user_id:2"),
        record("c:1", ANN, "user_id:3"),
        record("d:1", "user_id:3"),
        record("d:2", "user_id:3"),
        record("e:1", BOB, "email:e@home.org"),
        record("e:2", BOB, ANN),
    ]
    result = partition(records, (), RULES_WITH_HIGH_CAP)
    assert as_text(result) == ["a:1", "b:1 b:2", "c:1 d:1 d:2", "e:1 e:2"]
    assert contested_identifiers(result) == [(ANN, Obstacle.LIMIT, ["a:1", "b:1 b:2", "c:1 d:1 d:2", "e:1 e:2"])]


def test_lock_keeps_together_whom_nothing_else_does() -> None:
    records = [record("a:1", lock="l"), record("b:1", lock="l"), record("c:1", lock="m"), record("d:1")]
    assert clusters(*records) == ["a:1 b:1", "c:1", "d:1"]


def test_strongest_identifiers_are_taken_first_and_of_one_type_the_first_by_value() -> None:
    records = [record("a:1", "user_id:1", ANN), record("x:1", ANN, BOB), record("b:1", "user_id:2", BOB)]
    assert clusters(*records) == ["a:1 x:1", "b:1"]
    records = [record("a:1", "user_id:1", HOME), record("x:1", HOME, BOB), record("b:1", "user_id:2", BOB)]
    assert clusters(*records) == ["a:1", "b:1 x:1"], "an e-mail counts before a phone"


RULES_WITH_HIGH_CAP = Rules(RULES.types, RULES.other, hub_cap=20)


def record(
    key: str, *identifiers: str, name: str = "", born: str = "", seen: str | None = None, lock: str | None = None
) -> ComparableRecord:
    given, _, family = name.partition(" ")
    return ComparableRecord(
        key, frozenset(map(as_identifier, identifiers)), given, family, born, seen and time(seen), lock
    )


def as_identifier(key: str) -> Identifier:
    type, _, value = key.partition(":")
    return Identifier(type, value)


def time(year: str) -> str:
    return f"{year}-06-01T09:00:00.000000Z"


def judged(verdict: Verdict, left: str, right: str, score: float = 1.0) -> Judgement:
    return Judgement(f"j{next(_numbers):04d}", verdict, left, right, "ann", "seen both", time("2022"), score)


def same(left: str, right: str, score: float = 1.0) -> Judgement:
    return judged(Verdict.SAME, left, right, score)


def different(left: str, right: str) -> Judgement:
    return judged(Verdict.NOT_SAME, left, right)


def clusters(*records: ComparableRecord, judgements: list[Judgement] | None = None, rules: Rules = RULES) -> list[str]:
    return as_text(partition(records, judgements or (), rules))


def as_text(result: Partition) -> list[str]:
    return [" ".join(sorted(cluster)) for cluster in result.clusters]


def contested_identifiers(result: Partition) -> list[tuple[str, Obstacle, list[str]]]:
    return [
        (c.evidence.key, c.obstacle, [" ".join(sorted(cluster)) for cluster in c.clusters])
        for c in result.contested
        if isinstance(c.evidence, Identifier)
    ]
