"""What joins, what keeps apart, and in which order it is told, by small examples."""

from collections.abc import Sequence

import pytest

from profile_service.domain.explanation.evidence import Holding, Knowledge, Known, Side, Step, StepKind
from profile_service.domain.explanation.paths import apart, growth, path
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.rules import Rules, TypeRule
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


def _holding(identifier: Identifier, holders: int = 2, since: str = _AT, **changes: object) -> Holding:
    return Holding(identifier, holders, since, **changes)  # type: ignore[arg-type]


def _known(
    key: str, profile: str, *holdings: Holding, name: str = "", lock: str | None = None, created_at: str = _AT
) -> Known:
    given, _, family = name.partition(" ")
    held = frozenset(each.identifier for each in holdings if not each.disowned)
    return Known(ComparableRecord(key, held, given, family, lock=lock), profile, created_at, holdings)


def _knowledge(*known: Known, judgements: Sequence[Judgement] = (), **locks: tuple[str, str]) -> Knowledge:
    return Knowledge({each.person.key: each for each in known}, judgements, locks, _RULES)


def _judgement(id: str, verdict: Verdict, left: str, right: str, *, at: str = _AT, score: float = 1.0) -> Judgement:
    return Judgement(id, verdict, left, right, "mia", f"because of {id}", at, score)


def _sides(known: Knowledge, a: str = "a", b: str = "b") -> tuple[Side, Side]:
    return (
        Side(a, known.records[a].profile, frozenset({a})),
        Side(b, known.records[b].profile, frozenset({b})),
    )


@pytest.mark.parametrize(
    ("holding", "why"),
    [
        (_holding(_EMAIL, 3), ""),
        (_holding(_EMAIL, 4), "shared"),
        (_holding(_DEVICE, 4), "weak"),
        (_holding(_JUNK, 4), "junk"),
        (_holding(_JUNK, 4, disowned=True), "disowned"),
    ],
)
def test_claim_that_joins_nobody_says_why(holding: Holding, why: str) -> None:
    assert _knowledge().why_not_joining(holding) == why


def test_evidence_is_told_strongest_first() -> None:
    old, sure = _judgement("j1", Verdict.SAME, "a", "b"), _judgement("j2", Verdict.SAME, "a", "c", at=_LATER)
    unsure = _judgement("j0", Verdict.SAME, "b", "c", score=0.7)
    known = _knowledge(
        _known("a", "p", _holding(_PHONE), _holding(_EMAIL), _holding(_USER)),
        _known("b", "p", _holding(_USER, since=_LATER), _holding(_EMAIL)),
        _known("c", "p", _holding(_PHONE, since=_LATER), _holding(_DEVICE)),
        judgements=[unsure, sure, old],
    )
    assert [(s.kind, s.left, s.right, s.judgement or s.identifier, s.at) for s in known.evidence] == [
        (StepKind.SAME, "a", "b", "j1", _AT),
        (StepKind.SAME, "a", "c", "j2", _LATER),
        (StepKind.SAME, "b", "c", "j0", _AT),
        (StepKind.IDENTIFIER, "a", "b", _USER, _LATER),
        (StepKind.IDENTIFIER, "a", "b", _EMAIL, _AT),
        (StepKind.IDENTIFIER, "a", "c", _PHONE, _LATER),
    ]
    assert known.evidence[0] == Step(
        StepKind.SAME, "a", "b", judgement="j1", reason="because of j1", actor="mia", at=_AT
    )


def test_shared_identifier_joins_neither_who_was_judged_different_nor_who_contradicts() -> None:
    known = _knowledge(
        _known("a", "p", _holding(_EMAIL), name="Ann Smith"),
        _known("b", "p", _holding(_EMAIL)),
        _known("c", "p", _holding(_EMAIL), name="Bob Smith"),
        judgements=[_judgement("j", Verdict.NOT_SAME, "a", "b")],
    )
    assert [(step.left, step.right) for step in known.evidence] == [("b", "c")]
    assert known.judged_different == {"a": {"b"}, "b": {"a"}}


