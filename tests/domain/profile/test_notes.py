"""What is told of a customer becomes an event, or is refused with what to do."""

import pytest

from profile_service.domain.profile.notes import Note, note_event, valid_note
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.touchpoints import touchpoints
from tests.rig.people import at

_NOW = at("2026-11-22")
_CASE = Subject("Case", "zendesk:4123", "Mixer")


def test_note_takes_what_is_usual_at_its_touchpoint() -> None:
    note = Note("support_call", outcome=" solved ", text="Sent a new one.", about=(_CASE,), topic="")
    assert note_event(note, "k1", "shop:1", ("ada", _NOW), touchpoints()) == Interaction(
        "desk:support_call:k1", "shop:1", "support_call", _NOW, "phone", "phone", "support", "two-way", (_CASE,),
        {"agent": "ada", "outcome": "solved", "text": "Sent a new one."},
    )  # fmt: skip


def test_answer_names_its_offer() -> None:
    note = valid_note(Note("offer_answer", channel="chat", offer="replenish", answer="declined"), touchpoints(), _NOW)
    event = note_event(note, "k2", "shop:1", ("ada", _NOW), touchpoints())
    assert (event.channel, dict(event.details)) == (
        "chat", {"agent": "ada", "offer": "replenish", "answer": "declined"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("note", "refusal"),
    [
        (Note("order"), "a sale is not told but loaded"),
        (Note("seance"), "no touchpoint is declared for the kind seance"),
        (Note("Ann Smith"), "the kind is no name in lower-case letters"),
        (Note("offer_answer"), "an offer and its answer go together"),
        (Note("note", offer="replenish", answer="accepted"), "an offer and its answer go together"),
        (Note("offer_answer", offer="replenish"), "an offer and its answer go together"),
        (Note("note", direction="up"), "the direction must be one-way or two-way"),
        (Note("note", at=at("2026-11-23")), "the time is yet to come"),
        (Note("note", topic="x" * 201), "the topic is longer than 200 characters"),
        (Note("note", text="\x00"), "the text holds a NUL character"),
        (Note("note", about=(Subject("Case", "4123"),)), "names no source; expected a form such as zendesk:4123"),
    ],
)
def test_what_cannot_be_recorded_is_refused(note: Note, refusal: str) -> None:
    with pytest.raises(InvalidInput, match=refusal):
        valid_note(note, touchpoints(), _NOW)
