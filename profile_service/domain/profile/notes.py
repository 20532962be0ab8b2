"""Notes of somebody who served a customer: a note, a call's outcome, the answer to an offer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.touchpoints import Touchpoints
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import clean
from profile_service.domain.values.times import days_later

SOURCE = "desk"
"""The keys of such events begin with it."""
OFFER_ANSWER = "offer_answer"
THREAD = "thread"
"""The detail of a note that has the key of the event with which its open matter began."""
MOST_CHARACTERS = 10_000
"""Of a note's text."""
MOST_CHARACTERS_OF_A_WORD = 200
MOST_SUBJECTS = 20
CLOCK_DIFFERENCE_DAYS = 1 / 24
"""A note may be dated so far in the future, because clocks differ."""
OfferResponse: TypeAlias = Literal["accepted", "declined", "ignored"]

_WORDS = ("topic", "outcome", "text")

_SALES = frozenset({"order", "return", "exchange"})
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Note:
    """`record`: the key of the record whose person it was; None where only the profile is known. `at`: fixed-width
    UTC text, None for now. `offer`: the name of the next action that was offered, together with its `answer`.
    `thread`: the open matter that it is about, by the key of the event that this began with."""

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
    thread: str | None = None

    def texts(self) -> dict[str, str]:
        """Name → cleaned text of all that is not blank. Raises InvalidInput where one cannot be read or is too long."""
        names = ("channel", "device", "task", "direction", "topic", "outcome", "text", "offer", "answer")
        return {name: text for name in names if (text := _cleaned(name, getattr(self, name)))}

    def fingerprint(self) -> list[object]:
        """The whole note as JSON values, equal for equal notes."""
        about = [[subject.label, subject.key, subject.name] for subject in self.about]
        return [self.kind, self.record, self.at, sorted(self.texts().items()), about, *filter(None, [self.thread])]


def valid_note(note: Note, touchpoints: Touchpoints, now: str) -> Note:
    """The same note, where it can be recorded. Raises InvalidInput that says what is wrong and what to do."""
    if note.kind in _SALES:
        raise InvalidInput("a sale is not told but loaded from the system that made it")
    if not _KIND.fullmatch(note.kind):
        raise InvalidInput("the kind is no name in lower-case letters, digits and _, such as note or support_call")
    channel = note.texts().get("channel")
    if touchpoints.find(note.kind, channel, note.device, note.task) is None:
        raise InvalidInput(
            f"no touchpoint is declared for the kind {note.kind}; take another one, such as note, "
            "or declare one in schema/touchpoints.yaml"
        )
    if (note.kind == OFFER_ANSWER) != bool(note.offer and note.answer) or bool(note.offer) != bool(note.answer):
        raise InvalidInput(f"the kind {OFFER_ANSWER}, an offer and its answer go together; give all three or none")
    if note.direction not in (None, "one-way", "two-way"):
        raise InvalidInput("the direction must be one-way or two-way")
    if note.at is not None and note.at > days_later(now, CLOCK_DIFFERENCE_DAYS):
        raise InvalidInput("the time is yet to come; leave it out, or tell when it happened")
    _check_subjects(note.about)
    if note.kind == "note" and not note.about and note.texts().keys().isdisjoint(_WORDS):
        raise InvalidInput("the note is empty; give it a text, a topic or an outcome")
    return note


def note_event(note: Note, key: str, record: str, by: tuple[str, str], touchpoints: Touchpoints) -> Interaction:
    """The note as an event of the record, with what is usual at its touchpoint. `by`: the actor and the moment of
    writing it down."""
    texts = note.texts()
    actor, now = by
    usual = touchpoints.find(note.kind, texts.get("channel"), texts.get("device"), texts.get("task"))
    details: Mapping[str, Json] = {"agent": actor} | {
        name: texts[name] for name in ("topic", "outcome", "text", "offer", "answer") if name in texts
    }
    if note.thread:
        details = {**details, THREAD: note.thread}
    return Interaction(
        key=event_key(note, key),
        record=record,
        kind=note.kind,
        occurred_at=note.at or now,
        channel=texts.get("channel") or (usual.channel if usual else None),
        device=texts.get("device") or (usual.device if usual else None),
        task=texts.get("task") or (usual.task if usual else None),
        direction=texts.get("direction") or (usual.direction if usual else None),
        about=note.about,
        details=details,
    )


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """What a note said, until somebody corrected or withdrew it: who and why, and when (fixed-width UTC text). `words`:
    the agent, and what was said then."""

    at: str
    actor: str
    reason: str
    words: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class RecordedNote:
    """A note as it is stored: its event, None where it was withdrawn, its former versions, the oldest first, and the
    profile (id) that it belongs to, none where it was withdrawn. `writer`: the identity of who wrote it down, empty
    where none was kept."""

    event: Interaction | None
    versions: tuple[NoteVersion, ...] = ()
    profiles: tuple[str, ...] = ()
    writer: str = ""


def corrected_event(event: Interaction, words: Mapping[str, str | None]) -> Interaction:
    """The event with these words (topic, outcome, text) in the place of its own; a blank one is gone, None leaves it.
    Raises InvalidInput where a word cannot be read, or nothing would be left of a note."""
    given = {name: text for name, text in words.items() if text is not None}
    texts = Note(event.kind, topic=words.get("topic"), outcome=words.get("outcome"), text=words.get("text")).texts()
    cleaned = {name: texts[name] for name in given if name in texts}
    details = {name: text for name, text in event.details.items() if name not in given} | cleaned
    if event.kind == "note" and not event.about and details.keys().isdisjoint(_WORDS):
        raise InvalidInput("nothing would be left of the note; withdraw it instead")
    return replace(event, details=details)


def event_key(note: Note, key: str) -> str:
    """`desk:note:<idempotency key>`: written down again under the same key, a note is the same event."""
    return f"{SOURCE}:{note.kind}:{clean(key)}"


def _cleaned(name: str, text: str | None) -> str:
    try:
        cleaned = clean(text or "")
    except InvalidInput as error:
        raise InvalidInput(f"the {name} {error}") from error
    longest = MOST_CHARACTERS if name == "text" else MOST_CHARACTERS_OF_A_WORD
    if len(cleaned) > longest:
        raise InvalidInput(f"the {name} is longer than {longest} characters; shorten it")
    return cleaned


def _check_subjects(subjects: tuple[Subject, ...]) -> None:
    if len(subjects) > MOST_SUBJECTS:
        raise InvalidInput(f"it is about more than {MOST_SUBJECTS} things; name the most important")
    for subject in subjects:
        if ":" not in _cleaned("key of what it is about", subject.key):
            raise InvalidInput("the key of what it is about names no source; expected a form such as zendesk:4123")
        _cleaned("name of what it is about", subject.name)