def test_judgement_that_was_retracted_or_is_about_others_is_not_heard() -> None:
    gone = Judgement("j", Verdict.SAME, "a", "b", "mia", "", _AT, retracted_at=_LATER)
    other = _judgement("k", Verdict.SAME, "a", "z")
    known = _knowledge(_known("a", "p"), _known("b", "p"), judgements=[gone, other])
    assert known.evidence == []


def test_judgements_between_two_are_told_from_the_left() -> None:
    known = _knowledge(
        *(_known(key, "p") for key in "abcd"),
        judgements=[
            _judgement("s", Verdict.SAME, "a", "c"),
            _judgement("m", Verdict.MAYBE, "b", "c"),
            _judgement("n", Verdict.NOT_SAME, "b", "d"),
            _judgement("x", Verdict.NOT_SAME, "a", "b"),
        ],
    )
    found = list(known.between({"c", "d"}, {"a", "b"}))
    assert [(step.kind, step.left, step.right) for step in found] == [
        (StepKind.NOT_SAME, "d", "b"), (StepKind.MAYBE, "c", "b"), (StepKind.SAME, "c", "a"),
    ]  # fmt: skip
    assert [(step.left, step.right) for step in known.between({"a", "b"}, {"c"})] == [("b", "c"), ("a", "c")]


def test_step_is_read_from_either_end() -> None:
    step = Step(StepKind.IDENTIFIER, "a", "b", _EMAIL)
    assert (step.read_from("a"), step.read_from("b")) == (step, Step(StepKind.IDENTIFIER, "b", "a", _EMAIL))


def test_view_without_attributes_hides_what_people_said() -> None:
    step = Step(StepKind.SAME, "a", "b", reason="she said so")
    assert step.shown(View("v", "", "", attributes=frozenset())).reason == ""
    assert step.shown(View("v", "", "", identifiers=frozenset())).reason == "she said so"
    held = Step(StepKind.IDENTIFIER, "a", "b", Identifier("email_folded", "a@x.org"))
    assert held.shown(View("v", "", "", identifiers=frozenset({"phone"}))).identifier == ("email_folded", "")


def test_path_takes_a_lock_only_where_nothing_else_leads() -> None:
    locked = [_known(key, "p", lock="l") for key in "ab"]
    known = _knowledge(*locked, _known("c", "p", lock="l"), p=("mia", _LATER))
    assert path(known, {"a"}, {"c"}) == [
        Step(StepKind.LOCK, "a", "c", actor="mia", at=_LATER, profile="p"),
    ]
    shared = [_known(key, "p", _holding(_EMAIL), lock="l") for key in "ab"]
    assert [step.kind for step in path(_knowledge(*shared, p=("mia", _AT)), {"a"}, {"b"})] == [StepKind.IDENTIFIER]
    assert path(_knowledge(_known("a", "p", lock="l"), _known("b", "p", lock="m")), {"a"}, {"b"}) == []
    assert path(_knowledge(_known("a", "p"), _known("b", "p")), {"a"}, {"b"}) == []


def test_path_goes_over_the_fewest_steps_then_over_the_strongest() -> None:
    two, three = (_holding(Identifier("email", f"{name}@x.org")) for name in ("two", "three"))

    def known(*direct: Holding) -> Knowledge:
        return _knowledge(
            _known("a", "p", _holding(_USER), _holding(_PHONE), *direct),
            _known("b", "p", _holding(_USER), two),
            _known("c", "p", _holding(_PHONE), three),
            _known(
                "d",
                "p",
                two,
                three,
                *direct,
            ),
        )

    weak = _holding(Identifier("phone", "+33"))
    assert [(step.left, step.right) for step in path(known(weak), {"a"}, {"d"})] == [("a", "d")]
    assert [(step.left, step.right) for step in path(known(), {"a"}, {"d"})] == [("a", "b"), ("b", "d")]
    assert [(step.left, step.right) for step in path(known(), {"d"}, {"a"})] == [("d", "b"), ("b", "a")]
    assert [(step.left, step.right) for step in path(known(), {"c", "b"}, {"a"})] == [("b", "a")]


