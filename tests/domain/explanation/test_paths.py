"""Explanations are complete: a path between two records of a profile, a reason between two profiles, all in words."""

from collections import Counter
from itertools import combinations, pairwise

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.domain.explanation.evidence import IdentityEvidence, Side, Step, StepKind, Why
from profile_service.domain.explanation.paths import joining_steps, path, separation
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-01-05T09:00:00.000000Z"
_RULES = Rules(
    types={"user_id": TypeRule(0, limit=1), "email": TypeRule(1, limit=2), "phone": TypeRule(2, reissued=True)},
    other=TypeRule(9, joins=False),
    hub_cap=4,
)
_VALUES = [
    Identifier(type, value)
    for type, values in {"user_id": "uv", "email": "abc", "phone": "pqr", "device_id": "d"}.items()
    for value in values
]
_KEYS = [f"shop:{n}" for n in range(8)]


@st.composite
def _identity_evidence(draw: st.DrawFn) -> IdentityEvidence:
    """Up to eight records, judged and locked at random, in the profiles that resolution makes of them."""
    keys = draw(st.lists(st.sampled_from(_KEYS), min_size=2, unique=True))
    records = [
        ComparableRecord(
            key,
            draw(st.frozensets(st.sampled_from(_VALUES), max_size=3)),
            draw(st.sampled_from(["", "Ann", "Robert"])),
            observed_at=draw(st.sampled_from([None, _AT, _AT.replace("2026", "2027")])),
            lock=draw(st.sampled_from([None, None, None, "l"])),
        )
        for key in sorted(keys)
    ]
    pairs = draw(st.lists(st.sampled_from(list(combinations(sorted(keys), 2))), max_size=4, unique=True))
    judgements = [
        Judgement(f"j{n}", draw(st.sampled_from(list(Verdict))), a, b, "mia", "", _AT) for n, (a, b) in enumerate(pairs)
    ]
    return _evidence(records, judgements)


def _evidence(records: list[ComparableRecord], judgements: list[Judgement]) -> IdentityEvidence:
    """The records in the profiles that resolution makes of them, loaded one a day."""
    result = partition(records, judgements, _RULES)
    profiles = {key: min(cluster) for cluster in result.clusters for key in cluster}
    holders = Counter(identifier for record in records for identifier in record.identifiers)
    obstacles = {c.evidence: c.obstacle.value for c in result.contested if isinstance(c.evidence, Identifier)}
    stored = {
        record.key: StoredRecord(
            record.key,
            profiles[record.key],
            orjson.dumps({"given_name": record.given_name}).decode(),
            record.observed_at,
            f"2026-01-0{n % 9 + 1}",
            record.lock,
            claims=tuple(
                Claim(
                    record.key,
                    i,
                    _AT,
                    _AT,
                    holders[i],
                    result.ended_claims.get((record.key, i)),
                    _AT if i in obstacles else None,
                    obstacles.get(i),
                )
                for i in sorted(record.identifiers)
            ),
        )
        for n, record in enumerate(records)
    }
    return IdentityEvidence(stored, judgements, {}, _RULES)


def _of_profiles(evidence: IdentityEvidence, *profiles: str) -> IdentityEvidence:
    """The evidence of some of the profiles."""
    records = {key: record for key, record in evidence.records.items() if record.profile in profiles}
    return IdentityEvidence(records, [j for j in evidence.judgements if j.left in records], {}, evidence.rules)


@settings(max_examples=3 * settings().max_examples)
@given(evidence=_identity_evidence())
def test_records_of_a_profile_have_a_path(evidence: IdentityEvidence) -> None:
    for a, b in combinations(evidence.records, 2):
        profile = evidence.records[a].profile
        if evidence.records[b].profile != profile:
            continue
        steps = path(_of_profiles(evidence, profile), {a}, {b})
        assert (steps[0].left, steps[-1].right) == (a, b)
        assert all(one.right == next.left for one, next in pairwise(steps))
        for step in steps:
            if step.identifier:
                ends = [evidence.records[str(key)].comparable for key in (step.left, step.right)]
                assert all(step.identifier in end.identifiers for end in ends)
                assert _RULES.joins(step.identifier)
                assert not contradict(ends[0], ends[1], _RULES)
            assert sentence(step).endswith(".")


@settings(max_examples=3 * settings().max_examples)
@given(evidence=_identity_evidence())
def test_two_profiles_have_a_separating_reason(evidence: IdentityEvidence) -> None:
    for a, b in combinations(evidence.records, 2):
        left, right = evidence.records[a].profile, evidence.records[b].profile
        if left == right:
            continue
        sides = Side(a, left, frozenset({a})), Side(b, right, frozenset({b}))
        steps = separation(_of_profiles(evidence, left, right), *sides)
        assert steps
        assert any(step.kind is not StepKind.POWERLESS for step in steps)
        assert summary(Why(*sides, tuple(steps))).endswith(".")
        for step in steps:
            assert sentence(step).endswith(".")
            if step.left is not None:
                assert {evidence.records[str(key)].profile for key in (step.left, step.right)} == {left, right}


