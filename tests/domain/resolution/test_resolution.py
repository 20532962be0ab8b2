"""Resolution of situations from life: households, typos, recycled numbers, junk, judgements and locks."""

from itertools import count

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
        ],
        (),
        RULES_WITH_HIGH_CAP,
    )
    assert as_text(result) == ["call:1 crm:2 shop:2", "call:2", "crm:1 shop:1"]
    assert result.ended_claims == {
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
