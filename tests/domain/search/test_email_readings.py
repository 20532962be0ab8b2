"""Look-ups of e-mail addresses with one letter wrong."""

from profile_service.domain.search.email_readings import email_words, near_email_lookups
from profile_service.domain.search.typed_text import typed_text


def test_words_of_an_address_are_its_domain_and_those_of_its_name() -> None:
    assert email_words("ozlem.kaya77@shop.example") == ["shop.example", "ozlem", "kaya"]
    assert email_words("@shop.example") == []


def test_one_word_or_half_of_the_name_is_kept() -> None:
    corrections = {"shpo.example": ["shop.example"], "kayya": ["kaya"]}
    sought = {
        f"{each.index} {each.sought}" for each in near_email_lookups(typed_text("o.kayya@shpo.example"), corrections)
    }
    assert sought == {
        "key email:o.kayya@shop.example", "key email:o.kaya@shpo.example", "email_start email:o.k",
        "email_end elpmaxe.ophs@ayya",
    }  # fmt: skip
