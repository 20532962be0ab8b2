"""The sentences that explain the steps."""

import pytest

from profile_service.domain.explanation.evidence import Side, Step, StepKind, Why
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-01-05T09:00:00.000000Z"
_EMAIL = Identifier("email", "ann@shop.org")
_HELD = "a and b both hold the email ann@shop.org"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(StepKind.IDENTIFIER, "a", "b", Identifier("loyalty_id", "L-1")), "a and b both hold the loyalty id L-1."),
        (Step(StepKind.IDENTIFIER, "a", "b", Identifier("loyalty_id", "")), "a and b both hold the same loyalty id."),
        (Step(StepKind.IDENTIFIER, "a", "b"), "a and b both hold the same identifier."),
        (
            Step(StepKind.IDENTIFIER, "a", "b", Identifier("loyalty_id_folded", "l1")),
            "a and b hold the same loyalty id but for how it is written (l1).",
        ),
        (
            Step(StepKind.IDENTIFIER, "a", "b", Identifier("loyalty_id_folded", "")),
            "a and b hold the same loyalty id but for how it is written.",
        ),
        (
            Step(StepKind.SAME, "a", "b", actor="mia", at=_AT, reason="She said so."),
            "mia judged that a and b are the same person on 2026-01-05, because: She said so.",
        ),
        (Step(StepKind.NOT_SAME, "a", "b"), "Somebody judged that a and b are not the same person."),
        (Step(StepKind.MAYBE, "a", "b", actor="mia"), "mia judged that a and b may be the same person."),
        (
            Step(StepKind.LOCK, "a", "b", actor="mia", at=_AT),
            "a and b are kept together by the lock of their profile on 2026-01-05 by mia.",
        ),
        (Step(StepKind.LOCK, profile="p"), "The profile p is locked: nobody joins or leaves it."),
        (
            Step(StepKind.CONTRADICTION, "a", "b", detail="their given names differ"),
            "a and b cannot be one person: their given names differ.",
        ),
        (
            Step(StepKind.CONTRADICTION, "a", "b", detail="their given names differ", more=1),
            "a and b cannot be one person: their given names differ; and so it is of 1 more pair of records.",
        ),
        (
            Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="contradiction"),
            f"{_HELD}, but what their profiles say cannot be true of one person.",
        ),
        (
            Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="ambiguous"),
            f"{_HELD}, but it would fit several persons who cannot be one.",
        ),
        (
            Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="limit"),
            f"{_HELD}, but all its holders together have more values of a type than one person may.",
        ),
        (
            Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="judgement"),
            f"{_HELD}, but somebody judged that they are not the same person.",
        ),
        (
            Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail="lock"),
            f"{_HELD}, but a locked profile takes in nobody.",
        ),
        (
            Step(StepKind.ENDED, "a", "b", _EMAIL, at=_AT),
            f"{_HELD}, but the claim of a ended on 2026-01-05 with that of b.",
        ),
        (
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="junk"),
            f"{_HELD}, but it is a placeholder that joins nobody.",
        ),
        (
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="weak"),
            f"{_HELD}, but its type points at a machine or a visit and joins nobody.",
        ),
        (
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="shared"),
            f"{_HELD}, but so many records hold it that it joins nobody.",
        ),
        (
            Step(StepKind.POWERLESS, "a", "b", _EMAIL, detail="disowned"),
            f"{_HELD}, but a steward took it from a.",
        ),
        (
            Step(StepKind.NOTHING, "a", "b"),
            "They hold no identifier in common that counts, and nobody judged about them.",
        ),
        (Step(StepKind.LOADED, "a", at=_AT), "a was loaded on 2026-01-05."),
        (Step(StepKind.CREATED, profile="p", at=_AT), "The profile p was created on 2026-01-05."),
        (Step(StepKind.LOCKED, profile="p", actor="mia"), "The profile p was locked by mia."),
        (Step(StepKind.UNLOCKED, profile="p"), "The profile p was unlocked."),
        (Step(StepKind.REMOVED, profile="p", at=_AT, actor="mia"), "The profile p was removed on 2026-01-05 by mia."),
        (
            Step(StepKind.MERGED, profile="p", others=("q", "r"), records=("a", "b"), at=_AT, actor="mia"),
            "The profiles q, r merged into p on 2026-01-05 by mia, with 2 records.",
        ),
        (
            Step(StepKind.MERGED, profile="p", others=("q",), records=tuple(map(str, range(1_234)))),
            "The profile q merged into p, with 1,234 records.",
        ),
        (
            Step(StepKind.SPLIT, profile="p", others=("q",), records=("a",), at=_AT, actor="mia"),
            "One record left the profile p for q on 2026-01-05 by mia.",
        ),
        (
            Step(StepKind.JUDGED, "a", "b", detail="MAYBE_SAME_AS", actor="mia", at=_AT, reason="alike"),
            "mia judged that a and b may be the same person on 2026-01-05, because: alike.",
        ),
        (
            Step(StepKind.RETRACTED, "a", "b", detail="NOT_SAME_AS", reason="claim checked"),
            "Somebody took back that a and b are not the same person, because: claim checked.",
        ),
        (
            Step(StepKind.RETRACTED, "a", "b", detail="SAME_AS", actor="mia"),
            "mia took back that a and b are the same person.",
        ),
        (
            Step(StepKind.JUDGED, profile="p", actor="mia", at=_AT, detail="SAME_AS"),
            "mia decided about records of the profile p on 2026-01-05.",
        ),
        (
            Step(StepKind.RETRACTED, profile="p", detail="move identifier loyalty_id", at=_AT),
            "Somebody moved an identifier (loyalty id) of the profile p on 2026-01-05.",
        ),
        (
            Step(StepKind.EVENT_MOVED, profile="p", detail="till:order:7", actor="mia", at=_AT, reason="not hers"),
            "mia moved the event till:order:7 to or from the profile p on 2026-01-05, because: not hers.",
        ),
    ],
)
def test_each_step_has_its_sentence(step: Step, expected: str) -> None:
    assert sentence(step) == expected


