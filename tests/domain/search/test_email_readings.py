"""Look-ups of e-mail addresses with one letter wrong."""

from profile_service.domain.search.email_readings import email_words, near_email_lookups
from profile_service.domain.search.typed_text import typed_text


def test_words_of_an_address_are_its_domain_and_those_of_its_name() -> None:
    assert email_words("ozlem.kaya77@shop.example") == ["shop.example", "ozlem", "kaya"]
    assert email_words("@shop.example") == []


def test_a_word_of_the_dictionary_is_sought_in_place_of_the_typed_one() -> None:
    corrections = {"shpo.example": ["shop.example"], "kayya": ["kaya"]}
    sought = {each.sought for each in near_email_lookups(typed_text("o.kayya@shpo.example"), corrections)}
    assert {"email:o.kaya@shpo.example", "email:o.kayya@shop.example"} <= sought


def test_every_slip_before_the_at_is_sought_as_it_is() -> None:
    (lookup,) = near_email_lookups(typed_text("o.kaya@mail.example"), {})
    for stored in ("o.kyaa", "o.kaja", "o.kay", ".kaya", "oo.kaya", "o-kaya", "o.kaya1"):
        assert f"email:{stored}@mail.example" in lookup.one_of
    assert "email:o.kaya@mail.example" not in lookup.one_of
    assert len(lookup.one_of) == len(set(lookup.one_of)) < 600