def test_growth_names_the_strongest_identifier_for_every_part_that_it_joins() -> None:
    known = _knowledge(
        _known("c", "p", _holding(_USER), _holding(_EMAIL), created_at="2026-01-03"),
        _known("b", "p", _holding(_EMAIL), created_at="2026-01-02"),
        _known("a", "p", _holding(_USER), _holding(_PHONE), created_at="2026-01-01"),
        _known("d", "p", _holding(_PHONE), _holding(_EMAIL), created_at="2026-01-03"),
        judgements=[_judgement("j", Verdict.SAME, "a", "b")],
    )
    assert [(s.kind, s.left, s.right, s.identifier, s.at) for s in growth(known)] == [
        (StepKind.LOADED, "a", None, None, "2026-01-01"),
        (StepKind.LOADED, "b", None, None, "2026-01-02"),
        (StepKind.LOADED, "c", None, None, "2026-01-03"),
        (StepKind.IDENTIFIER, "c", "a", _USER, "2026-01-03"),
        (StepKind.IDENTIFIER, "c", "b", _EMAIL, "2026-01-03"),
        (StepKind.LOADED, "d", None, None, "2026-01-03"),
        (StepKind.IDENTIFIER, "d", "b", _EMAIL, "2026-01-03"),
    ]


def _apart(known: Knowledge) -> list[tuple[StepKind, str | None, str | None, str]]:
    return [(step.kind, step.left, step.right, step.detail) for step in apart(known, *_sides(known))]


def test_two_without_anything_in_common_have_nothing_between_them() -> None:
    assert _apart(_knowledge(_known("a", "p"), _known("b", "q"))) == [(StepKind.NOTHING, "a", "b", "")]
    weak = _knowledge(_known("a", "p", _holding(_DEVICE)), _known("b", "q", _holding(_DEVICE)))
    assert _apart(weak) == [(StepKind.POWERLESS, "a", "b", "weak"), (StepKind.NOTHING, "a", "b", "")]


def test_judgement_comes_first_then_contradictions_then_what_is_shared_then_locks() -> None:
    known = _knowledge(
        _known("a", "p", _holding(_EMAIL), _holding(_JUNK), name="Ann Smith", lock="l"),
        _known("b", "q", _holding(_JUNK), _holding(_EMAIL), name="Bob Smith"),
        judgements=[_judgement("m", Verdict.MAYBE, "a", "b")],
        p=("mia", _LATER),
    )
    steps = apart(known, *_sides(known))
    assert [(step.kind, step.detail) for step in steps] == [
        (StepKind.MAYBE, ""),
        (StepKind.CONTRADICTION, "their given names differ"),
        (StepKind.CONTESTED, "contradiction"),
        (StepKind.POWERLESS, "junk"),
        (StepKind.LOCK, ""),
    ]
    assert steps[2].identifier == _EMAIL
    assert steps[-1] == Step(StepKind.LOCK, actor="mia", at=_LATER, profile="p")


def test_each_lock_is_told_of_its_side() -> None:
    known = _knowledge(_known("a", "p", lock="l"), _known("b", "q", lock="m"), p=("mia", _AT), q=("ada", _LATER))
    steps = apart(known, *_sides(known))
    assert [(step.profile, step.actor) for step in steps if step.kind is StepKind.LOCK] == [("p", "mia"), ("q", "ada")]


