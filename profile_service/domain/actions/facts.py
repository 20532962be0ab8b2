"""The facts that a rule of next actions may ask for, each with the fields that it may test and quote."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from profile_service.domain.actions import findings
from profile_service.domain.actions.findings import PRODUCT_LISTS, VALUE_NUMBERS, Finding
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.promoter import PromoterKind
from profile_service.domain.context.risks import RiskKind, RiskLevel
from profile_service.domain.context.sentiment import Mood, Trend
from profile_service.domain.context.threads.thread import ThreadKind
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.order_states import OrderStage


class FieldType(Enum):
    """The values of a field, where it is not one of a few words."""

    TEXT = "text"
    NUMBER = "a number"
    FLAG = "true or false"


AllowedValues: TypeAlias = FieldType | tuple[str, ...]
_TEXT, _NUMBER, _FLAG = FieldType.TEXT, FieldType.NUMBER, FieldType.FLAG


@dataclass(frozen=True, slots=True)
class Fact:
    """`insights`: those that it draws on, by their fields in GraphQL; a view must show them all. `find`: the findings
    of the fact in a customer's insights."""

    insights: tuple[str, ...]
    fields: Mapping[str, AllowedValues]
    find: Callable[[Insights], Iterable[Finding]]


def _words(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in kind)


FACTS: Mapping[str, Fact] = {
    "reader": Fact((), {"channel": _TEXT, "task": _TEXT}, findings.reader),
    "sentiment": Fact(
        ("sentiment",), {"mood": _words(Mood), "trend": _words(Trend), "score": _NUMBER}, findings.sentiment
    ),
    "risk": Fact(("risks",), {"kind": _words(RiskKind), "level": _words(RiskLevel), "score": _NUMBER}, findings.risks),
    "repeat_contact": Fact(
        ("repeatContacts",),
        {"topic": _TEXT, "times": _NUMBER, "channels": _TEXT, "solved": _FLAG, "days": _NUMBER},
        findings.repeat_contacts,
    ),
    "open_thread": Fact(
        ("openThreads",),
        {
            "kind": _words(ThreadKind),
            "topic": _TEXT,
            "channel": _TEXT,
            "products": _TEXT,
            "days": _NUMBER,
            "open_days": _NUMBER,
        },
        findings.open_threads,
    ),
    "order": Fact(
        ("orders",),
        {"stage": _words(OrderStage), "late": _FLAG, "number": _TEXT, "channel": _TEXT, "days": _NUMBER},
        findings.orders,
    ),
    "subscription": Fact(("openThreads",), {"name": _TEXT, "days_left": _NUMBER}, findings.subscriptions),
    "better_channel": Fact(
        ("preferences", "recentContacts", "openThreads"),
        {"channel": _TEXT, "here": _TEXT, "topic": _TEXT},
        findings.better_channels,
    ),
    "last_contact": Fact(
        ("recentContacts",),
        {
            "kind": _TEXT,
            "family": _words(Family),
            "channel": _TEXT,
            "topic": _TEXT,
            "outcome": _TEXT,
            "solved": _FLAG,
            "hours": _NUMBER,
        },
        findings.last_contact,
    ),
    "product": Fact(
        ("products",), {"list": PRODUCT_LISTS, "name": _TEXT, "times": _NUMBER, "days": _NUMBER}, findings.products
    ),
    "value": Fact(("value",), dict.fromkeys(VALUE_NUMBERS, _NUMBER), findings.value),
    "promoter": Fact(
        ("promoter",),
        {"kind": _words(PromoterKind), "points": _NUMBER, "stated": _FLAG, "days": _NUMBER},
        findings.promoter,
    ),
    "next_step": Fact(("nextStep",), {"kind": _TEXT, "channel": _TEXT, "probability": _NUMBER}, findings.next_step),
}
