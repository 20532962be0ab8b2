"""What holds of every partition, whatever the records, judgements and locks."""

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier
from tests.bench.quality import components

RULES = Rules(
    types={
        "user_id": TypeRule(priority=1, limit=1),
        "email": TypeRule(priority=3, limit=2),
        "phone": TypeRule(priority=4, limit=2, reissued=True),
        "device_id": TypeRule(priority=5, joins=False),
    },
    other=TypeRule(priority=2),
    hub_cap=4,
    single_valued_types=("tax_id",),
)
_KEYS = [f"crm:{n:02d}" for n in range(14)]
_TYPES = ["email", "email", "phone", "phone", "user_id", "tax_id", "device_id"]
_TIMES = [None, *(f"20{year}-06-01T09:00:00.000000Z" for year in (10, 15, 20))]

_identifiers = st.builds(Identifier, st.sampled_from(_TYPES), st.sampled_from("abcdef"))
_held = st.frozensets(_identifiers, max_size=3)
_given = st.sampled_from(["", "", "", "Ann", "A.", "Bob", "Robert"])
_born = st.sampled_from(["", "", "1950-01-31", "1988-12-15"])
_persons = st.builds(
    ComparableRecord, st.sampled_from(_KEYS), _held, _given, st.just("Smith"), _born, st.sampled_from(_TIMES)
)
_free = st.lists(_persons, max_size=14, unique_by=lambda person: person.key)


@st.composite
def _locked(draw: st.DrawFn) -> list[ComparableRecord]:
    """People of whom some are locked."""
    locks = st.sampled_from([None, None, None, None, "x", "y"])
    return [
        ComparableRecord(p.key, p.identifiers, p.given_name, p.family_name, p.birth_date, p.observed_at, draw(locks))
        for p in draw(_free)
    ]


@st.composite
def _judgements(draw: st.DrawFn) -> list[Judgement]:
    verdicts = st.sampled_from([Verdict.SAME, Verdict.SAME, Verdict.NOT_SAME, Verdict.MAYBE])
    pairs = draw(st.lists(st.tuples(verdicts, st.sampled_from(_KEYS), st.sampled_from(_KEYS)), max_size=5))
    scores = st.sampled_from([0.7, 1.0])
    retracted = st.sampled_from([None, None, None, "2022-06-01T09:00:00.000000Z"])
    at = "2021-06-01T09:00:00.000000Z"
    return [
        Judgement(f"j{n}", verdict, min(a, b), max(a, b), "ann", "", at, draw(scores), draw(retracted))
        for n, (verdict, a, b) in enumerate(pairs)
    ]


@given(_locked(), _judgements(), st.randoms())
def test_order_of_arrival_changes_nothing(
    people: list[ComparableRecord], judgements: list[Judgement], random: Random
) -> None:
    shuffled, heard = random.sample(people, len(people)), random.sample(judgements, len(judgements))
    assert partition(shuffled, heard, RULES) == partition(people, judgements, RULES)


@given(_locked(), _judgements())
def test_every_record_is_in_one_group(people: list[ComparableRecord], judgements: list[Judgement]) -> None:
    groups = partition(people, judgements, RULES).clusters
    assert sorted(key for group in groups for key in group) == sorted(person.key for person in people)
    assert [min(group) for group in groups] == sorted(min(group) for group in groups)


@given(_locked(), _judgements())
def test_each_component_alone_gives_the_same(people: list[ComparableRecord], judgements: list[Judgement]) -> None:
    whole = partition(people, judgements, RULES)
    holders = [i for person in people for i in person.identifiers]
    hubs = {i for i in holders if holders.count(i) > RULES.hub_cap}
    evidence = {p.key: {i for i in p.identifiers if RULES.joins(i)} - hubs for p in people}
    for person in people:
        evidence[person.key] |= {Identifier("lock", person.lock)} if person.lock else set()
        mine = (j for j in judgements if person.key in (j.left, j.right) and j.verdict is Verdict.SAME and j.active)
        evidence[person.key] |= {Identifier("same", j.id) for j in mine}

    parts = [partition([p for p in people if p.key in keys], judgements, RULES, hubs) for keys in components(evidence)]

    assert sorted(map(min, whole.clusters)) == sorted(min(group) for part in parts for group in part.clusters)
    assert set(whole.clusters) == {group for part in parts for group in part.clusters}
    assert set(whole.contested) == {contest for part in parts for contest in part.contested}
    assert whole.ended_claims == {claim: time for part in parts for claim, time in part.ended_claims.items()}


@given(_locked(), _judgements())
def test_judged_apart_are_never_together(people: list[ComparableRecord], judgements: list[Judgement]) -> None:
    groups = partition(people, judgements, RULES).clusters
    foes = [{j.left, j.right} for j in judgements if j.verdict is Verdict.NOT_SAME and j.active and j.left != j.right]
    assert [pair for pair in foes for group in groups if pair <= group] == []


@given(_locked(), _judgements())
def test_judged_the_same_are_together_or_contested(people: list[ComparableRecord], judgements: list[Judgement]) -> None:
    found = partition(people, judgements, RULES)
    known = {person.key for person in people}
    same = [j for j in judgements if j.verdict is Verdict.SAME and j.active and {j.left, j.right} <= known]
    split = [j.id for j in same if not any({j.left, j.right} <= group for group in found.clusters)]
    assert sorted(split) == [c.evidence for c in found.contested if isinstance(c.evidence, str)]


@given(_free)
def test_nobody_contradicts_himself(people: list[ComparableRecord]) -> None:
    by_key = {person.key: person for person in people}
    groups = partition(people, (), RULES).clusters
    pairs = [pair for group in groups for pair in combinations(sorted(group), 2)]
    assert [pair for pair in pairs if contradict(by_key[pair[0]], by_key[pair[1]], RULES)] == []


@given(_free)
def test_nobody_exceeds_a_limit_but_by_one_record(people: list[ComparableRecord]) -> None:
    held = {person.key: {i for i in person.identifiers if RULES.joins(i)} for person in people}
    counts = [i for identifiers in held.values() for i in identifiers]
    for group in partition(people, (), RULES).clusters:
        for type, rule in RULES.types.items():
            values = [{i for i in held[key] if i.type == type and counts.count(i) <= RULES.hub_cap} for key in group]
            assert len(set().union(*values)) <= max(rule.limit, *map(len, values))


@given(_locked(), _judgements())
def test_contests_stand_between_groups_that_hold_it(
    people: list[ComparableRecord], judgements: list[Judgement]
) -> None:
    found = partition(people, judgements, RULES)
    for contest in found.contested:
        assert len(contest.clusters) > 1
        assert set(contest.clusters) <= set(found.clusters)
        if isinstance(contest.evidence, Identifier):
            holders = {person.key for person in people if contest.evidence in person.identifiers}
            assert holders <= frozenset().union(*contest.clusters)
            assert all(group & holders for group in contest.clusters)
        else:
            assert contest.obstacle is Obstacle.JUDGEMENT


@given(_free)
def test_without_rules_it_is_plain_components(people: list[ComparableRecord]) -> None:
    lenient = Rules({}, TypeRule(1, limit=99), names_contradict=False, birth_dates_contradict=False, hub_cap=99)
    expected = components({person.key: person.identifiers for person in people})
    assert list(partition(people, (), lenient).clusters) == expected
