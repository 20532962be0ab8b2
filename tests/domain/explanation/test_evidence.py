"""What joins, what keeps apart, and in which order, by small examples."""

from collections.abc import Sequence

import orjson
import pytest

from profile_service.domain.explanation.evidence import IdentityEvidence, Side, Step, StepKind
from profile_service.domain.explanation.paths import joining_steps, path, separation
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier

_AT, _LATER = "2026-01-05T09:00:00.000000Z", "2026-02-05T09:00:00.000000Z"
_RULES = Rules(
    types={
        "user_id": TypeRule(1, limit=1),
        "email": TypeRule(3),
        "phone": TypeRule(4),
        "device_id": TypeRule(5, joins=False),
    },
    other=TypeRule(2),
    hub_cap=3,
)
_USER, _EMAIL, _PHONE = Identifier("user_id", "u1"), Identifier("email", "ann@x.org"), Identifier("phone", "+1415")
_DEVICE, _JUNK = Identifier("device_id", "d1"), Identifier("card", "0000")


def _claim(
    identifier: Identifier, holders: int = 2, since: str = _AT, *, ended: str | None = None, disowned: bool = False
) -> Claim:
    disowned_at, disowned_by = (_AT, "mia") if disowned else (None, None)
    return Claim("", identifier, since, since, holders, ended, disowned_at=disowned_at, disowned_by=disowned_by)


def _record(
    key: str, profile: str, *claims: Claim, name: str = "", lock: str | None = None, created_at: str = _AT
) -> StoredRecord:
    given, _, family = name.partition(" ")
    attributes = orjson.dumps({"given_name": given, "family_name": family}).decode()
    own_claims = tuple(claim._replace(record=key) for claim in claims)
    return StoredRecord(key, profile, attributes, created_at=created_at, lock=lock, claims=own_claims)


def _evidence(
    *records: StoredRecord, judgements: Sequence[Judgement] = (), **locks: tuple[str, str]
) -> IdentityEvidence:
    return IdentityEvidence({record.key: record for record in records}, judgements, locks, _RULES)


def _judgement(id: str, verdict: Verdict, left: str, right: str, *, at: str = _AT, score: float = 1.0) -> Judgement:
    return Judgement(id, verdict, left, right, "mia", f"because of {id}", at, score)


def _sides(evidence: IdentityEvidence, a: str = "a", b: str = "b") -> tuple[Side, Side]:
    return (
        Side(a, evidence.records[a].profile, frozenset({a})),
        Side(b, evidence.records[b].profile, frozenset({b})),
    )


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (_claim(_EMAIL, 3), ""),
        (_claim(_EMAIL, 4), "shared"),
        (_claim(_DEVICE, 4), "weak"),
        (_claim(_JUNK, 4), "junk"),
        (_claim(_JUNK, 4, disowned=True), "disowned"),
    ],
)
def test_claim_that_joins_nobody_says_why(claim: Claim, why: str) -> None:
    assert _evidence().why_not_joining(claim) == why


def test_evidence_is_listed_strongest_first() -> None:
    old, sure = _judgement("j1", Verdict.SAME, "a", "b"), _judgement("j2", Verdict.SAME, "a", "c", at=_LATER)
    unsure = _judgement("j0", Verdict.SAME, "b", "c", score=0.7)
    evidence = _evidence(
        _record("a", "p", _claim(_PHONE), _claim(_EMAIL), _claim(_USER)),
        _record("b", "p", _claim(_USER, since=_LATER), _claim(_EMAIL)),
        _record("c", "p", _claim(_PHONE, since=_LATER), _claim(_DEVICE)),
        judgements=[unsure, sure, old],
    )
    assert [(s.kind, s.left, s.right, s.judgement or s.identifier, s.at) for s in evidence.joining] == [
        (StepKind.SAME, "a", "b", "j1", _AT),
        (StepKind.SAME, "a", "c", "j2", _LATER),
        (StepKind.SAME, "b", "c", "j0", _AT),
        (StepKind.IDENTIFIER, "a", "b", _USER, _LATER),
        (StepKind.IDENTIFIER, "a", "b", _EMAIL, _AT),
        (StepKind.IDENTIFIER, "a", "c", _PHONE, _LATER),
    ]
    assert evidence.joining[0] == Step(
        StepKind.SAME, "a", "b", judgement="j1", reason="because of j1", actor="mia", at=_AT
    )