def test_every_kind_of_step_has_a_sentence() -> None:
    detail = {StepKind.CONTESTED: "lock", StepKind.POWERLESS: "weak", StepKind.JUDGED: "SAME_AS"}
    for kind in StepKind:
        verdict = detail.get(kind, "NOT_SAME_AS")
        assert sentence(Step(kind, "a", "b", detail=verdict, profile="p", others=("q",), records=("a",))).endswith(".")


def _side(asked: str, profile: str, *records: str) -> Side:
    return Side(asked, profile, frozenset(records))


def test_one_person_is_explained_by_the_evidence() -> None:
    step = Step(StepKind.IDENTIFIER, "a", "b", _EMAIL)
    a, b, whole = _side("a", "p", "a"), _side("b", "p", "b"), _side("p", "p", "a", "b")
    assert summary(Why(a, b, (step, step))) == "a and b are one person, the profile p, by 2 steps of evidence."
    assert summary(Why(a, b, (step,))) == "a and b are one person, the profile p, by one step of evidence."
    assert summary(Why(a, whole, ())) == "a and p are the profile p."
    assert summary(Why(a, a, (step,))) == "a and a are the profile p."
    assert summary(Why(a, b, ())) == (
        "a and b are one person, the profile p, but nothing that counts today leads from one to the other; "
        "resolve them again."
    )


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ([StepKind.MAYBE, StepKind.NOT_SAME], "somebody judged that they are not the same"),
        (
            [StepKind.ENDED, StepKind.CONTESTED],
            "they share an identifier, but all its holders together have more values of a type than one person may",
        ),
        ([StepKind.MAYBE, StepKind.ENDED], "what they share was handed on from one to the other"),
        ([StepKind.NOTHING, StepKind.MAYBE], "somebody judged that they may be the same, which joins nobody"),
        ([StepKind.POWERLESS, StepKind.NOTHING], "they have nothing in common that counts"),
        ([StepKind.POWERLESS], "nothing joins them"),
    ],
)
def test_two_persons_are_explained_by_what_decides_first(kinds: list[StepKind], reason: str) -> None:
    steps = [Step(kind, "a", "b", detail=Obstacle.LIMIT.value) for kind in kinds]
    why = Why(_side("a", "p", "a"), _side("b", "q", "b"), (*steps, Step(StepKind.CONTRADICTION, "a", "b")))
    assert summary(why) == f"a and b are two persons, of the profiles p and q: {reason}."


def test_two_profiles_are_named_once() -> None:
    why = Why(_side("p", "p", "a"), _side("q", "q", "b"), (Step(StepKind.NOTHING, "a", "b"),))
    assert summary(why) == "p and q are two persons: they have nothing in common that counts."
    former = Why(_side("old", "p", "a"), _side("q", "q", "b"), why.steps)
    assert summary(former).startswith("old and q are two persons, of the profiles p and q:")


def test_first_of_several_contests_gives_the_reason() -> None:
    steps = tuple(Step(StepKind.CONTESTED, "a", "b", detail=obstacle) for obstacle in ("lock", "limit"))
    text = summary(Why(_side("a", "p", "a"), _side("b", "q", "b"), steps))
    assert text.endswith("q: they share an identifier, but a locked profile takes in nobody.")


def test_old_id_that_was_asked_for_is_named() -> None:
    assert _side("p", "p", "a").resolved_from is None
    assert _side("a", "p", "a").resolved_from is None
    assert _side("old", "p", "a").resolved_from == "old"
