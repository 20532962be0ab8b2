"""The sentences that explain the steps."""

import pytest

from profile_service.domain.explanation.evidence import Step, StepKind
from profile_service.domain.explanation.sentences import sentence
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-01-05T09:00:00.000000Z"
_EMAIL = Identifier("email", "ann@shop.org")
_SENTENCES = {
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


@pytest.mark.parametrize("step", list(_SENTENCES))
def test_each_step_has_its_sentence(step: Step) -> None:
    assert sentence(step) == _SENTENCES[step]


@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_every_obstacle_has_a_clause(obstacle: Obstacle) -> None:
    step = Step(StepKind.CONTESTED, "a", "b", _EMAIL, detail=obstacle.value)
    assert sentence(step).startswith("a and b both hold the email ann@shop.org, but ")