def test_shared_identifier_joins_neither_who_was_judged_different_nor_who_contradicts() -> None:
    evidence = _evidence(
        _record("a", "p", _claim(_EMAIL), name="Ann Smith"),
        _record("b", "p", _claim(_EMAIL)),
        _record("c", "p", _claim(_EMAIL), name="Bob Smith"),
        judgements=[_judgement("j", Verdict.NOT_SAME, "a", "b")],
    )
    assert [(step.left, step.right) for step in evidence.joining] == [("b", "c")]
    assert evidence.judged_different == {"a": {"b"}, "b": {"a"}}


def test_judgement_that_was_retracted_or_is_about_others_does_not_count() -> None:
    gone = Judgement("j", Verdict.SAME, "a", "b", "mia", "", _AT, retracted_at=_LATER)
    other = _judgement("k", Verdict.SAME, "a", "z")
    evidence = _evidence(_record("a", "p"), _record("b", "p"), judgements=[gone, other])
    assert evidence.joining == []


def test_judgements_between_two_are_read_from_the_left() -> None:
    evidence = _evidence(
        *(_record(key, "p") for key in "abcd"),
        judgements=[
            _judgement("s", Verdict.SAME, "a", "c"),
            _judgement("m", Verdict.MAYBE, "b", "c"),
            _judgement("n", Verdict.NOT_SAME, "b", "d"),
            _judgement("x", Verdict.NOT_SAME, "a", "b"),
        ],
    )
    steps = list(evidence.between({"c", "d"}, {"a", "b"}))
    assert [(step.kind, step.left, step.right) for step in steps] == [
        (StepKind.NOT_SAME, "d", "b"), (StepKind.MAYBE, "c", "b"), (StepKind.SAME, "c", "a"),
    ]  # fmt: skip
    assert [(step.left, step.right) for step in evidence.between({"a", "b"}, {"c"})] == [("b", "c"), ("a", "c")]


def test_step_is_read_from_either_end() -> None:
    step = Step(StepKind.IDENTIFIER, "a", "b", _EMAIL)
    assert (step.read_from("a"), step.read_from("b")) == (step, Step(StepKind.IDENTIFIER, "b", "a", _EMAIL))


def test_view_without_attributes_hides_what_people_said() -> None:
    step = Step(StepKind.SAME, "a", "b", reason="she said so")
    assert step.shown(View("v", "", "", attributes=frozenset())).reason == ""
    assert step.shown(View("v", "", "", identifiers=frozenset())).reason == "she said so"
    hidden = Step(StepKind.IDENTIFIER, "a", "b", Identifier("email_folded", "a@x.org"))
    assert hidden.shown(View("v", "", "", identifiers=frozenset({"phone"}))).identifier == ("email_folded", "")


def test_path_takes_a_lock_only_where_nothing_else_leads() -> None:
    locked = [_record(key, "p", lock="l") for key in "ab"]
    evidence = _evidence(*locked, _record("c", "p", lock="l"), p=("mia", _LATER))
    assert path(evidence, {"a"}, {"c"}) == [
        Step(StepKind.LOCK, "a", "c", actor="mia", at=_LATER, profile="p"),
    ]
    shared = [_record(key, "p", _claim(_EMAIL), lock="l") for key in "ab"]
    assert [step.kind for step in path(_evidence(*shared, p=("mia", _AT)), {"a"}, {"b"})] == [StepKind.IDENTIFIER]
    assert path(_evidence(_record("a", "p", lock="l"), _record("b", "p", lock="m")), {"a"}, {"b"}) == []
    assert path(_evidence(_record("a", "p"), _record("b", "p")), {"a"}, {"b"}) == []


def test_path_goes_over_the_fewest_steps_then_over_the_strongest() -> None:
    two, three = (_claim(Identifier("email", f"{name}@x.org")) for name in ("two", "three"))

    def square(*direct: Claim) -> IdentityEvidence:
        return _evidence(
            _record("a", "p", _claim(_USER), _claim(_PHONE), *direct),
            _record("b", "p", _claim(_USER), two),
            _record("c", "p", _claim(_PHONE), three),
            _record(
                "d",
                "p",
                two,
                three,
                *direct,
            ),
        )

    weak = _claim(Identifier("phone", "+33"))
    assert [(step.left, step.right) for step in path(square(weak), {"a"}, {"d"})] == [("a", "d")]
    assert [(step.left, step.right) for step in path(square(), {"a"}, {"d"})] == [("a", "b"), ("b", "d")]
    assert [(step.left, step.right) for step in path(square(), {"d"}, {"a"})] == [("d", "b"), ("b", "a")]
    assert [(step.left, step.right) for step in path(square(), {"c", "b"}, {"a"})] == [("b", "a")]


