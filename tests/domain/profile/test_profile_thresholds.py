"""How long a text, how many digits, how many things: the last that is taken and the first that is not."""

from dataclasses import replace
from typing import Any

import pytest
from profile_service.domain.profile.search import MatchKind, SearchHit, best_hits, search_text

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
        (Note("note", device="x" * 200), Note("note", device="x" * 201)),
        (Note("note", task="x" * 200), Note("note", task="x" * 201)),
        (Note("note", topic="x" * 200), Note("note", topic="x" * 201)),
        (Note("note", outcome="x" * 200), Note("note", outcome="x" * 201)),
        (Note("note", channel="phone"), Note("note", channel="x" * 201)),
        (
            Note("offer_answer", offer="x" * 200, answer="ignored"),
            Note("offer_answer", offer="x" * 201, answer="ignored"),
        ),
        (_about(20), _about(21)),
        (_about(1, "z:" + "x" * 198), _about(1, "z:" + "x" * 199)),
        (_about(1, name="x" * 200), _about(1, name="x" * 201)),
        (Note("note", at="2026-11-22T10:00:00.000000Z"), Note("note", at="2026-11-22T10:00:00.000001Z")),
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
    assert _is_recorded(Note("note", direction=direction))
    found = note_event(Note("note", direction=direction), "k", "shop:1", ("ada", _NOW), touchpoints())
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


@pytest.mark.parametrize(("text", "is_phone"), [("123", False), ("1234", True), ("1" * 15, True), ("1" * 16, False)])
def test_phone_has_four_to_fifteen_digits(text: str, *, is_phone: bool) -> None:
    found = search_text(text, None)
    assert (found.phones, found.ending) == ((f"+{text}",), text) if is_phone else ((), None)
    assert (found.email, found.names) == ((None, ()) if is_phone else (text, (text,)))


@pytest.mark.parametrize(
    ("text", "phones", "ending"),
    [
        ("0001234", ("+01234", "+0001234"), "1234"),
        ("000123", ("+0123", "+000123"), None),
        ("0033 1 42 68 53 00", ("+33142685300", "+0033142685300"), "33142685300"),
        ("+33 (1) 42.68/53-00", ("+33142685300",), "33142685300"),
        ("+33 12", ("+3312",), "3312"),
    ],
)
def test_phone_is_looked_up_by_how_it_begins_and_ends(text: str, phones: tuple[str, ...], ending: str | None) -> None:
    found = search_text(text, None)
    assert (found.phones, found.ending) == (phones, ending)


def test_whole_phone_is_looked_up_as_an_identifier_too() -> None:
    assert search_text("01 42 68 53 00", "FR").values == ("01 42 68 53 00", "+33142685300")
    assert search_text("01 42 68 53 00", None).values == ("01 42 68 53 00",)


def test_words_are_a_name_or_the_start_of_an_email() -> None:
    one, two = search_text(" Ann ", None), search_text("Ann  Smith", None)
    assert (one.text, one.values, one.email, one.names) == ("Ann", ("Ann",), "ann", ("ann",))
    assert (two.values, two.email, two.names) == (("Ann  Smith",), None, ("ann smith", "smith ann"))
    at = search_text("ANN@x org", None)
    assert (at.values, at.email, at.names) == (("ANN@x org", "ann@x org"), None, ())
    assert search_text("4711-A", None).names == ("4711 a", "a 4711")


def test_text_to_search_for_has_two_hundred_characters() -> None:
    assert search_text("x" * 200, None).email == "x" * 200
    with pytest.raises(InvalidInput, match="the text to search for is longer than 200 characters"):
        search_text("x" * 201, None)
    with pytest.raises(InvalidInput, match="the text to search for is blank"):
        search_text(" ", None)


def test_exact_matches_come_before_those_of_many() -> None:
    order: tuple[MatchKind, ...] = ("id", "identifier", "order", "email", "phone", "name")
    hits = [SearchHit(f"p{n}", match, "a") for n, match in enumerate(order)]
    assert best_hits(reversed(hits)) == hits
    same = [SearchHit("p2", "name", "ann"), SearchHit("p1", "name", "bob"), SearchHit("p3", "name", "bob")]
    assert best_hits(reversed(same)) == same
