"""Look-ups of e-mail addresses with one letter wrong."""

from profile_service.domain.search.email_readings import SharedEnds, email_words, near_email_lookups, slipped_emails
from profile_service.domain.search.typed_text import typed_text


def test_words_of_an_address_are_its_domain_and_those_of_its_name() -> None:
    assert email_words("ozlem.kaya77@shop.example") == ["shop.example", "ozlem", "kaya"]
    assert email_words("@shop.example") == []


def test_a_word_of_the_dictionary_is_sought_in_place_of_the_typed_one() -> None:
    corrections = {"shpo.example": ["shop.example"], "kayya": ["kaya"]}
    sought = {each.sought for each in near_email_lookups(typed_text("o.kayya@shpo.example"), corrections, {})}
    assert {"email:o.kaya@shpo.example", "email:o.kayya@shop.example"} <= sought


def test_every_slip_before_the_at_is_sought_as_it_is() -> None:
    email = "o.kaya@mail.example"
    (lookup,) = near_email_lookups(typed_text(email), {}, {email: SharedEnds(19, 19)})
    for stored in ("o.kyaa", "o.kaja", "o.kay", ".kaya", "oo.kaya", "o-kaya", "o.kaya1"):
        assert f"email:{stored}@mail.example" in lookup.one_of
    assert "email:o.kaya@mail.example" not in lookup.one_of
    assert len(lookup.one_of) == len(set(lookup.one_of)) < 600


def test_slips_are_sought_where_stored_addresses_leave_room() -> None:
    typed = typed_text("osman.kaya@mail.example")
    assert slipped_emails(typed) == ["osman.kaya@mail.example"]
    ends = {"osman.kaya@mail.example": SharedEnds(start=8, end=len("a@mail.example"))}
    (lookup,) = near_email_lookups(typed, {}, ends)
    assert {"email:osman.kaua@mail.example", "email:osman.kaja@mail.example"} <= set(lookup.one_of)
    assert "email:ossman.kaya@mail.example" not in lookup.one_of, "none begins with osman.kay"
    assert len(lookup.one_of) < 100
    assert list(near_email_lookups(typed, {}, {"osman.kaya@mail.example": SharedEnds(10, 5)})) == [], "no such domain"


def test_short_and_partial_addresses_have_no_slips() -> None:
    assert slipped_emails(typed_text("ann@mail.example osman@mail @mail.example")) == []
