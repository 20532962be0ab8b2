"""How long a text, how many digits, how many things: the last that is taken and the first that is not."""

from dataclasses import replace
from typing import Any

import pytest

from profile_service.domain.profile.notes import Note, event_key, note_event, valid_note
from profile_service.domain.sources.events import Subject
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.touchpoints import touchpoints

_NOW = "2026-11-22T09:00:00.000000Z"


def _is_recorded(told: Note) -> bool:
    try:
        valid_note(told, touchpoints(), _NOW)
    except InvalidInput:
        return False
    return True


def _about(count: int, key: str = "zendesk:1", name: str = "") -> Note:
    return Note("note", about=(Subject("Case", key, name),) * count)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (Note("note", text="x" * 10_000), Note("note", text="x" * 10_001)),
        (Note("note", text="Fine.", device="x" * 200), Note("note", text="Fine.", device="x" * 201)),
        (Note("note", text="Fine.", task="x" * 200), Note("note", text="Fine.", task="x" * 201)),
        (Note("note", topic="x" * 200), Note("note", topic="x" * 201)),
        (Note("note", outcome="x" * 200), Note("note", outcome="x" * 201)),
        (Note("note", text="Fine.", channel="phone"), Note("note", text="Fine.", channel="x" * 201)),
        (
            Note("offer_answer", offer="x" * 200, answer="ignored"),
            Note("offer_answer", offer="x" * 201, answer="ignored"),
        ),
        (_about(20), _about(21)),
        (_about(1, "z:" + "x" * 198), _about(1, "z:" + "x" * 199)),
        (_about(1, name="x" * 200), _about(1, name="x" * 201)),
        (
            Note("note", text="Fine.", at="2026-11-22T10:00:00.000000Z"),
            Note("note", text="Fine.", at="2026-11-22T10:00:00.000001Z"),
        ),
    ],
)
def test_note_is_recorded_up_to_its_limit(last: Note, first: Note) -> None:
    assert _is_recorded(last)
    assert not _is_recorded(first)


@pytest.mark.parametrize("kind", ["order", "return", "exchange"])
def test_sale_is_not_told(kind: str) -> None:
    with pytest.raises(InvalidInput, match="a sale is not told but loaded from the system that made it"):
        valid_note(Note(kind), touchpoints(), _NOW)


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("x" * 41, "the kind is no name in lower-case letters"),
        ("x" * 40, "no touchpoint is declared for the kind xxx"),
        ("1st", "the kind is no name in lower-case letters"),
    ],
)
def test_kind_is_a_name_of_at_most_forty_characters(kind: str, refusal: str) -> None:
    with pytest.raises(InvalidInput, match=refusal):
        valid_note(Note(kind), touchpoints(), _NOW)


@pytest.mark.parametrize("answer", ["accepted", "declined", "ignored"])
def test_answer_goes_with_its_offer(answer: Any) -> None:
    assert _is_recorded(Note("offer_answer", offer="replenish", answer=answer))
    assert not _is_recorded(Note("offer_answer", answer=answer))
    assert not _is_recorded(Note("note", answer=answer))


@pytest.mark.parametrize("direction", ["one-way", "two-way"])
def test_note_goes_one_way_or_two(direction: str) -> None:
    assert _is_recorded(Note("note", text="Fine.", direction=direction))
    found = note_event(Note("note", text="Fine.", direction=direction), "k", "shop:1", ("ada", _NOW), touchpoints())
    assert found.direction == direction


def test_note_of_its_own_words_is_an_event_of_its_own_time() -> None:
    told = Note(
        "support_call", at="2026-11-21T09:00:00.000000Z", channel=" chat ", device="tablet", task="advice",
        direction="one-way", topic="Mixer", outcome="solved", text="Fine.",
    )  # fmt: skip
    found = note_event(told, " k1 ", "shop:1", ("ada", _NOW), touchpoints())
    assert (found.key, found.record, found.kind) == ("desk:support_call:k1", "shop:1", "support_call")
    assert found.occurred_at == "2026-11-21T09:00:00.000000Z"
    assert (found.channel, found.device, found.task, found.direction) == ("chat", "tablet", "advice", "one-way")
    assert dict(found.details) == {"agent": "ada", "topic": "Mixer", "outcome": "solved", "text": "Fine."}


def test_note_of_an_undeclared_kind_has_no_usual_place() -> None:
    found = note_event(Note("seance"), "k", "shop:1", ("ada", _NOW), touchpoints())
    assert (found.channel, found.device, found.task, found.direction) == (None, None, None, None)
    assert event_key(Note("seance"), "k\x07") == "desk:seance:k"


def test_fingerprint_holds_the_whole_note() -> None:
    note = Note("note", "shop:1", _NOW, text=" Fine. ", about=(Subject("Case", "z:1", "Mixer"),))
    assert note.fingerprint() == ["note", "shop:1", _NOW, [("text", "Fine.")], [["Case", "z:1", "Mixer"]]]
    others: list[dict[str, Any]] = [
        {"kind": "call"}, {"record": None}, {"at": None}, {"channel": "web"}, {"device": "till"}, {"task": "ask"},
        {"direction": "one-way"}, {"topic": "x"}, {"outcome": "x"}, {"text": "x"}, {"offer": "x"},
        {"answer": "ignored"}, {"about": ()},
    ]  # fmt: skip
    said = [str(replace(note, **each).fingerprint()) for each in others]
    assert len({str(note.fingerprint()), *said}) == 14
