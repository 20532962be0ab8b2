"""The next actions for a customer, the one that matters most first.

A rule's weight counts as much as its offers were accepted: times 2 (a + 1) / (n + 2), of n answers a acceptances, which
is 1 where nobody answered yet (Laplace's rule of succession). Whatever was answered rests for as long as its rule says.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from profile_service.domain.actions.action_rules import ActionRule, filled_text
from profile_service.domain.actions.findings import Finding
from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.products import SET_ASIDE_DAYS
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_between, days_later

SERVICE = "service"
"""The purpose of what is owed to the customer; all others want something of them."""
OUTBOUND = frozenset({"email", "sms", "phone", "whatsapp", "messenger", "post", "mail", "push"})
"""Channels in which we turn to the customer, so that a consent must be for that very channel."""


@dataclass(frozen=True, slots=True)
class NextAction:
    """`name` is the rule's. `channel`: where to do it, None where that does not matter. `score` from 0 to 200."""

    name: str
    action: str
    channel: str | None
    purpose: str
    score: float
    products: dict[str, str]
    expires_at: str
    reason: str
    evidence: tuple[str, ...]


def next_actions(rules: Iterable[ActionRule], insights: Insights) -> list[NextAction]:
    """At most one of each rule: of its occasions the first that is not at rest."""
    found = [action for rule in rules for action in _of(rule, insights)]
    return sorted(found, key=lambda action: (-action.score, action.name))


def _of(rule: ActionRule, insights: Insights) -> Iterator[NextAction]:
    history = insights.history
    answers = [event for event in history.answers if event_details.text(event, "offer") == rule.name]
    for occasion in rule.occasions(insights):
        if _rests(rule, occasion, answers, history.now) or (rule.purpose != SERVICE and _spoiled(occasion, insights)):
            continue
        channel = rule.channel or occasion.channel or history.channel
        allowed, where = _allowed(rule, channel, history)
        if allowed:
            yield _action(rule, occasion, where, answers, history)
            return


def _action(
    rule: ActionRule, occasion: Finding, channel: str | None, answers: Sequence[Event], history: History
) -> NextAction:
    because = filled_text(rule.why, occasion.fields)
    return NextAction(
        name=rule.name,
        action=filled_text(rule.then, occasion.fields),
        channel=channel,
        purpose=rule.purpose,
        score=round(rule.weight * _liked(answers), 1),
        products=dict(occasion.products),
        expires_at=days_later(history.now, rule.expires_hours / 24),
        reason=f"{because}: {occasion.reason}" if occasion.reason else because,
        evidence=(*occasion.evidence, *(event.key for event in answers)),
    )


def _liked(answers: Sequence[Event]) -> float:
    accepted = sum(event_details.text(event, "answer") == "accepted" for event in answers)
    return 2 * (accepted + 1) / (len(answers) + 2)


def _rests(rule: ActionRule, occasion: Finding, answers: Sequence[Event], now: str) -> bool:
    """An answer that names products is about these alone."""
    for event in answers:
        answered = event_details.products(event)
        same = not answered or not occasion.products or not occasion.products.keys().isdisjoint(answered)
        if same and days_between(event.occurred_at, now) < rule.cool_down_days:
            return True
    return False


def _spoiled(occasion: Finding, insights: Insights) -> bool:
    """Whether it is about something that the customer returned or complained about of late."""
    if not occasion.products:
        return False
    known = insights.products
    lately = (
        fact.key
        for fact in (*known.returned, *known.complained_about)
        if days_between(fact.last_at, insights.history.now) <= SET_ASIDE_DAYS
    )
    return any(key in occasion.products for key in lately)


def _allowed(rule: ActionRule, channel: str | None, history: History) -> tuple[bool, str | None]:
    """Whether a rule may speak, and where. Without a channel it takes one that the customer consented to."""
    if not rule.needs_consent:
        return True, channel
    granted = _granted(rule.purpose, history.consents)
    if channel is None:
        return bool(granted), next(iter(granted), None)
    return (channel in granted if channel in OUTBOUND else bool(granted)), channel


def _granted(purpose: str, consents: Iterable[Consent]) -> list[str]:
    """The channels for which a purpose is allowed and by no record withdrawn, sorted."""
    about = [consent for consent in consents if consent.purpose == purpose]
    withdrawn = {consent.channel for consent in about if consent.status is ConsentStatus.WITHDRAWN}
    return sorted({consent.channel for consent in about} - withdrawn)
