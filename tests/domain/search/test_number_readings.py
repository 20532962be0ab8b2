"""Look-ups of numbers, e-mails, phones and dates."""

from profile_service.domain.search.number_readings import (
    PhoneCountries,
    former_lookups,
    number_lookups,
    record_lookups,
    ticket_lookups,
    whole_text_lookups,
)
from profile_service.domain.search.typed_text import typed_text


def _sought(text: str, countries: PhoneCountries = PhoneCountries()) -> set[str]:  # noqa: B008
    return {f"{each.index} {each.sought}" for each in number_lookups(typed_text(text), countries)}


def test_national_phone_is_read_by_the_country_of_the_setting() -> None:
    assert _sought("01 42 68 53 00", PhoneCountries("FR", ("1",))) == {
        "value +33142685300", "key_start phone:+0142685300", "key_start phone:+33142685300", "reversed 003586241",
        "value 01 42 68 53 00", "value 0142685300", "number 0142685300", "reference 142685300", "payment 142685300",
    }  # fmt: skip


def test_national_phone_is_read_by_the_countries_of_the_customers() -> None:
    sought = _sought("567-555-0105", PhoneCountries(None, ("1", "49")))
    assert {"value +15675550105", "key_start phone:+15675550105", "key_start phone:+495675550105"} <= sought


def test_international_phone_needs_no_country() -> None:
    assert {"value +4915112345678", "key_start phone:+4915112345678"} <= _sought("+49 1511 2345678")
    assert "key_start phone:+331" in _sought("0033 1")


def test_what_is_said_before_a_number_decides() -> None:
    assert _sought("order 1049") == {
        "number 1049", "reference 1049", "payment 1049", "number_digits 1049",
    }  # fmt: skip
    assert _sought("ticket 0042") == {"reference 42", "number 0042"}
    assert _sought("ticket 00918") == {"reference 918", "reference_digits 918", "number 00918"}
    assert _sought("card 77") == {"value 77"}
    assert _sought("card 208") == {"value 208", "digits 208"}
    assert "reversed 9401" in _sought("Kaya 1049")


def test_number_of_several_words_is_sought_as_a_whole() -> None:
    for text, words in {
        "CMD-2026-0101": {0, 1},
        "Ann Kaya cmd/2026/0101": {2, 3},
        "order CMD 2026 0101": {0, 1, 2},
    }.items():
        lookups = list(number_lookups(typed_text(text), PhoneCountries()))
        orders = [each for each in lookups if (each.index, each.sought) == ("number", "cmd20260101")]
        assert [(each.words, each.near) for each in orders] == [(frozenset(words), False)], text
        assert {"reference cmd20260101", "payment cmd20260101"} <= _sought(text)
    assert "number ord20241004" in _sought("ORD-2024-1004")
    assert {"value cl-2026-0101", "value CL-2026-0101"} <= _sought("cl-2026-0101")
    keys = [each.one_of for each in record_lookups(typed_text("cl-2026-0101"), ("crm",))]
    assert ("crm:cl-2026-0101", "crm:CL-2026-0101") in keys


def test_postal_code_is_sought_with_each_name() -> None:
    assert {"postal 46802 ann", "postal 46802 kaya"} <= _sought("Ann Kaya 46802")


def test_emails_are_sought_whole_begun_and_by_domain() -> None:
    assert _sought("Ann@Shop.ORG") == {"value ann@shop.org", "key_start email:ann@shop.org"}
    assert _sought("@shop.org") == {"reversed gro.pohs@"}


def test_short_id_of_a_crm_is_sought_as_a_beginning() -> None:
    assert "value_start 0035g00000lGqcx" in _sought("0035g00000lGqcx")
    assert "value_start 0035g00000lGqcxAAC" not in _sought("0035g00000lGqcxAAC")


def test_date_is_sought_as_every_day_that_it_may_be() -> None:
    assert _sought("03/04/1985") == {"birth 19850304", "birth 19850403"}


def test_text_is_sought_as_a_whole() -> None:
    whole = {f"{each.index} {each.sought}" for each in whole_text_lookups(typed_text("crm:3"))}
    assert whole == {"value crm:3", "record crm:3", "key crm:3", "any_event crm:3"}
    pi = {f"{each.index} {each.sought}" for each in whole_text_lookups(typed_text("pi_Abc"))}
    assert pi == {"value pi_Abc", "number piabc", "reference piabc", "payment piabc"}
    id = "0198c0de-0000-7000-8000-00000000000a"
    assert f"profile {id}" in {f"{each.index} {each.sought}" for each in whole_text_lookups(typed_text(id))}


def test_digits_of_a_number_are_near() -> None:
    near = {each.index for each in number_lookups(typed_text("1004"), PhoneCountries()) if each.near}
    assert near == {"number_digits", "reference_digits", "digits"}


def test_number_may_be_the_id_of_a_record_in_each_source() -> None:
    def keys(text: str) -> set[str]:
        return {key for each in record_lookups(typed_text(text), ("crm", "shop")) for key in each.one_of}

    assert keys("customer number 10455") == {"crm:10455", "shop:10455"}
    assert {"crm:c-1004", "crm:C-1004", "shop:C-1004"} <= keys("Ann Kaya c-1004")
    assert keys("10455") == {"crm:10455", "shop:10455"}
    assert keys("567-555-0105") == keys("+15675550105") == keys("order 1049") == keys("Ann Kaya") == set()


def test_number_may_be_the_id_of_a_ticket_in_each_source() -> None:
    def keys(text: str) -> set[str]:
        lookups = ticket_lookups(typed_text(text), ("crm", "desk"), ("ticket",))
        return {key for each in lookups for key in each.one_of}

    assert {"crm:ticket:cv-509", "desk:ticket:cv-509", "desk:ticket:CV-509"} <= keys("Ann Kaya, ticket cv-509")
    assert keys("509") == keys("ticket 509") == {"crm:ticket:509", "desk:ticket:509"}
    assert keys("567-555-0105") == keys("order 1049") == keys("card 77") == keys("Ann Kaya") == set()
    whole = whole_text_lookups(typed_text("desk:ticket:cv-509"))
    assert [each.one_of for each in whole if each.index == "any_event"] == [("desk:ticket:cv-509",)]


def test_number_after_ticket_may_be_that_of_a_receipt() -> None:
    """Exactly where it has letters; behind the tickets where it has none."""
    for text, near in {"ticket T-77007": False, "ticket 77007": True}.items():
        lookups = number_lookups(typed_text(text), PhoneCountries())
        assert [each.near for each in lookups if each.index == "number"] == [near]


def test_number_may_be_that_of_a_ticket_that_was_merged_away() -> None:
    sought = {
        text: [each.sought for each in former_lookups(typed_text(text))] for text in ("ticket 0042", "Ann 567-555")
    }
    assert sought == {"ticket 0042": ["42"], "Ann 567-555": ["567555"]}
    assert [each.sought for each in former_lookups(typed_text("567-555-0105"))] == []


def test_phone_is_sought_by_how_it_begins_and_ends() -> None:
    for text, sought in {
        "0001234": {"key_start phone:+01234", "reversed 4321"},
        "000123": {"reversed 321000"},
        "+33 (1) 42.68/53-00": {"key_start phone:+33142685300", "reversed 00358624133"},
        "+33 12": {"key_start phone:+3312", "reversed 2133"},
    }.items():
        assert sought <= _sought(text)
