"""Pain points: where a journey hurt the customer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context.contacts import repeat_contacts
from profile_service.domain.context.history import KINDS, History
from profile_service.domain.journey.intents import Intent
from profile_service.domain.journey.steps import JourneyStep
from profile_service.domain.values.times import days_between

BAD = -0.5
LEFT_DAYS = 1


class PainKind(Enum):
    BAD_EXPERIENCE = "bad_experience"
    REPEAT_CONTACT = "repeat_contact"
    GIVEN_BACK = "given_back"
    LEFT_CART = "left_cart"


@dataclass(frozen=True, slots=True)
class PainPoint:
    """`at`: when it was felt last."""

    kind: PainKind
    at: str
    reason: str
    evidence: tuple[str, ...]


def pain_points(steps: Sequence[JourneyStep], intents: Sequence[Intent], now: str) -> list[PainPoint]:
    """The oldest first."""
    found = [*_bad(steps), *_again(steps, now), *_given_back(steps), *_left(intents, now)]
    return sorted(found, key=lambda pain: (pain.at, pain.kind.value))


def _bad(steps: Sequence[JourneyStep]) -> Iterator[PainPoint]:
    for step in steps:
        if step.sentiment is not None and step.sentiment <= BAD:
            event = step.event
            because = f"{event.kind.replace('_', ' ')} felt at {step.sentiment:g} on a scale from -1 to 1"
            yield PainPoint(PainKind.BAD_EXPERIENCE, event.occurred_at, because, (event.key,))


def _again(steps: Sequence[JourneyStep], now: str) -> Iterator[PainPoint]:
    contacts = tuple(step.event for step in reversed(steps) if step.event.kind in KINDS["contacts"])
    for each in repeat_contacts(History(now, contacts=contacts)):
        because = f"{each.times} contacts about the same thing through {', '.join(each.channels) or 'some channel'}"
        yield PainPoint(PainKind.REPEAT_CONTACT, each.last_at, because, each.evidence)


def _given_back(steps: Sequence[JourneyStep]) -> Iterator[PainPoint]:
    for step in steps:
        if step.event.kind in ("return", "exchange"):
            because = f"what was bought went back as a{'n' if step.event.kind == 'exchange' else ''} {step.event.kind}"
            yield PainPoint(PainKind.GIVEN_BACK, step.event.occurred_at, because, (step.event.key,))


def _left(intents: Sequence[Intent], now: str) -> Iterator[PainPoint]:
    for intent in intents:
        last = intent.steps[-1].event
        carts = [step for step in intent.steps if step.event.kind in ("cart", "checkout")]
        if carts and not intent.bought and days_between(last.occurred_at, now) > LEFT_DAYS:
            keys = tuple(step.event.key for step in intent.steps)
            yield PainPoint(PainKind.LEFT_CART, last.occurred_at, "put into the cart and not bought", keys)
