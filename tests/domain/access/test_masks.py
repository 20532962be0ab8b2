"""Masks: what is left of a value, and in which texts and keys it is found."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.access.masks import _EMAIL, Masks, masked_value, masks_of
from profile_service.domain.access.own_numbers import Span, local_phones
from profile_service.domain.access.rights import UNRESTRICTED, Rights
from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.sources.events import Interaction, Json, Line, Subject, Transaction
from profile_service.domain.values.identifiers import Identifier
from tests.rig.cpu import least_cpu_seconds

_AT = "2026-01-01T00:00:00.000000Z"
_ALL_MASKED = Masks(frozenset())
_PERSON = ProfileRecord(
    "crm:1", "crm", "1", "Zoë Martin", {"city": "Lyon", "birth_date": "1984-02-29"},
    (Claim("crm:1", Identifier("loyalty_id", "K7700123"), _AT, _AT),), _AT, _AT, 1, stub=False, tally="",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("email", "ann.lee@shop.example", "a••@shop.example"),
        ("email", "ann@shop.example/ann lee", "a••@shop.example"),
        ("phone", "+14155552671", "•••• 2671"),
        ("phone", "112", "••••"),
        ("name", "Zoë Martin", "•• M••"),
        ("name", "山田太郎", "山••"),
        ("birth_date", "1984-02-29", "••"),
        ("loyalty_id", "K7700123", "K••"),
        ("gender", "F", "••"),
        ("work_email", "ann@x.org", "a••@x.org"),
        ("email", "@handle", "••"),
    ],
)
def test_value_is_masked_by_its_kind(name: str, value: str, masked: str) -> None:
    assert masked_value(name, value) == masked


@given(st.text(min_size=5, max_size=60).filter(lambda text: text.strip()), st.sampled_from(["name", "email", "phone"]))
def test_no_masked_value_shows_the_whole(value: str, name: str) -> None:
    assert value.strip() not in masked_value(name, value)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("callcenter:phone:+15675550105", "callcenter:phone:•••• 0105"),
        ("reviews:email:martha.k@example.com/martha", "reviews:email:m••@example.com"),
        ("social:social_handle:@martha_k", "social:social_handle:•• "),
        ("write to Ann.Lee@shop.example, or call +44 20 7946 0018.", "write to A••@shop.example, or call •••• 0018."),
        ("shopify:7210448301122", "shopify:7210448301122"),
        ("shopify:order:1001", "shopify:order:1001"),
        ("2026-11-22T16:58:35Z", "2026-11-22T16:58:35Z"),
        ("0198c0de-0000-7000-8000-000000000000", "0198c0de-0000-7000-8000-000000000000"),
        ("50 + 30 = 80", "50 + 30 = 80"),
    ],
)
def test_texts_and_keys_lose_their_values_alone(text: str, masked: str) -> None:
    assert _ALL_MASKED.text(text) == masked.strip()


def test_clear_names_stay() -> None:
    masks = Masks(frozenset({"email"}))
    assert masks.text("email:ann@x.org phone:+14155552671") == "email:ann@x.org phone:•••• 2671"
    assert (masks.value("email", "ann@x.org"), masks.value("city", "Lyon")) == ("ann@x.org", "L••")


def test_answer_is_masked_at_any_depth() -> None:
    data = {"a": [{"b": "ann@x.org", "n": 1, "t": True}, None], "c": "ann@x.org"}
    assert _ALL_MASKED.answer(data) == {"a": [{"b": "a••@x.org", "n": 1, "t": True}, None], "c": "a••@x.org"}
    assert _ALL_MASKED.answer({"c": "ann@x.org"}, {"ann@x.org"}) == {"c": "ann@x.org"}


@pytest.mark.parametrize(
    ("key", "value", "masked"),
    [
        ("Customer E-Mail", "ann@x.org", "a••@x.org"),
        ("Shipping Name", "Zoë Martin", "•• M••"),
        ("billing_phone", "020 7946 0018", "•••• 0018"),
        ("note", "Martin rang from 020 7946 0018 about K7700123", "•• rang from •••• 0018 about ••"),
        ("note", "martin's mail is z@x.org", "••'s mail is z••@x.org"),
        ("campaign_name", "Spring 2026", "Spring 2026"),
        ("ticket", "114094004859", "114094004859"),
        ("at", "2026-11-22 09:30", "2026-11-22 09:30"),
        ("rating", 5, 5),
        ("fields", [{"id": 1, "phone": "+14155552671"}], [{"id": 1, "phone": "•••• 2671"}]),
    ],
)
def test_details_of_events_are_masked(key: str, value: Json, masked: Json) -> None:
    writings = _ALL_MASKED.writings([_PERSON])
    event = Interaction(
        "e1", "crm:1", "chat", _AT, about=(Subject("Case", "desk:1", "Call Zoë Martin"),), details={key: value}
    )
    shown = writings.event(event)
    assert shown.details == {key: masked}
    assert (shown.key, shown.about[0].name) == ("e1", "Call ••")


def test_lines_of_an_order_are_masked_as_its_details_are() -> None:
    engraved = Line(
        Subject("Product", "shop:ring", "Ring for Zoë Martin"), 1, 900,
        details={"engraving": "Martin, 020 7946 0018", "Recipient Phone": "020 7946 0018", "size": 7},
    )  # fmt: skip
    order = Transaction(
        "o1", "crm:1", "order", _AT, number="1001", lines=(engraved, Line(Subject("Product", "p"), 2, 5))
    )
    first, second = _ALL_MASKED.writings([_PERSON]).event(order).lines
    assert first.product == Subject("Product", "shop:ring", "Ring for ••")
    assert first.details == {"engraving": "••, •••• 0018", "Recipient Phone": "•••• 0018", "size": 7}
    assert second == order.lines[1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jürgen Müller", "JURGEN Muller, Juergen Mueller, Jürgen MÜLLER, Ju\u0308rgen Mu\u0308ller"),
        ("Juergen Mueller", "Jürgen Müller, Jurgen MULLER"),
        ("José Łuczak", "Jose Luczak, José ŁUCZAK"),
        ("Søren Størr", "Soren Storr, Soeren Stoerr"),
    ],
)
def test_names_are_masked_with_and_without_their_accents(name: str, said: str) -> None:
    writings = _ALL_MASKED.writings([replace(_PERSON, name=name)])
    assert re.findall(r"[^\W\d_]{2,}", writings.text(f"{said}.")) == []
    assert writings.text("Zürich, Müllerin, 5 Äpfel") == "Zürich, Müllerin, 5 Äpfel"


def test_names_of_details_are_masked_where_they_are_values() -> None:
    details: dict[str, Json] = {"opened": {"zoe@shop.example": 2, "Zoë Martin": {"martin": 1}}, "martin": 1}
    shown = _ALL_MASKED.writings([_PERSON]).event(Interaction("e1", "crm:1", "email", _AT, details=details)).details
    assert shown == {"opened": {"z••@shop.example": 2, "••": {"martin": 1}}, "martin": 1}


def _view(name: str, identifiers: frozenset[str] | None) -> View:
    return View(name, "s", "w", identifiers=identifiers)


def test_what_no_view_shows_is_masked_in_texts() -> None:
    narrow = _view("narrow", frozenset({"email"}))
    masks = masks_of(UNRESTRICTED, [narrow])
    assert masks == Masks(None, frozenset({"email"}))
    assert masks is not None
    assert masks.text("email:ann@x.org phone:+14155552671") == "email:ann@x.org phone:•••• 2671"
    assert masks.value("phone", "+14155552671") == "+14155552671", "the view left it out where it may not be seen"


def test_who_sees_everything_has_no_masks() -> None:
    views = [_view("narrow", frozenset()), _view("full", None)]
    assert masks_of(UNRESTRICTED, views) is None
    assert masks_of(Rights(clear=frozenset({"city"})), views) == Masks(frozenset({"city"}), None)


_PLAIN_EMAIL = re.compile(r"[^\s@:/,;<>()\[\]\"']+@[^\s@:/,;<>()\[\]\"']+\.[^\s@:/,;<>()\[\]\"'.]+")
_PLAIN_PHONE = re.compile(r"(?<![\w\-])(?!\d{4}-\d\d-\d\d)\(?\d[\d\s().\-]{7,}\d(?![\w\-])")


@given(st.lists(st.sampled_from([*"(). -a@:1", "2026-01-02", "555 0105", "x.org"]), max_size=24).map("".join))
def test_texts_are_searched_as_by_plain_patterns(text: str) -> None:
    assert [Span(*match.span()) for match in _PLAIN_PHONE.finditer(text)] == list(local_phones(text))
    assert _EMAIL.findall(text) == _PLAIN_EMAIL.findall(text)


@pytest.mark.parametrize(
    "text", ["1- " * 3_300, "(1- " * 2_500, "a" * 9_990 + " @ x", "1 " * 5_000 + "x", "a_" * 5_000]
)
def test_long_text_is_masked_in_a_time_that_follows_its_length(text: str) -> None:
    writings = _ALL_MASKED.writings([_PERSON])
    assert least_cpu_seconds(lambda: writings.text(text)) < 0.1
