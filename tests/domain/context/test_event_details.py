"""What an event tells, under whichever name its source uses for it."""

from typing import Any

import pytest

from profile_service.domain.context import event_details
from profile_service.domain.context.contacts import recent_contacts
from profile_service.domain.context.event_sentiment import event_sentiment
from profile_service.domain.context.insights import Insights
from profile_service.domain.sources.events import Line, Subject, Transaction
from profile_service.domain.sources.kinds import Family
from tests.rig.open_matters import CASE, MUG, TEA, at, bought, did, history

_DAY = "2026-03-01"


@pytest.mark.parametrize(
    ("word", "is_open"),
    [("Offen", True), ("in_Bearbeitung", True), ("ouvert", True), ("En cours", True), ("pendiente", True),
     ("in behandeling", True), ("Gelöst", False), ("résolu", False), ("cerrado", False), ("chiuso", False)],
)  # fmt: skip
def test_words_of_other_languages_are_read(word: str, *, is_open: bool) -> None:
    assert event_details.is_status_open(did("t", "support_ticket", _DAY, status=word)) is is_open


@pytest.mark.parametrize("word", ["emptied", "converted", "purchased", "ordered", "completed"])
def test_cart_that_was_emptied_is_not_left(word: str) -> None:
    assert Insights(history("2026-03-02", did("k", "cart", _DAY, MUG, status=word))).threads == []
    assert len(Insights(history("2026-03-02", did("k", "cart", _DAY, MUG, status="updated"))).threads) == 1


def test_first_detail_that_is_text_counts() -> None:
    event = did("e", "review", _DAY, text=" ", comment=5, body=" Fine. ", transcript="no")
    assert event_details.text(event, "title", "text", "comment", "body", "transcript") == "Fine."
    assert event_details.text(event, "title", "text", "comment") == ""


@pytest.mark.parametrize(
    ("value", "number"), [(3, 3.0), ("4.5", 4.5), (0, 0.0), (True, 7.0), (None, 7.0), ("many", 7.0), ([1], None)]
)
def test_first_detail_that_is_a_number_counts(value: Any, number: float | None) -> None:
    event = did("e", "review", _DAY, stars=value, rating=7)
    assert event_details.number(event, "score", "stars", "rating") == number
    assert event_details.number(event, "score") is None


def test_first_detail_that_is_a_time_counts() -> None:
    event = did("e", "order", _DAY, due="soon", due_at="2026-03-04 10:00 +0100")
    assert event_details.moment(event, "promised", "due", "due_at") == at("2026-03-04")
    assert event_details.moment(event, "promised", "due") is None


@pytest.mark.parametrize("name", ["status", "state"])
def test_status_is_read_in_lower_case_words(name: str) -> None:
    assert event_details.status(did("e", "chat", _DAY, **{name: "On_Hold"})) == "on hold"


@pytest.mark.parametrize("name", ["outcome", "resolution"])
def test_outcome_is_read_in_lower_case_words(name: str) -> None:
    assert event_details.outcome(did("e", "chat", _DAY, **{name: "Told_to_wait"})) == "told to wait"


def test_products_are_those_that_it_is_about_and_those_of_its_lines() -> None:
    order = bought("o", _DAY, TEA)
    none = Line(Subject("Product", "shop:cup", "Cup"), 0.0, 500)
    half = Line(Subject("Product", "shop:oil", "Oil"), 0.5, 500)
    order = Transaction(**vars(order) | {"about": (MUG, CASE), "lines": (*order.lines, none, half)})
    assert event_details.products(order) == {"shop:mug": "Mug", "shop:tea": "Tea", "shop:oil": "Oil"}
    assert event_details.products(did("e", "chat", _DAY, CASE, MUG)) == {"shop:mug": "Mug"}


@pytest.mark.parametrize("name", ["agent", "assignee", "handled_by"])
def test_contact_names_its_agent(name: str) -> None:
    (contact,) = recent_contacts(history("2026-03-02", did("c", "chat", _DAY, **{name: "Dana"})))
    assert (contact.agent, contact.kind, contact.channel, contact.at) == ("Dana", "chat", "web", at(_DAY))


@pytest.mark.parametrize("name", ["updated_at", "solved_at", "closed_at"])
def test_status_holds_from_its_last_update_on(name: str) -> None:
    ticket = did("t", "support_ticket", _DAY, CASE, status="solved", **{name: "2026-03-04 09:00"})
    assert [t.reason for t in Insights(history("2026-03-03", ticket)).threads] == ["the latest word on it is: open"]
    assert Insights(history("2026-03-04 09:00", ticket)).threads == []


@pytest.mark.parametrize(
    ("details", "score", "by"),
    [
        ({"nps": 5, "points": 9}, 0.0, "points"),
        ({"points": 10, "stars": 1}, 1.0, "points"),
        ({"stars": 1, "satisfaction": "good"}, -1.0, "rating"),
        ({"stars": 3}, 0.0, "rating"),
        ({"rating": "5"}, 1.0, "rating"),
        ({"satisfaction": "Good", "mood": "negative"}, 1.0, "satisfaction"),
        ({"satisfaction": "bad"}, -1.0, "satisfaction"),
        ({"mood": "Positive", "outcome": "told to wait"}, 0.7, "mood"),
        ({"mood": "neutral"}, 0.0, "mood"),
        ({"sentiment": "negative"}, -0.7, "mood"),
        ({"outcome": "unanswered"}, -0.5, "outcome"),
        ({"resolution": "fixed"}, 0.3, "outcome"),
        ({"outcome": "called", "text": "Lovely!"}, -0.7, "complaint"),
    ],
)
def test_what_a_complaint_states_counts_in_this_order(details: dict[str, Any], score: float, by: str) -> None:
    found = event_sentiment(did("e", "complaint", _DAY, **details), Family.COMPLAINT)
    assert found
    assert (found.key, found.at, found.score, found.by) == ("e", at(_DAY), score, by)


@pytest.mark.parametrize("name", ["text", "comment", "body", "transcript"])
def test_tone_is_of_whatever_holds_the_text(name: str) -> None:
    found = event_sentiment(did("e", "review", _DAY, **{name: "A lovely mug it is, thanks!"}), None)
    assert found
    assert (found.by, found.score > 0.5) == ("text", True)
    assert event_sentiment(did("e", "review", _DAY, language="de", **{name: "Lovely mug, thanks!"}), None) is None
