"""Pain points: where a journey hurt the customer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context.contacts import repeat_contacts
from profile_service.domain.context.history import FAMILIES, History
from profile_service.domain.context.threads.abandoned import CART_PAIN_HOURS, is_left_cart
from profile_service.domain.journey.intents import Intent
from profile_service.domain.journey.steps import JourneyStep
from profile_service.domain.sources.kinds import Family, Kinds


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


def pain_points(steps: Sequence[JourneyStep], intents: Sequence[Intent], kinds: Kinds, now: str) -> list[PainPoint]:
    """The oldest first."""
    pains = [
        *_bad_experiences(steps),
        *_repeat_contacts(steps, kinds, now),
        *_goods_given_back(steps),
        *_left_carts(intents, kinds, now),
    ]
    return sorted(pains, key=lambda pain: (pain.at, pain.kind.value))


def _bad_experiences(steps: Sequence[JourneyStep]) -> Iterator[PainPoint]:
    for step in steps:
        if step.event_sentiment and step.event_sentiment.is_bad:
            event = step.event
            reason = f"{event.kind.replace('_', ' ')} felt at {step.sentiment:g} on a scale from -1 to 1"
            yield PainPoint(PainKind.BAD_EXPERIENCE, event.occurred_at, reason, (event.key,))


def _repeat_contacts(steps: Sequence[JourneyStep], kinds: Kinds, now: str) -> Iterator[PainPoint]:
    contacts = tuple(step.event for step in reversed(steps) if step.family in FAMILIES["contacts"])
    for repeat in repeat_contacts(History(now, kinds, contacts=contacts)):
        channels = ", ".join(repeat.channels) or "some channel"
        reason = f"{repeat.times} contacts about the same thing through {channels}"
        yield PainPoint(PainKind.REPEAT_CONTACT, repeat.last_at, reason, repeat.evidence)


def _goods_given_back(steps: Sequence[JourneyStep]) -> Iterator[PainPoint]:
    for step in steps:
        if step.family in (Family.RETURN, Family.EXCHANGE):
            reason = f"what was bought went back as {'an exchange' if step.family is Family.EXCHANGE else 'a return'}"
            yield PainPoint(PainKind.GIVEN_BACK, step.event.occurred_at, reason, (step.event.key,))


def _left_carts(intents: Sequence[Intent], kinds: Kinds, now: str) -> Iterator[PainPoint]:
    for intent in intents:
        carts = [step.event for step in intent.steps if step.family is Family.CART]
        if not intent.bought and is_left_cart(carts, kinds, now, CART_PAIN_HOURS):
            keys = tuple(step.event.key for step in intent.steps)
            last_at = intent.steps[-1].event.occurred_at
            yield PainPoint(PainKind.LEFT_CART, last_at, "put into the cart and not bought", keys)