@pytest.mark.parametrize(
    ("mine", "yours", "step"),
    [
        (
            _holding(_EMAIL, ended=_LATER),
            _holding(_EMAIL),
            Step(StepKind.ENDED, "a", "b", _EMAIL, detail="ambiguous", at=_LATER),
        ),
        (
            _holding(_EMAIL),
            _holding(_EMAIL, ended=_LATER),
            Step(StepKind.ENDED, "b", "a", _EMAIL, detail="ambiguous", at=_LATER),
        ),
        (
            _holding(_EMAIL),
            _holding(_EMAIL, disowned=True),
            Step(StepKind.POWERLESS, "b", "a", _EMAIL, detail="disowned"),
        ),
        (
            _holding(_EMAIL, disowned=True),
            _holding(_EMAIL, ended=_LATER),
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="disowned"),
        ),
        (
            _holding(_EMAIL, 4, ended=_LATER),
            _holding(_EMAIL, 4),
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="shared"),
        ),
        (_holding(_EMAIL), _holding(_EMAIL), Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="ambiguous")),
    ],
)
def test_identifier_of_both_says_why_it_does_not_join_them(mine: Holding, yours: Holding, step: Step) -> None:
    known = _knowledge(_known("a", "p", mine), _known("b", "q", yours))
    assert apart(known, *_sides(known))[0] == step


@pytest.mark.parametrize(
    ("a", "b", "judgements", "obstacle"),
    [
        (_known("a", "p", _holding(_EMAIL), lock="l"), _known("b", "q", _holding(_EMAIL)), [], "lock"),
        (
            _known("a", "p", _holding(_EMAIL), _holding(_USER)),
            _known("b", "q", _holding(_EMAIL), _holding(Identifier("user_id", "u2"))),
            [],
            "limit",
        ),
        (
            _known("a", "p", _holding(_EMAIL)),
            _known("b", "q", _holding(_EMAIL)),
            [_judgement("n", Verdict.NOT_SAME, "a", "b")],
            "judgement",
        ),
    ],
)
def test_contest_names_its_obstacle(a: Known, b: Known, judgements: list[Judgement], obstacle: str) -> None:
    known = _knowledge(a, b, judgements=judgements)
    steps = apart(known, *_sides(known))
    assert [step.detail for step in steps if step.kind is StepKind.CONTESTED] == [obstacle]


def test_records_that_were_asked_for_are_told_first() -> None:
    first, other = _known("a0", "p", _holding(_EMAIL)), _known("a", "p", _holding(_EMAIL))
    known = _knowledge(first, other, _known("b", "q", _holding(_EMAIL)), _known("b0", "q"))
    assert [(step.left, step.right) for step in apart(known, *_sides(known))] == [("a", "b")]
    asked = Side("p", "p", frozenset({"a", "a0"})), Side("b0", "q", frozenset({"b0"}))
    assert [(step.left, step.right) for step in apart(known, *asked)] == [("a", "b")]


def test_usable_claim_of_a_side_is_told_before_one_that_was_taken_away() -> None:
    known = _knowledge(
        _known("a", "p", _holding(_EMAIL, disowned=True)),
        _known("a2", "p", _holding(_EMAIL)),
        _known("b", "q", _holding(_EMAIL)),
    )
    assert _apart(known) == [(StepKind.CONTESTED, "a2", "b", "ambiguous")]


def test_contradiction_is_told_once_of_the_first_who_say_so() -> None:
    anns = [_known(key, "p", name="Ann Smith") for key in ("a", "a2")]
    known = _knowledge(*anns, _known("b", "q", name="Bob Smith"), _known("b2", "q", name="Rob Jones Jr"))
    assert _apart(known)[0] == (StepKind.CONTRADICTION, "a", "b", "their given names differ")
    assert [step[0] for step in _apart(known)].count(StepKind.CONTRADICTION) == 1


def test_strongest_shared_identifier_is_told_first() -> None:
    held = [_holding(_PHONE), _holding(_EMAIL), _holding(_DEVICE), _holding(Identifier("card", "c1"))]
    known = _knowledge(_known("a", "p", *held), _known("b", "q", *held))
    told = [step.identifier.type for step in apart(known, *_sides(known)) if step.identifier]
    assert told == ["card", "email", "phone", "device_id"]
