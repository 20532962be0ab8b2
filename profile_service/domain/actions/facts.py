"""The facts that a rule of next actions may ask for, each with the fields that it may test and quote."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from profile_service.domain.actions import findings
from profile_service.domain.actions.findings import LISTS, NUMBERS, Finding
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.order_status import OrderStage
from profile_service.domain.context.promoter import PromoterKind
from profile_service.domain.context.risks import RiskKind, RiskLevel
from profile_service.domain.context.sentiment import Mood, Trend
from profile_service.domain.context.thread import ThreadKind


class Form(Enum):
    """What a field holds, where it is not one of a few words."""

    TEXT = "text"
    NUMBER = "a number"
    FLAG = "true or false"


Field: TypeAlias = Form | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """`insights`: those that it draws on, by their fields in GraphQL; a view must show them all."""

    insights: tuple[str, ...]
    fields: Mapping[str, Field]
    draw: Callable[[Insights], Iterable[Finding]]


def _words(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in kind)


FACTS: Mapping[str, Fact] = {
    "reader": Fact((), {"channel": Form.TEXT, "task": Form.TEXT}, findings.reader),
    "sentiment": Fact(
        ("sentiment",), {"mood": _words(Mood), "trend": _words(Trend), "score": Form.NUMBER}, findings.sentiment
    ),
    "risk": Fact(
        ("risks",), {"kind": _words(RiskKind), "level": _words(RiskLevel), "score": Form.NUMBER}, findings.risks
    ),
    "repeat_contact": Fact(
        ("repeatContacts",),
        {
            "topic": Form.TEXT,
            "times": Form.NUMBER,
            "channels": Form.TEXT,
            "solved": Form.FLAG,
            "days": Form.NUMBER,
        },
        findings.repeats,
    ),
    "open_thread": Fact(
        ("openThreads",),
        {
            "kind": _words(ThreadKind),
            "topic": Form.TEXT,
            "channel": Form.TEXT,
            "products": Form.TEXT,
            "days": Form.NUMBER,
            "open_days": Form.NUMBER,
        },
        findings.threads,
    ),
    "order": Fact(
        ("orders",),
        {
            "stage": _words(OrderStage),
            "late": Form.FLAG,
            "number": Form.TEXT,
            "channel": Form.TEXT,
            "days": Form.NUMBER,
        },
        findings.orders,
    ),
    "subscription": Fact(("openThreads",), {"name": Form.TEXT, "days_left": Form.NUMBER}, findings.subscriptions),
    "better_channel": Fact(
        ("preferences", "recentContacts", "openThreads"),
        {"channel": Form.TEXT, "here": Form.TEXT, "topic": Form.TEXT},
        findings.better_channel,
    ),
    "last_contact": Fact(
        ("recentContacts",),
        {
            "kind": Form.TEXT,
            "channel": Form.TEXT,
            "topic": Form.TEXT,
            "outcome": Form.TEXT,
            "solved": Form.FLAG,
            "hours": Form.NUMBER,
        },
        findings.last_contact,
    ),
    "product": Fact(
        ("products",), {"list": LISTS, "name": Form.TEXT, "times": Form.NUMBER, "days": Form.NUMBER}, findings.products
    ),
    "value": Fact(("value",), dict.fromkeys(NUMBERS, Form.NUMBER), findings.value),
    "promoter": Fact(
        ("promoter",),
        {"kind": _words(PromoterKind), "points": Form.NUMBER, "stated": Form.FLAG, "days": Form.NUMBER},
        findings.promoter,
    ),
    "next_step": Fact(
        ("nextStep",), {"kind": Form.TEXT, "channel": Form.TEXT, "probability": Form.NUMBER}, findings.next_step
    ),
}
