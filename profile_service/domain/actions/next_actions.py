"""The next actions for a customer, the one that matters most first.

A rule's weight counts as much as its offers were accepted: times 2 (a + 1) / (n + 2), of n answers a acceptances, which
is 1 where nobody answered yet (Laplace's rule of succession).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from profile_service.domain.actions.action_consent import permission
from profile_service.domain.actions.action_rules import ActionRule, filled_text
from profile_service.domain.actions.cool_down import answers_to, in_cool_down
from profile_service.domain.actions.findings import Finding
from profile_service.domain.context import event_details
from profile_service.domain.context.insights import Insights
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_later

SERVICE = "service"
"""The purpose of what is owed to the customer; all others want something of them."""


@dataclass(frozen=True, slots=True)
class NextAction:
    """`name` is the rule's. `channel`: where to do it, None where that does not matter. `score` from 0 to 200.
    `thread`: the key of the open thread that it is about; the next one comes where it is answered."""

    name: str
    action: str
    channel: str | None
    purpose: str
    score: float
    products: dict[str, str]
    expires_at: str
    reason: str
    evidence: tuple[str, ...]
    thread: str | None = None


def next_actions(rules: Iterable[ActionRule], insights: Insights) -> list[NextAction]:
    """At most one of each rule, the one with the greatest score first."""
    actions = filter(None, (_next_action(rule, insights) for rule in rules))
    return sorted(actions, key=lambda action: (-action.score, action.name))


def _next_action(rule: ActionRule, insights: Insights) -> NextAction | None:
    """The action of the first occasion that is not in cool-down, not about goods that are set aside, and allowed."""
    history = insights.history
    answers = answers_to(rule, history)
    for occasion in rule.occasions(insights):
        if in_cool_down(rule, occasion, answers, history) or _is_set_aside(rule, occasion, insights):
            continue
        channel = rule.channel or occasion.channel or history.channel
        is_allowed, channel = permission(rule, channel, history.consents)
        if is_allowed:
            return _action(rule, occasion, channel, answers, history.now)
    return None


def _is_set_aside(rule: ActionRule, occasion: Finding, insights: Insights) -> bool:
    """Whether an action that wants something of the customer is about goods that went wrong of late."""
    if rule.purpose == SERVICE or not occasion.products:
        return False
    return not insights.products.set_aside.isdisjoint(occasion.products)


def _action(rule: ActionRule, occasion: Finding, channel: str | None, answers: Sequence[Event], now: str) -> NextAction:
    why = filled_text(rule.why, occasion.fields)
    return NextAction(
        name=rule.name,
        action=filled_text(rule.then, occasion.fields),
        channel=channel,
        purpose=rule.purpose,
        score=round(rule.weight * _acceptance_factor(answers), 1),
        products=dict(occasion.products),
        expires_at=days_later(now, rule.expires_hours / 24),
        reason=f"{why}: {occasion.reason}" if occasion.reason else why,
        evidence=(*occasion.evidence, *(event.key for event in answers)),
        thread=occasion.thread,
    )


def _acceptance_factor(answers: Sequence[Event]) -> float:
    """From 0 to 2; 1 without answers."""
    accepted = sum(event_details.text(event, "answer") == "accepted" for event in answers)
    return 2 * (accepted + 1) / (len(answers) + 2)
