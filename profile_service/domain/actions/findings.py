"""Findings of the facts of next actions in a customer's insights: each open thread is one, the mood is one or none."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from profile_service.domain.context import event_details
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.purchases.products import ProductFact
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.times import days_between

FieldValue: TypeAlias = str | int | float | bool | None
PRODUCT_LISTS = ("due", "recommended", "wished", "bought", "returned", "complained_about")
VALUE_NUMBERS = ("orders", "frequency", "recency_days", "lifetime_minor", "average_minor", "return_rate")
LEAST_CONTACTS = 3
"""Fewer contacts than this show no channel where the customer prefers to talk."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`products`: key → name of what it is about. `channel`: where it asks to be acted on, None where anywhere.
    `thread`: the key of the open thread that it is, None where it is none."""

    fields: Mapping[str, FieldValue]
    reason: str
    evidence: tuple[str, ...]
    products: Mapping[str, str] = field(default_factory=dict)
    channel: str | None = None
    thread: str | None = None


def reader(insights: Insights) -> Iterator[Finding]:
    history = insights.history
    yield Finding({"channel": history.channel, "task": history.task}, "", ())


def sentiment(insights: Insights) -> Iterator[Finding]:
    if insight := insights.sentiment:
        fields: dict[str, FieldValue] = {
            "mood": insight.mood.value,
            "trend": insight.trend.value,
            "score": insight.score,
        }
        yield Finding(fields, insight.reason, insight.evidence)


def risks(insights: Insights) -> Iterator[Finding]:
    for risk in insights.risks:
        fields: dict[str, FieldValue] = {"kind": risk.kind.value, "level": risk.level.value, "score": risk.score}
        yield Finding(fields, risk.reason, risk.evidence)


def repeat_contacts(insights: Insights) -> Iterator[Finding]:
    for repeat in insights.repeats:
        fields: dict[str, FieldValue] = {
            "topic": repeat.topic or "the same thing",
            "times": repeat.times,
            "channels": ", ".join(repeat.channels) or "some channel",
            "solved": repeat.solved,
            "days": _days_since(repeat.last_at, insights),
        }
        yield Finding(fields, repeat.reason, repeat.evidence)


def open_threads(insights: Insights) -> Iterator[Finding]:
    for thread in insights.threads:
        fields: dict[str, FieldValue] = {
            "kind": thread.kind.value,
            "topic": thread.topic or thread.kind.value,
            "channel": thread.channel or "some channel",
            "products": ", ".join(sorted(filter(None, thread.products.values()))) or "what they chose",
            "days": _days_since(thread.last_at, insights),
            "open_days": int(_days_since(thread.opened_at, insights)),
        }
        yield Finding(fields, thread.reason, thread.evidence, thread.products, thread=thread.key)


def subscriptions(insights: Insights) -> Iterator[Finding]:
    """Subscriptions that end in future and were not cancelled, by the latest event of each name."""
    now = insights.history.now
    latest: dict[str, Event] = {}
    for event in insights.history.matters_of(Family.SUBSCRIPTION):
        latest.setdefault(_subscription_name(event), event)
    for name, event in latest.items():
        ends_at = event_details.moment(event, "ends_at", "expires_at", "renews_at")
        if ends_at and ends_at >= now and insights.history.kinds.declared(event.kind) != "cancellation":
            fields: dict[str, FieldValue] = {"name": name, "days_left": round(days_between(now, ends_at), 2)}
            yield Finding(fields, f"it ends on {ends_at[:10]}", (event.key,), event_details.products(event))


def _subscription_name(event: Event) -> str:
    product_name = next(iter(event_details.products(event).values()), "")
    return event_details.text(event, "name", "plan") or product_name or "the subscription"


def orders(insights: Insights) -> Iterator[Finding]:
    for order in insights.orders:
        fields: dict[str, FieldValue] = {
            "stage": order.stage.value,
            "late": order.late,
            "number": order.number or "without a number",
            "channel": order.channel or "some channel",
            "days": _days_since(order.ordered_at, insights),
        }
        yield Finding(fields, order.reason, order.evidence)


def better_channels(insights: Insights) -> Iterator[Finding]:
    """The channel where the customer prefers to talk, once for each open thread that can go on there, where the reader
    is in another one. What they said of it counts before what they do."""
    here = insights.history.channel
    stated = insights.history.stated.get("preferred_channel")
    channel, reason, evidence = (stated, "they said so", ()) if stated else _contact_channel(insights)
    if not here or not channel or channel == here:
        return
    for thread in insights.threads:
        if channel in thread.can_go_on:
            topic = thread.topic or thread.kind.value
            fields: dict[str, FieldValue] = {"channel": channel, "here": here, "topic": topic}
            yield Finding(fields, reason, (*thread.evidence, *evidence), thread.products, channel, thread.key)


def _contact_channel(insights: Insights) -> tuple[str | None, str, tuple[str, ...]]:
    """The channel of most of the latest contacts, the reason and the evidence; None with fewer than LEAST_CONTACTS."""
    kinds = insights.history.kinds
    talks = [each for each in insights.contacts if kinds.family(each.kind) is not Family.NOTE]
    contacts = [(each.channel, each.key) for each in talks if each.channel]
    if len(contacts) < LEAST_CONTACTS:
        return None, "", ()
    channel, count = Counter(channel for channel, _ in contacts).most_common(1)[0]
    keys = tuple(key for each, key in contacts if each == channel)
    return channel, f"{count} of the latest {len(contacts)} contacts were through {channel}", keys


def last_contact(insights: Insights) -> Iterator[Finding]:
    for contact in insights.contacts[:1]:
        fields: dict[str, FieldValue] = {
            "kind": contact.kind,
            "family": family.value if (family := insights.history.kinds.family(contact.kind)) else None,
            "channel": contact.channel or "some channel",
            "topic": contact.topic or "something",
            "outcome": contact.outcome,
            "solved": contact.is_solved,
            "hours": round(24 * insights.history.days_since(contact.at), 2),
        }
        yield Finding(fields, contact.reason, contact.evidence)


def products(insights: Insights) -> Iterator[Finding]:
    for name in PRODUCT_LISTS:
        facts: tuple[ProductFact, ...] = getattr(insights.products, name)
        for fact in facts:
            fields: dict[str, FieldValue] = {
                "list": name,
                "name": fact.name or "a product",
                "times": fact.times,
                "days": _days_since(fact.last_at, insights),
            }
            yield Finding(fields, fact.reason, fact.evidence, {fact.key: fact.name})


def value(insights: Insights) -> Iterator[Finding]:
    insight = insights.value
    yield Finding({name: getattr(insight, name) for name in VALUE_NUMBERS}, insight.reason, insight.evidence)


def promoter(insights: Insights) -> Iterator[Finding]:
    if insight := insights.promoter:
        fields: dict[str, FieldValue] = {
            "kind": insight.kind.value,
            "points": insight.points,
            "stated": insight.stated,
            "days": _days_since(insight.at, insights),
        }
        yield Finding(fields, insight.reason, insight.evidence)


def next_step(insights: Insights) -> Iterator[Finding]:
    if insight := insights.next_step:
        fields: dict[str, FieldValue] = {
            "kind": insight.kind,
            "channel": insight.channel or "some channel",
            "probability": insight.probability,
        }
        yield Finding(fields, insight.reason, insight.evidence)


def _days_since(at: str, insights: Insights) -> float:
    return round(insights.history.days_since(at), 2)
