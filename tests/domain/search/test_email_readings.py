"""Look-ups of e-mail addresses with one letter wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.search.email_readings import email_words, near_email_lookups
from profile_service.domain.search.spellings import slipped
from profile_service.domain.search.typed_text import typed_text


def test_words_of_an_address_are_its_domain_and_those_of_its_name() -> None:
    assert email_words("ozlem.kaya77@shop.example") == ["shop.example", "ozlem", "kaya"]
    assert email_words("@shop.example") == []


def test_a_word_of_the_dictionary_is_sought_in_place_of_the_typed_one() -> None:
    corrections = {"shpo.example": ["shop.example"], "kayya": ["kaya"]}
    sought = {each.sought for each in near_email_lookups(typed_text("o.kayya@shpo.example"), corrections)}
    assert {"email:o.kaya@shpo.example", "email:o.kayya@shop.example"} <= sought


@pytest.mark.parametrize("name", ["o.kaya", "oy.k", "olga.kaya1977", "olga-maria.kaya.1977"])
@given(data=st.data())
def test_every_slip_before_the_at_is_sought(name: str, data: st.DataObject) -> None:
    """Whatever the slip: its beginning, its end or the whole address is sought."""
    stored = data.draw(st.sampled_from(slipped(name, 0, len(name))))
    email = f"email:{stored}@mail.example"
    lookups = near_email_lookups(typed_text(f"{name}@mail.example"), {})
    assert any(
        email in each.one_of
        or (each.index == "email_start" and email.startswith(each.sought))
        or (each.index == "email_end" and email[::-1].startswith(each.sought))
        for each in lookups
    )


def test_a_long_address_asks_for_few_slips() -> None:
    (between,) = [
        each
        for each in near_email_lookups(typed_text("olga-maria.kaya.1977@mail.example"), {})
        if each.index == "any_key"
    ]
    assert len(between.one_of) < 300
