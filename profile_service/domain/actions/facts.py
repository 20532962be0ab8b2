"""The facts that a rule of next actions may ask for, each with the fields that it may test and quote."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from profile_service.domain.actions import findings
from profile_service.domain.actions.findings import PRODUCT_LISTS, VALUE_NUMBERS, Finding
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.order_status import OrderStage
from profile_service.domain.context.promoter import PromoterKind
from profile_service.domain.context.risks import RiskKind, RiskLevel
from profile_service.domain.context.sentiment import Mood, Trend
from profile_service.domain.context.thread import ThreadKind


class FieldType(Enum):
    """What a field holds, where it is not one of a few words."""

    TEXT = "text"
    NUMBER = "a number"
    FLAG = "true or false"


AllowedValues: TypeAlias = FieldType | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """`insights`: those that it draws on, by their fields in GraphQL; a view must show them all."""

    insights: tuple[str, ...]
    fields: Mapping[str, AllowedValues]
    find: Callable[[Insights], Iterable[Finding]]


def _words(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in kind)


FACTS: Mapping[str, Fact] = {
    "reader": Fact((), {"channel": FieldType.TEXT, "task": FieldType.TEXT}, findings.reader),
    "sentiment": Fact(
        ("sentiment",), {"mood": _words(Mood), "trend": _words(Trend), "score": FieldType.NUMBER}, findings.sentiment
    ),
    "risk": Fact(
        ("risks",), {"kind": _words(RiskKind), "level": _words(RiskLevel), "score": FieldType.NUMBER}, findings.risks
    ),
    "repeat_contact": Fact(
        ("repeatContacts",),
        {
            "topic": FieldType.TEXT,
            "times": FieldType.NUMBER,
            "channels": FieldType.TEXT,
            "solved": FieldType.FLAG,
            "days": FieldType.NUMBER,
        },
        findings.repeats,
    ),
    "open_thread": Fact(
        ("openThreads",),
        {
            "kind": _words(ThreadKind),
            "topic": FieldType.TEXT,
            "channel": FieldType.TEXT,
            "products": FieldType.TEXT,
            "days": FieldType.NUMBER,
            "open_days": FieldType.NUMBER,
        },
        findings.threads,
    ),
    "order": Fact(
        ("orders",),
        {
            "stage": _words(OrderStage),
            "late": FieldType.FLAG,
            "number": FieldType.TEXT,
            "channel": FieldType.TEXT,
            "days": FieldType.NUMBER,
        },
        findings.orders,
    ),
    "subscription": Fact(
        ("openThreads",), {"name": FieldType.TEXT, "days_left": FieldType.NUMBER}, findings.subscriptions
    ),
    "better_channel": Fact(
        ("preferences", "recentContacts", "openThreads"),
        {"channel": FieldType.TEXT, "here": FieldType.TEXT, "topic": FieldType.TEXT},
        findings.better_channel,
    ),
    "last_contact": Fact(
        ("recentContacts",),
        {
            "kind": FieldType.TEXT,
            "channel": FieldType.TEXT,
            "topic": FieldType.TEXT,
            "outcome": FieldType.TEXT,
            "solved": FieldType.FLAG,
            "hours": FieldType.NUMBER,
        },
        findings.last_contact,
    ),
    "product": Fact(
        ("products",),
        {"list": PRODUCT_LISTS, "name": FieldType.TEXT, "times": FieldType.NUMBER, "days": FieldType.NUMBER},
        findings.products,
    ),
    "value": Fact(("value",), dict.fromkeys(VALUE_NUMBERS, FieldType.NUMBER), findings.value),
    "promoter": Fact(
        ("promoter",),
        {"kind": _words(PromoterKind), "points": FieldType.NUMBER, "stated": FieldType.FLAG, "days": FieldType.NUMBER},
        findings.promoter,
    ),
    "next_step": Fact(
        ("nextStep",),
        {"kind": FieldType.TEXT, "channel": FieldType.TEXT, "probability": FieldType.NUMBER},
        findings.next_step,
    ),
}