@settings(max_examples=2 * settings().max_examples)
@given(evidence=_identity_evidence())
def test_joining_steps_name_every_record_once(evidence: IdentityEvidence) -> None:
    for profile in {record.profile for record in evidence.records.values()}:
        steps = joining_steps(_of_profiles(evidence, profile))
        loaded = [step.left for step in steps if step.kind is StepKind.LOADED]
        members = {key for key, record in evidence.records.items() if record.profile == profile}
        assert sorted(map(str, loaded)) == sorted(members)
        assert len(steps) - len(loaded) < len(loaded)
        for position, step in enumerate(steps):
            if step.kind is not StepKind.LOADED:
                loaded_before = {s.left for s in steps[:position] if s.kind is StepKind.LOADED}
                assert {step.left, step.right} <= loaded_before


def test_path_is_shortest_then_strongest() -> None:
    user, email, phone = Identifier("user_id", "u"), Identifier("email", "e"), Identifier("phone", "p")
    far = Identifier("phone", "q")
    evidence = _evidence(
        [
            ComparableRecord("a", frozenset({user, phone})),
            ComparableRecord("b", frozenset({user, email, far})),
            ComparableRecord("c", frozenset({phone, far})),
            ComparableRecord("d", frozenset({email, far})),
        ],
        [],
    )
    steps = path(evidence, {"a"}, {"d"})
    assert [(s.left, s.identifier, s.right) for s in steps] == [("a", user, "b"), ("b", email, "d")]
    assert path(evidence, {"a", "c"}, {"d"})[0].identifier == far
    assert path(evidence, {"a"}, {"a", "b"}) == []


def test_judgement_is_the_strongest_evidence() -> None:
    email = Identifier("email", "e")
    judged = Judgement("j", Verdict.SAME, "a", "b", "mia", "seen", _AT)
    evidence = _evidence(
        [ComparableRecord("a", frozenset({email})), ComparableRecord("b", frozenset({email}))], [judged]
    )
    (step,) = path(evidence, {"b"}, {"a"})
    assert step == Step(StepKind.SAME, "b", "a", judgement="j", reason="seen", actor="mia", at=_AT)


def test_limit_of_all_holders_is_the_reason_between_two_of_them() -> None:
    """Two of them alone would not exceed it."""
    phone = Identifier("phone", "p")
    emails = [Identifier("email", value) for value in "abc"]
    evidence = _evidence(
        [ComparableRecord(f"till:{n}", frozenset({phone, email})) for n, email in enumerate(emails)], []
    )
    sides = [Side(key, key, frozenset({key})) for key in ("till:0", "till:1")]

    (step,) = separation(_of_profiles(evidence, "till:0", "till:1"), *sides)

    assert sentence(step) == (
        "till:0 and till:1 both hold the phone p, but all its holders together have more values of a type than one "
        "person may."
    )


def test_contested_identifier_is_a_step_only_where_nothing_else_leads_there() -> None:
    card, own = Identifier("phone", "p"), Identifier("email", "a")
    records = [
        ComparableRecord("shop:1", frozenset({card, own}), "Ann", "Lee"),
        ComparableRecord("shop:2", frozenset({card}), "Ann", "Lee"),
        ComparableRecord("shop:3", frozenset({card}), "Robert", "Lee"),
        ComparableRecord("shop:4", frozenset({card, own}), "Ann", "Lee"),
    ]
    evidence = _of_profiles(_evidence(records, []), "shop:1")

    assert [step.identifier for step in path(evidence, {"shop:1"}, {"shop:4"})] == [own]
    assert [step.identifier for step in path(evidence, {"shop:1"}, {"shop:2"})] == [card]


def test_contradiction_says_of_how_many_more_pairs_it_is() -> None:
    phone = Identifier("phone", "p")
    given = {"a": "Ann", "c": "Robert", "d": "Robert", "e": "Wilhelm"}
    records = [ComparableRecord(key, frozenset({phone}), name, "Lee") for key, name in given.items()]
    evidence = _evidence(records, [Judgement("j", Verdict.SAME, "c", "e", "mia", "", _AT)])
    ann, others = (Side(key, evidence.records[key].profile, frozenset({key})) for key in "ac")
    (step, *_) = separation(_of_profiles(evidence, ann.profile, others.profile), ann, others)
    assert (step.kind, step.detail, step.left, step.right) == (
        StepKind.CONTRADICTION, "their given names differ", "a", "c",
    )  # fmt: skip
    assert step.more == 1, "with Robert, and with Wilhelm; what is stated twice counts once"
