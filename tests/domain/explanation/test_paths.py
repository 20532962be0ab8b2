"""Reasons are complete: within a person a path of evidence, between two persons what keeps them apart; all in words."""

from collections import Counter
from itertools import combinations, pairwise

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profile_service.domain.explanation.evidence import IdentityEvidence, Side, Step, StepKind, Why
from profile_service.domain.explanation.paths import joining_steps, path, separation
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import Obstacle
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
def _worlds(draw: st.DrawFn) -> IdentityEvidence:
    """Up to eight records, judged and locked at random, in the profiles that resolution makes of them."""
    keys = draw(st.lists(st.sampled_from(_KEYS), min_size=2, unique=True))
    people = [
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
    return _known(people, judgements)


def _known(people: list[ComparableRecord], judgements: list[Judgement]) -> IdentityEvidence:
    found = partition(people, judgements, _RULES)
    profiles = {key: min(group) for group in found.clusters for key in group}
    holders = Counter(i for person in people for i in person.identifiers)
    records = {
        p.key: StoredRecord(
            p.key,
            profiles[p.key],
            orjson.dumps({"given_name": p.given_name}).decode(),
            p.observed_at,
            f"2026-01-0{n % 9 + 1}",
            p.lock,
            claims=tuple(
                Claim(p.key, i, _AT, _AT, holders[i], found.ended_claims.get((p.key, i))) for i in sorted(p.identifiers)
            ),
        )
        for n, p in enumerate(people)
    }
    return IdentityEvidence(records, judgements, {}, _RULES)


def _of(known: IdentityEvidence, *profiles: str) -> IdentityEvidence:
    """What is read of some profiles only."""
    records = {key: record for key, record in known.records.items() if record.profile in profiles}
    return IdentityEvidence(records, [j for j in known.judgements if j.left in records], {}, known.rules)


@settings(max_examples=300, deadline=None)
@given(known=_worlds())
def test_two_records_of_a_person_have_a_path(known: IdentityEvidence) -> None:
    for a, b in combinations(known.records, 2):
        profile = known.records[a].profile
        if known.records[b].profile != profile:
            continue
        steps = path(_of(known, profile), {a}, {b})
        assert (steps[0].left, steps[-1].right) == (a, b)
        assert all(one.right == next.left for one, next in pairwise(steps))
        for step in steps:
            if step.identifier:
                ends = [known.records[str(key)].comparable for key in (step.left, step.right)]
                assert all(step.identifier in person.identifiers for person in ends)
                assert _RULES.joins(step.identifier)
                assert not contradict(ends[0], ends[1], _RULES)
            assert sentence(step).endswith(".")


@settings(max_examples=300, deadline=None)
@given(known=_worlds())
def test_two_persons_have_something_between_them(known: IdentityEvidence) -> None:
    for a, b in combinations(known.records, 2):
        left, right = known.records[a].profile, known.records[b].profile
        if left == right:
            continue
        sides = Side(a, left, frozenset({a})), Side(b, right, frozenset({b}))
        steps = separation(_of(known, left, right), *sides)
        assert steps
        assert any(step.kind is not StepKind.POWERLESS for step in steps)
        assert summary(Why(*sides, tuple(steps))).endswith(".")
        for step in steps:
            assert sentence(step).endswith(".")
            if step.left is not None:
                assert {known.records[str(key)].profile for key in (step.left, step.right)} == {left, right}


@settings(max_examples=200, deadline=None)
@given(known=_worlds())
def test_growth_tells_every_record_once_and_no_step_too_many(known: IdentityEvidence) -> None:
    for profile in {record.profile for record in known.records.values()}:
        steps = joining_steps(_of(known, profile))
        loaded = [step.left for step in steps if step.kind is StepKind.LOADED]
        mine = {key for key, record in known.records.items() if record.profile == profile}
        assert sorted(map(str, loaded)) == sorted(mine)
        assert len(steps) - len(loaded) < len(loaded)
        for position, step in enumerate(steps):
            if step.kind is not StepKind.LOADED:
                told = {s.left for s in steps[:position] if s.kind is StepKind.LOADED}
                assert {step.left, step.right} <= told


def test_shortest_way_with_the_strongest_weakest_step() -> None:
    user, email, phone = Identifier("user_id", "u"), Identifier("email", "e"), Identifier("phone", "p")
    far = Identifier("phone", "q")
    known = _known(
        [
            ComparableRecord("a", frozenset({user, phone})),
            ComparableRecord("b", frozenset({user, email, far})),
            ComparableRecord("c", frozenset({phone, far})),
            ComparableRecord("d", frozenset({email, far})),
        ],
        [],
    )
    steps = path(known, {"a"}, {"d"})
    assert [(s.left, s.identifier, s.right) for s in steps] == [("a", user, "b"), ("b", email, "d")]
    assert path(known, {"a", "c"}, {"d"})[0].identifier == far
    assert path(known, {"a"}, {"a", "b"}) == []


def test_judgement_is_the_strongest_evidence() -> None:
    email = Identifier("email", "e")
    judged = Judgement("j", Verdict.SAME, "a", "b", "mia", "seen", _AT)
    known = _known([ComparableRecord("a", frozenset({email})), ComparableRecord("b", frozenset({email}))], [judged])
    (step,) = path(known, {"b"}, {"a"})
    assert step == Step(StepKind.SAME, "b", "a", judgement="j", reason="seen", actor="mia", at=_AT)


def test_view_hides_value_and_reason() -> None:
    view = View("narrow", "", "", attributes=frozenset({"name"}), identifiers=frozenset({"email"}))
    step = Step(StepKind.IDENTIFIER, "a", "b", Identifier("phone", "+1"), reason="she said so")
    folded = Step(StepKind.IDENTIFIER, "a", "b", Identifier("email_folded", "ann@gmail.com"))
    assert step.shown(view) == Step(StepKind.IDENTIFIER, "a", "b", Identifier("phone", ""))
    assert folded.shown(view) == folded
    assert step.shown(View("full", "", "")) == step


_EMAIL = Identifier("email", "ann@shop.org")
_SAID = {
    Step(StepKind.IDENTIFIER, "a", "b", Identifier("loyalty_id", "L-1")): "a and b both hold the loyalty id L-1.",
    Step(StepKind.IDENTIFIER, "a", "b", Identifier("email_folded", "ann@gmail.com")): (
        "a and b hold the same email but for how it is written (ann@gmail.com)."
    ),
    Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="shared"): (
        "a and b both hold the email ann@shop.org, but so many records hold it that it joins nobody."
    ),
    Step(StepKind.LOCK, profile="p", actor="mia", at=_AT): (
        "The profile p is locked on 2026-01-05 by mia: nobody joins or leaves it."
    ),
    Step(StepKind.SPLIT, profile="p", others=("q", "r"), records=("a", "b"), at=_AT): (
        "2 records left the profile p for q, r on 2026-01-05."
    ),
    Step(StepKind.MERGED, profile="p", others=("q",), records=("a",)): "The profile q merged into p, with one record.",
    Step(StepKind.JUDGED, profile="p", actor="mia", detail="move identifier user_id"): (
        "mia moved an identifier (user id) of the profile p."
    ),
    Step(StepKind.REMOVED, profile="p", at=_AT, actor="load 7"): "The profile p was removed on 2026-01-05 by load 7.",
}


@pytest.mark.parametrize("step", list(_SAID))
def test_step_is_said_in_a_sentence(step: Step) -> None:
    assert sentence(step) == _SAID[step]


@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_every_obstacle_has_words(obstacle: Obstacle) -> None:
    step = Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail=obstacle.value)
    assert sentence(step).startswith("a and b both hold the email ann@shop.org, but ")
