"""Words are looked for in what a reader is shown of an event."""

import pytest

from profile_service.domain.profile.event_words import event_text, search_words
from profile_service.domain.sources.events import Interaction, Json, Line, Subject, Transaction
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.views import views
from tests.rig.people import at


def test_words_are_small_and_each_once() -> None:
    assert search_words(' Order  #1001 "kettle" order\\x') == ("order", "1001", "kettle", "x")


@pytest.mark.parametrize("text", ["", " # ", '""', "a b c d e f g h i", "x" * 201])
def test_text_without_a_word_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        search_words(text)


def test_text_of_an_event_has_values_and_no_names_of_fields() -> None:
    about = (Subject("Case", "desk:41", "Broken lid"),)
    details: dict[str, Json] = {"subject": "Lid", "tags": ["glass", {"size": 12}], "solved": False, "none": None}
    call = Interaction("c1", "crm:1", "support_call", at("2026-01-02"), "phone", about=about, details=details)
    assert event_text(call, views()["full"]).split("\n") == [
        "support_call", "phone", "desk:41", "Broken lid", "Lid", "glass", "12"
    ]  # fmt: skip


def test_text_of_a_sale_has_its_number_and_goods_but_no_address_that_the_view_hides() -> None:
    lines = (Line(Subject("Product", "shop:tea", "Green tea"), 1.0, 500),)
    sale = Transaction(
        "o1", "shop:1", "order", at("2026-01-02"), "web", number="#7", status="paid", currency="EUR", total_minor=500,
        lines=lines, details={"shipping_street": "14 rue Verte", "gift": "yes"},
    )  # fmt: skip
    texts = {name: event_text(sale, views()[name]).split("\n") for name in ("full", "marketing")}
    assert texts["full"] == ["order", "web", "14 rue Verte", "yes", "#7", "paid", "shop:tea", "Green tea"]
    assert texts["marketing"] == ["order", "web", "yes", "#7", "paid", "shop:tea", "Green tea"]
