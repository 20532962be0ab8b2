"""The invariants of every partition, for any records, judgements and locks."""

from dataclasses import replace
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
_identifier_sets = st.frozensets(_identifiers, max_size=3)
_given_names = st.sampled_from(["", "", "", "Ann", "A.", "Bob", "Robert"])
_birth_dates = st.sampled_from(["", "", "1950-01-31", "1988-12-15"])
_records = st.builds(
    ComparableRecord,
    st.sampled_from(_KEYS),
    _identifier_sets,
    _given_names,
    st.just("Smith"),
    _birth_dates,
    st.sampled_from(_TIMES),
)
_unlocked_records = st.lists(_records, max_size=14, unique_by=lambda record: record.key)


@st.composite
def _some_locked_records(draw: st.DrawFn) -> list[ComparableRecord]:
    """Records, some of them under a lock."""
    locks = st.sampled_from([None, None, None, None, "x", "y"])
    return [replace(record, lock=draw(locks)) for record in draw(_unlocked_records)]


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


@given(_some_locked_records(), _judgements(), st.randoms())
def test_order_of_inputs_changes_nothing(
    records: list[ComparableRecord], judgements: list[Judgement], random: Random
) -> None:
    shuffled, shuffled_judgements = random.sample(records, len(records)), random.sample(judgements, len(judgements))
    assert partition(shuffled, shuffled_judgements, RULES) == partition(records, judgements, RULES)


@given(_some_locked_records(), _judgements())
def test_every_record_is_in_one_cluster(records: list[ComparableRecord], judgements: list[Judgement]) -> None:
    clusters = partition(records, judgements, RULES).clusters
    assert sorted(key for cluster in clusters for key in cluster) == sorted(record.key for record in records)
    assert [min(cluster) for cluster in clusters] == sorted(min(cluster) for cluster in clusters)


@given(_some_locked_records(), _judgements())
def test_each_component_alone_gives_the_same(records: list[ComparableRecord], judgements: list[Judgement]) -> None:
    whole = partition(records, judgements, RULES)
    holders = [i for record in records for i in record.identifiers]
    shared = {i for i in holders if holders.count(i) > RULES.hub_cap}
    evidence = {record.key: {i for i in record.identifiers if RULES.joins(i)} - shared for record in records}
    for record in records:
        evidence[record.key] |= {Identifier("lock", record.lock)} if record.lock else set()
        judged_same = (
            j for j in judgements if record.key in (j.left, j.right) and j.verdict is Verdict.SAME and j.active
        )
        evidence[record.key] |= {Identifier("same", j.id) for j in judged_same}

    parts = [
        partition([record for record in records if record.key in keys], judgements, RULES, shared)
        for keys in components(evidence)
    ]

    assert sorted(map(min, whole.clusters)) == sorted(min(cluster) for part in parts for cluster in part.clusters)
    assert set(whole.clusters) == {cluster for part in parts for cluster in part.clusters}
    assert set(whole.contested) == {contested for part in parts for contested in part.contested}
    assert whole.ended_claims == {claim: time for part in parts for claim, time in part.ended_claims.items()}


@given(_some_locked_records(), _judgements())
def test_not_same_records_are_never_together(records: list[ComparableRecord], judgements: list[Judgement]) -> None:
    clusters = partition(records, judgements, RULES).clusters
    judged_different = [
        {j.left, j.right} for j in judgements if j.verdict is Verdict.NOT_SAME and j.active and j.left != j.right
    ]
    assert [pair for pair in judged_different for cluster in clusters if pair <= cluster] == []


@given(_some_locked_records(), _judgements())
def test_same_records_are_together_or_contested(records: list[ComparableRecord], judgements: list[Judgement]) -> None:
    result = partition(records, judgements, RULES)
    keys = {record.key for record in records}
    same = [j for j in judgements if j.verdict is Verdict.SAME and j.active and {j.left, j.right} <= keys]
    split = [j.id for j in same if not any({j.left, j.right} <= cluster for cluster in result.clusters)]
    assert sorted(split) == [c.evidence for c in result.contested if isinstance(c.evidence, str)]


@given(_unlocked_records)
def test_no_cluster_contradicts_itself(records: list[ComparableRecord]) -> None:
    by_key = {record.key: record for record in records}
    clusters = partition(records, (), RULES).clusters
    pairs = [pair for cluster in clusters for pair in combinations(sorted(cluster), 2)]
    assert [pair for pair in pairs if contradict(by_key[pair[0]], by_key[pair[1]], RULES)] == []


@given(_unlocked_records)
def test_only_one_record_may_exceed_a_limit(records: list[ComparableRecord]) -> None:
    joining = {record.key: {i for i in record.identifiers if RULES.joins(i)} for record in records}
    counts = [i for identifiers in joining.values() for i in identifiers]
    for cluster in partition(records, (), RULES).clusters:
        for type, rule in RULES.types.items():
            values = [
                {i for i in joining[key] if i.type == type and counts.count(i) <= RULES.hub_cap} for key in cluster
            ]
            assert len(set().union(*values)) <= max(rule.limit, *map(len, values))


@given(_some_locked_records(), _judgements())
def test_contested_evidence_is_between_its_holders(
    records: list[ComparableRecord], judgements: list[Judgement]
) -> None:
    result = partition(records, judgements, RULES)
    for contested in result.contested:
        assert len(contested.clusters) > 1
        assert set(contested.clusters) <= set(result.clusters)
        if isinstance(contested.evidence, Identifier):
            holders = {record.key for record in records if contested.evidence in record.identifiers}
            assert holders <= frozenset().union(*contested.clusters)
            assert all(cluster & holders for cluster in contested.clusters)
        else:
            assert contested.obstacle is Obstacle.JUDGEMENT


@given(_unlocked_records)
def test_lenient_rules_give_connected_components(records: list[ComparableRecord]) -> None:
    lenient = Rules({}, TypeRule(1, limit=99), names_contradict=False, birth_dates_contradict=False, hub_cap=99)
    expected = components({record.key: record.identifiers for record in records})
    assert list(partition(records, (), lenient).clusters) == expected