def test_joining_steps_name_the_strongest_identifier_for_every_part_that_it_joins() -> None:
    evidence = _evidence(
        _record("c", "p", _claim(_USER), _claim(_EMAIL), created_at="2026-01-03"),
        _record("b", "p", _claim(_EMAIL), created_at="2026-01-02"),
        _record("a", "p", _claim(_USER), _claim(_PHONE), created_at="2026-01-01"),
        _record("d", "p", _claim(_PHONE), _claim(_EMAIL), created_at="2026-01-03"),
        judgements=[_judgement("j", Verdict.SAME, "a", "b")],
    )
    assert [(s.kind, s.left, s.right, s.identifier, s.at) for s in joining_steps(evidence)] == [
        (StepKind.LOADED, "a", None, None, "2026-01-01"),
        (StepKind.LOADED, "b", None, None, "2026-01-02"),
        (StepKind.LOADED, "c", None, None, "2026-01-03"),
        (StepKind.IDENTIFIER, "c", "a", _USER, "2026-01-03"),
        (StepKind.IDENTIFIER, "c", "b", _EMAIL, "2026-01-03"),
        (StepKind.LOADED, "d", None, None, "2026-01-03"),
        (StepKind.IDENTIFIER, "d", "b", _EMAIL, "2026-01-03"),
    ]


def _separation(evidence: IdentityEvidence) -> list[tuple[StepKind, str | None, str | None, str]]:
    return [(step.kind, step.left, step.right, step.detail) for step in separation(evidence, *_sides(evidence))]


def test_two_without_anything_in_common_have_nothing_between_them() -> None:
    assert _separation(_evidence(_record("a", "p"), _record("b", "q"))) == [(StepKind.NOTHING, "a", "b", "")]
    weak = _evidence(_record("a", "p", _claim(_DEVICE)), _record("b", "q", _claim(_DEVICE)))
    assert _separation(weak) == [(StepKind.POWERLESS, "a", "b", "weak"), (StepKind.NOTHING, "a", "b", "")]


def test_judgement_comes_first_then_contradictions_then_what_is_shared_then_locks() -> None:
    evidence = _evidence(
        _record("a", "p", _claim(_EMAIL), _claim(_JUNK), name="Ann Smith", lock="l"),
        _record("b", "q", _claim(_JUNK), _claim(_EMAIL), name="Bob Smith"),
        judgements=[_judgement("m", Verdict.MAYBE, "a", "b")],
        p=("mia", _LATER),
    )
    steps = separation(evidence, *_sides(evidence))
    assert [(step.kind, step.detail) for step in steps] == [
        (StepKind.MAYBE, ""),
        (StepKind.CONTRADICTION, "their given names differ"),
        (StepKind.CONTESTED, "contradiction"),
        (StepKind.POWERLESS, "junk"),
        (StepKind.LOCK, ""),
    ]
    assert steps[2].identifier == _EMAIL
    assert steps[-1] == Step(StepKind.LOCK, actor="mia", at=_LATER, profile="p")


def test_each_lock_is_explained_on_its_side() -> None:
    evidence = _evidence(_record("a", "p", lock="l"), _record("b", "q", lock="m"), p=("mia", _AT), q=("ada", _LATER))
    steps = separation(evidence, *_sides(evidence))
    assert [(step.profile, step.actor) for step in steps if step.kind is StepKind.LOCK] == [("p", "mia"), ("q", "ada")]


