"""A view hides values and reasons in the steps of an explanation."""

from profile_service.domain.explanation.evidence import Step, StepKind
from profile_service.domain.profile.views import View
from profile_service.domain.values.identifiers import Identifier


def test_view_hides_value_and_reason() -> None:
    view = View("narrow", "", "", attributes=frozenset({"name"}), identifiers=frozenset({"email"}))
    step = Step(StepKind.IDENTIFIER, "a", "b", Identifier("phone", "+1"), reason="she said so")
    canonical = Step(StepKind.IDENTIFIER, "a", "b", Identifier("email_folded", "ann@gmail.com"))
    assert step.shown(view) == Step(StepKind.IDENTIFIER, "a", "b", Identifier("phone", ""))
    assert canonical.shown(view) == canonical
    assert step.shown(View("full", "", "")) == step
