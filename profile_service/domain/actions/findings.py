"""What the facts of next actions find in the insights: an open thread is one finding each, the mood is one or none."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from profile_service.domain.context import event_details
from profile_service.domain.context.contacts import Contact
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.products import ProductFact
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_between

FieldValue: TypeAlias = str | int | float | bool | None
PRODUCT_LISTS = ("due", "recommended", "wished", "bought", "returned", "complained_about")
VALUE_NUMBERS = ("orders", "frequency", "recency_days", "lifetime_minor", "average_minor", "return_rate")
_LEAST_CONTACTS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """`products`: key → name of what it is about. `channel`: where it asks to be acted on, None where anywhere."""

    fields: Mapping[str, FieldValue]
    reason: str
    evidence: tuple[str, ...]
    products: Mapping[str, str] = field(default_factory=dict)
    channel: str | None = None


def _since(at: str, insights: Insights) -> float:
    return round(days_between(at, insights.history.now), 2)


def reader(insights: Insights) -> Iterator[Finding]:
    history = insights.history
    yield Finding({"channel": history.channel, "task": history.task}, "", ())


def sentiment(insights: Insights) -> Iterator[Finding]:
    if found := insights.sentiment:
        fields: dict[str, FieldValue] = {"mood": found.mood.value, "trend": found.trend.value, "score": found.score}
        yield Finding(fields, found.reason, found.evidence)


def risks(insights: Insights) -> Iterator[Finding]:
    for risk in insights.risks:
        fields: dict[str, FieldValue] = {"kind": risk.kind.value, "level": risk.level.value, "score": risk.score}
        yield Finding(fields, risk.reason, risk.evidence)


def repeats(insights: Insights) -> Iterator[Finding]:
    for each in insights.repeats:
        fields: dict[str, FieldValue] = {
            "topic": each.topic or "the same thing",
            "times": each.times,
            "channels": ", ".join(each.channels) or "some channel",
            "solved": each.solved,
            "days": _since(each.last_at, insights),
        }
        yield Finding(fields, each.reason, each.evidence)


def threads(insights: Insights) -> Iterator[Finding]:
    for thread in insights.threads:
        fields: dict[str, FieldValue] = {
            "kind": thread.kind.value,
            "topic": thread.topic or thread.kind.value,
            "channel": thread.channel or "some channel",
            "products": ", ".join(sorted(filter(None, thread.products.values()))) or "what they chose",
            "days": _since(thread.last_at, insights),
            "open_days": int(_since(thread.opened_at, insights)),
        }
        yield Finding(fields, thread.reason, thread.evidence, thread.products)


def subscriptions(insights: Insights) -> Iterator[Finding]:
    """Those that end and were not cancelled: of each name, what was said last."""
    latest: dict[str, Event] = {}
    for event in insights.history.matters_of("subscription", "renewal", "cancellation"):
        latest.setdefault(_subscribed_to(event), event)
    for name, event in latest.items():
        ends = event_details.moment(event, "ends_at", "expires_at", "renews_at")
        if ends and ends >= insights.history.now and event.kind != "cancellation":
            days = round(days_between(insights.history.now, ends), 2)
            yield Finding(
                {"name": name, "days_left": days},
                f"it ends on {ends[:10]}",
                (event.key,),
                event_details.products(event),
            )


def _subscribed_to(event: Event) -> str:
    return (
        event_details.text(event, "name", "plan")
        or next(iter(event_details.products(event).values()), "")
        or "the subscription"
    )


def orders(insights: Insights) -> Iterator[Finding]:
    for order in insights.orders:
        fields: dict[str, FieldValue] = {
            "stage": order.stage.value,
            "late": order.late,
            "number": order.number or "without a number",
            "channel": order.channel or "some channel",
            "days": _since(order.ordered_at, insights),
        }
        yield Finding(fields, order.reason, order.evidence)


def better_channel(insights: Insights) -> Iterator[Finding]:
    """The channel where the customer prefers to talk, where the reader is in another one and an open thread can go on
    there. What they said of it counts before what they do."""
    here = insights.history.channel
    stated = insights.history.stated.get("preferred_channel")
    channel, reason, evidence = (stated, "they said so", ()) if stated else _talks_in(insights)
    if not here or not channel or channel == here:
        return
    for thread in insights.threads:
        if channel in thread.can_go_on:
            fields: dict[str, FieldValue] = {
                "channel": channel,
                "here": here,
                "topic": thread.topic or thread.kind.value,
            }
            yield Finding(fields, reason, (*thread.evidence, *evidence), thread.products, channel)


def _talks_in(insights: Insights) -> tuple[str | None, str, tuple[str, ...]]:
    """The channel of most of the latest contacts, where there are three or more."""
    spoken = [(each.channel, each.key) for each in insights.contacts if each.channel and each.kind != "note"]
    if len(spoken) < _LEAST_CONTACTS:
        return None, "", ()
    channel, count = Counter(channel for channel, _ in spoken).most_common(1)[0]
    keys = tuple(key for each, key in spoken if each == channel)
    return channel, f"{count} of the latest {len(spoken)} contacts were through {channel}", keys


def last_contact(insights: Insights) -> Iterator[Finding]:
    for contact in insights.contacts[:1]:
        yield Finding(_contact(contact, insights), contact.reason, contact.evidence)


def _contact(contact: Contact, insights: Insights) -> dict[str, FieldValue]:
    return {
        "kind": contact.kind,
        "channel": contact.channel or "some channel",
        "topic": contact.topic or "something",
        "outcome": contact.outcome,
        "solved": event_details.is_open(contact.outcome) is False,
        "hours": round(24 * days_between(contact.at, insights.history.now), 2),
    }


def products(insights: Insights) -> Iterator[Finding]:
    for name in PRODUCT_LISTS:
        found: tuple[ProductFact, ...] = getattr(insights.products, name)
        for each in found:
            fields: dict[str, FieldValue] = {
                "list": name,
                "name": each.name or "a product",
                "times": each.times,
                "days": _since(each.last_at, insights),
            }
            yield Finding(fields, each.reason, each.evidence, {each.key: each.name})


def value(insights: Insights) -> Iterator[Finding]:
    found = insights.value
    yield Finding({name: getattr(found, name) for name in VALUE_NUMBERS}, found.reason, found.evidence)


def promoter(insights: Insights) -> Iterator[Finding]:
    if found := insights.promoter:
        fields: dict[str, FieldValue] = {
            "kind": found.kind.value,
            "points": found.points,
            "stated": found.stated,
            "days": _since(found.at, insights),
        }
        yield Finding(fields, found.reason, found.evidence)


def next_step(insights: Insights) -> Iterator[Finding]:
    if found := insights.next_step:
        fields: dict[str, FieldValue] = {
            "kind": found.kind,
            "channel": found.channel or "some channel",
            "probability": found.probability,
        }
        yield Finding(fields, found.reason, found.evidence)
