"""An event in one line: what it was, what about, what became of it."""

from typing import Any

from profile_service.api.console.event_lines import EventLine, event_line, recorded_here

_ORDER = {
    "key": "shop:o1", "kind": "order", "channel": "web", "number": "#1001", "status": "paid", "currency": "EUR",
    "amountKnown": True, "totalMinor": 1250, "about": [], "details": None,
}  # fmt: skip


def _interaction(kind: str, about: str = "", **details: Any) -> EventLine:
    subjects = [{"key": "shop:x", "name": about}] if about else []
    return event_line({"key": "e", "kind": kind, "about": subjects, "details": details or None})


def _line(name: str | None) -> dict[str, Any]:
    return {"product": {"key": "shop:tea", "name": name}}


def test_order_says_number_sum_goods_and_status() -> None:
    line = event_line(_ORDER | {"lines": [_line("Tea"), _line("Tea"), _line("Pot"), _line("Cup"), _line("Jug")]})
    assert line == EventLine("Order #1001", "EUR 12.50 · Tea, Pot, Cup and 1 more", "paid", "")


def test_order_of_an_unknown_amount_and_nameless_goods() -> None:
    line = event_line(_ORDER | {"amountKnown": False, "number": None, "lines": [_line(None)], "status": None})
    assert line == EventLine("Order", "shop:tea", "", "")


def test_contact_says_its_topic_outcome_text_and_agent() -> None:
    said = _interaction(
        "support_call", "Mixer", topic="motor stops", outcome="told_to_wait", text="Again!", agent="bea"
    )
    assert said == EventLine("Support call", "motor stops, Mixer", "told to wait", "Again!", "bea")


def test_scores_have_their_scale() -> None:
    assert _interaction("review", "Tea", rating=4).state == "4 of 5"
    assert _interaction("survey", score=9).state == "9 of 10"
    assert _interaction("review", rating="many").state == "many of 10"


def test_answer_to_an_offer_is_said_in_words() -> None:
    line = _interaction("offer_answer", offer="solve_what_is_open", answer="declined", agent="ada")
    assert (line.title, line.about, line.state) == ("Offer answer", "solve what is open", "declined")


def test_long_text_is_cut() -> None:
    line = _interaction("note", text="word " * 100)
    assert (len(line.text) <= 140, line.text.endswith("…")) == (True, True)


def test_what_was_written_here_is_known_by_its_key() -> None:
    assert [recorded_here({"key": key}) for key in ("desk:note:1", "deskpro:1")] == [True, False]
