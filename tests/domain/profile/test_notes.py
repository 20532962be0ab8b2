"""What is told of a customer becomes an event, or is refused with what to do."""

import pytest

from profile_service.domain.profile.notes import Note, note_event, valid_note
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.touchpoints import touchpoints, touchpoints_from
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


_OWN = """\
touchpoints:
  tablet: {stage: after, direction: one-way, cost: low, kinds: [note], devices: [tablet]}
  advice: {stage: before, direction: two-way, cost: low, kinds: [note], tasks: [advice]}
  phone: {stage: after, direction: two-way, cost: high, kinds: [note], channels: [phone]}
"""


@pytest.mark.parametrize(
    ("note", "direction"),
    [
        (Note("note", device="tablet", text="call back"), "one-way"),
        (Note("note", task="advice", topic="tea"), "two-way"),
        (Note("note", channel=" phone ", outcome="solved"), "two-way"),
    ],
)
def test_note_is_recorded_at_the_touchpoint_of_its_channel_device_or_task(note: Note, direction: str) -> None:
    declared = touchpoints_from(_OWN, "own.yaml")
    assert note_event(valid_note(note, declared, _NOW), "k", "shop:1", ("ada", _NOW), declared).direction == direction


@pytest.mark.parametrize("note", [Note("note"), Note("note", channel="web", device="phone", task="ask")])
def test_note_without_a_touchpoint_is_refused(note: Note) -> None:
    with pytest.raises(InvalidInput) as refused:
        valid_note(note, touchpoints_from(_OWN, "own.yaml"), _NOW)
    assert str(refused.value) == (
        "no touchpoint is declared for the kind note; take another one, such as note, "
        "or declare one in schema/touchpoints.yaml"
    )


@pytest.mark.parametrize(
    ("subject", "refusal"),
    [
        (Subject("Case", "z:\x00"), "the key of what it is about holds a NUL character"),
        (Subject("Case", "z:1", "\x00"), "the name of what it is about holds a NUL character"),
        (Subject("Case", "z:1", "x" * 201), "the name of what it is about is longer than 200 characters; shorten it"),
    ],
)
def test_refusal_says_which_part_of_a_subject_is_wrong(subject: Subject, refusal: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        valid_note(Note("note", about=(subject,)), touchpoints(), _NOW)
    assert str(refused.value) == refusal


def test_note_about_too_many_things_is_refused() -> None:
    with pytest.raises(InvalidInput, match="it is about more than 20 things; name the most important"):
        valid_note(Note("note", about=(_CASE,) * 21), touchpoints(), _NOW)


def test_offer_alone_is_no_answer() -> None:
    for note in (Note("note", offer="replenish"), Note("offer_answer", answer="declined")):
        with pytest.raises(
            InvalidInput, match="the kind offer_answer, an offer and its answer go together; give all three"
        ):
            valid_note(note, touchpoints(), _NOW)
