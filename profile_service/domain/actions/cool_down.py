"""The cool-down of next actions: for how long an answer keeps a rule from being offered again."""

from collections.abc import Sequence

from profile_service.domain.actions.action_rules import ActionRule
from profile_service.domain.actions.findings import Finding
from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.profile.notes import THREAD
from profile_service.domain.sources.events import Event


def answers_to(rule: ActionRule, history: History) -> list[Event]:
    """What the customer answered to the rule's offers, newest first."""
    return [event for event in history.answers if event_details.text(event, "offer") == rule.name]


def in_cool_down(rule: ActionRule, occasion: Finding, answers: Sequence[Event], history: History) -> bool:
    """Whether one of the rule's answers about the occasion is less than its cool-down ago."""
    return any(
        history.days_since(answer.occurred_at) < rule.cool_down_days
        for answer in answers
        if _is_about(answer, occasion)
    )


def _is_about(answer: Event, occasion: Finding) -> bool:
    """Whether an answer concerns an occasion. One that names an open thread is about this alone, by whichever of its
    events, and else one that names products about these."""
    if occasion.thread and (thread := event_details.text(answer, THREAD)):
        return thread in (occasion.thread, *occasion.evidence)
    answered = event_details.products(answer)
    return not answered or not occasion.products or not occasion.products.keys().isdisjoint(answered)
