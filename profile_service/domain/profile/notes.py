"""What somebody who served a customer tells of it: a note, a call's outcome, the answer to an offer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.touchpoints import Touchpoints
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import clean
from profile_service.domain.values.times import days_later

SOURCE = "desk"
"""What the keys of such events begin with."""
OFFER_ANSWER = "offer_answer"
OfferResponse: TypeAlias = Literal["accepted", "declined", "ignored"]

_SALES = frozenset({"order", "return", "exchange"})
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST = {"text": 10_000}
_LONGEST_WORD = 200
_MOST_SUBJECTS = 20
_CLOCKS_DIFFER = 1 / 24


@dataclass(frozen=True, slots=True)
class Note:
    """`record`: the key of the record whose person it was; None where only the profile is known. `at`: fixed-width
    UTC text, None for now. `offer`: the name of the next action that was offered, together with its `answer`."""

    kind: str
    record: str | None = None
    at: str | None = None
    channel: str | None = None
    device: str | None = None
    task: str | None = None
    direction: str | None = None
    topic: str | None = None
    outcome: str | None = None
    text: str | None = None
    offer: str | None = None
    answer: OfferResponse | None = None
    about: tuple[Subject, ...] = field(default=())

    def texts(self) -> dict[str, str]:
        """What is said in words, cleaned, without what is blank. Raises InvalidInput."""
        names = ("channel", "device", "task", "direction", "topic", "outcome", "text", "offer", "answer")
        return {name: word for name in names if (word := _word(name, getattr(self, name)))}

    def fingerprint(self) -> list[object]:
        """All of it as JSON values, to tell it from others."""
        about = [[subject.label, subject.key, subject.name] for subject in self.about]
        return [self.kind, self.record, self.at, sorted(self.texts().items()), about]


def valid_note(told: Note, declared: Touchpoints, now: str) -> Note:
    """The same, where it can be recorded. Raises InvalidInput that says what is wrong and what to do."""
    if told.kind in _SALES:
        raise InvalidInput("a sale is not told but loaded from the system that made it")
    if not _KIND.fullmatch(told.kind):
        raise InvalidInput("the kind is no name in lower-case letters, digits and _, such as note or support_call")
    channel = told.texts().get("channel")
    if declared.find(told.kind, channel, told.device, told.task) is None:
        raise InvalidInput(
            f"no touchpoint is declared for the kind {told.kind}; take another one, such as note, "
            "or declare one in schema/touchpoints.yaml"
        )
    if (told.kind == OFFER_ANSWER) != bool(told.offer and told.answer) or bool(told.offer) != bool(told.answer):
        raise InvalidInput(f"the kind {OFFER_ANSWER}, an offer and its answer go together; give all three or none")
    if told.direction not in (None, "one-way", "two-way"):
        raise InvalidInput("the direction must be one-way or two-way")
    if told.at is not None and told.at > days_later(now, _CLOCKS_DIFFER):
        raise InvalidInput("the time is yet to come; leave it out, or tell when it happened")
    _check_subjects(told.about)
    return told


def note_event(told: Note, key: str, record: str, by: tuple[str, str], declared: Touchpoints) -> Interaction:
    """What was told, as an event of the record. `by`: the actor and the moment of telling."""
    words = told.texts()
    actor, now = by
    place = declared.find(told.kind, words.get("channel"), words.get("device"), words.get("task"))
    details: Mapping[str, Json] = {"agent": actor} | {
        name: words[name] for name in ("topic", "outcome", "text", "offer", "answer") if name in words
    }
    return Interaction(
        key=event_key(told, key),
        record=record,
        kind=told.kind,
        occurred_at=told.at or now,
        channel=words.get("channel") or (place.channel if place else None),
        device=words.get("device") or (place.device if place else None),
        task=words.get("task") or (place.task if place else None),
        direction=words.get("direction") or (place.direction if place else None),
        about=told.about,
        details=details,
    )


def event_key(told: Note, key: str) -> str:
    """`desk:note:<idempotency key>`: told again under the same key, it is the same event."""
    return f"{SOURCE}:{told.kind}:{clean(key)}"


def _word(name: str, text: str | None) -> str:
    try:
        cleaned = clean(text or "")
    except InvalidInput as error:
        raise InvalidInput(f"the {name} {error}") from error
    longest = _LONGEST.get(name, _LONGEST_WORD)
    if len(cleaned) > longest:
        raise InvalidInput(f"the {name} is longer than {longest} characters; shorten it")
    return cleaned


def _check_subjects(about: tuple[Subject, ...]) -> None:
    if len(about) > _MOST_SUBJECTS:
        raise InvalidInput(f"it is about more than {_MOST_SUBJECTS} things; name the most important")
    for subject in about:
        if ":" not in _word("key of what it is about", subject.key):
            raise InvalidInput("the key of what it is about names no source; expected a form such as zendesk:4123")
        _word("name of what it is about", subject.name)