@pytest.mark.parametrize(
    ("mine", "yours", "step"),
    [
        (
            _claim(_EMAIL, ended=_LATER),
            _claim(_EMAIL),
            Step(StepKind.ENDED, "a", "b", _EMAIL, detail="ambiguous", at=_LATER),
        ),
        (
            _claim(_EMAIL),
            _claim(_EMAIL, ended=_LATER),
            Step(StepKind.ENDED, "b", "a", _EMAIL, detail="ambiguous", at=_LATER),
        ),
        (
            _claim(_EMAIL),
            _claim(_EMAIL, disowned=True),
            Step(StepKind.POWERLESS, "b", "a", _EMAIL, detail="disowned"),
        ),
        (
            _claim(_EMAIL, disowned=True),
            _claim(_EMAIL, ended=_LATER),
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="disowned"),
        ),
        (
            _claim(_EMAIL, 4, ended=_LATER),
            _claim(_EMAIL, 4),
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="shared"),
        ),
        (_claim(_EMAIL), _claim(_EMAIL), Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="ambiguous")),
    ],
)
def test_identifier_of_both_says_why_it_does_not_join_them(mine: Claim, yours: Claim, step: Step) -> None:
    evidence = _evidence(_record("a", "p", mine), _record("b", "q", yours))
    assert separation(evidence, *_sides(evidence))[0] == step


@pytest.mark.parametrize(
    ("a", "b", "judgements", "obstacle"),
    [
        (_record("a", "p", _claim(_EMAIL), lock="l"), _record("b", "q", _claim(_EMAIL)), [], "lock"),
        (
            _record("a", "p", _claim(_EMAIL), _claim(_USER)),
            _record("b", "q", _claim(_EMAIL), _claim(Identifier("user_id", "u2"))),
            [],
            "limit",
        ),
        (
            _record("a", "p", _claim(_EMAIL)),
            _record("b", "q", _claim(_EMAIL)),
            [_judgement("n", Verdict.NOT_SAME, "a", "b")],
            "judgement",
        ),
    ],
)
def test_contest_names_its_obstacle(
    a: StoredRecord, b: StoredRecord, judgements: list[Judgement], obstacle: str
) -> None:
    evidence = _evidence(a, b, judgements=judgements)
    steps = separation(evidence, *_sides(evidence))
    assert [step.detail for step in steps if step.kind is StepKind.CONTESTED] == [obstacle]


def test_records_that_were_asked_for_come_first() -> None:
    first, other = _record("a0", "p", _claim(_EMAIL)), _record("a", "p", _claim(_EMAIL))
    evidence = _evidence(first, other, _record("b", "q", _claim(_EMAIL)), _record("b0", "q"))
    assert [(step.left, step.right) for step in separation(evidence, *_sides(evidence))] == [("a", "b")]
    asked = Side("p", "p", frozenset({"a", "a0"})), Side("b0", "q", frozenset({"b0"}))
    assert [(step.left, step.right) for step in separation(evidence, *asked)] == [("a", "b")]


def test_usable_claim_of_a_side_comes_before_one_that_was_taken_away() -> None:
    evidence = _evidence(
        _record("a", "p", _claim(_EMAIL, disowned=True)),
        _record("a2", "p", _claim(_EMAIL)),
        _record("b", "q", _claim(_EMAIL)),
    )
    assert _separation(evidence) == [(StepKind.CONTESTED, "a2", "b", "ambiguous")]


def test_contradiction_is_listed_once_of_the_first_records() -> None:
    anns = [_record(key, "p", name="Ann Smith") for key in ("a", "a2")]
    evidence = _evidence(*anns, _record("b", "q", name="Bob Smith"), _record("b2", "q", name="Rob Jones Jr"))
    assert _separation(evidence)[0] == (StepKind.CONTRADICTION, "a", "b", "their given names differ")
    assert [step[0] for step in _separation(evidence)].count(StepKind.CONTRADICTION) == 1


def test_strongest_shared_identifier_comes_first() -> None:
    hidden = [_claim(_PHONE), _claim(_EMAIL), _claim(_DEVICE), _claim(Identifier("card", "c1"))]
    evidence = _evidence(_record("a", "p", *hidden), _record("b", "q", *hidden))
    types = [step.identifier.type for step in separation(evidence, *_sides(evidence)) if step.identifier]
    assert types == ["card", "email", "phone", "device_id"]


def test_view_hides_value_and_reason() -> None:
    view = View("narrow", "", "", attributes=frozenset({"name"}), identifiers=frozenset({"email"}))
    step = Step(StepKind.IDENTIFIER, "a", "b", Identifier("phone", "+1"), reason="she said so")
    canonical = Step(StepKind.IDENTIFIER, "a", "b", Identifier("email_folded", "ann@gmail.com"))
    assert step.shown(view) == Step(StepKind.IDENTIFIER, "a", "b", Identifier("phone", ""))
    assert canonical.shown(view) == canonical
    assert step.shown(View("full", "", "")) == step
