"""Phone numbers become one spelling each, whoever wrote them, and are refused where nobody can dial them."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.phones import digits_of, is_valid, main_number, phone

_EXAMPLES = {
    region: example
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (example := phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE))
}


@pytest.mark.parametrize("region", _EXAMPLES)
def test_mobiles_of_every_region_are_read_in_every_form(region: str) -> None:
    example = _EXAMPLES[region]
    international = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    forms = [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966]
    # Argentina's 9 says no more than that a number is a mobile's, and many leave it out.
    kept = international.replace("+549", "+54") if region == "AR" else international
    spellings = [international, *(phonenumbers.format_number(example, form) for form in forms)]
    national = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    assert {phone(spelling) for spelling in spellings} == {kept}
    assert {phone(spelling, region.lower()) for spelling in (*spellings, national)} == {kept}
    assert phone(international.removeprefix("+"), region) == kept


@pytest.mark.parametrize(
    ("text", "country"),
    [("555-2671", "US"), ("+1 555-2671", None), ("(555) 2671", "US"), ("+1 055 555 2671", None), ("+33 6 12", None),
     ("+999 12345678", None), ("415 555 2671 / 415 555 2672", "US"), ("12" * 200, "US"), ("4722123456", None)],
)  # fmt: skip
def test_number_that_nobody_can_dial_is_refused(text: str, country: str | None) -> None:
    with pytest.raises(InvalidInput) as error:
        phone(text, country)
    assert text not in str(error.value)


def test_national_reading_comes_before_a_lost_plus() -> None:
    assert phone("492112345", "DE") == "+49492112345"
    assert phone("393331234567", "IT") == "+393331234567"
    assert phone("004791234567", "SE") == "+4791234567"


@pytest.mark.parametrize(
    "text",
    ["https://wa.me/4791234567", "wa.me/+4791234567?text=Hei", "https://api.whatsapp.com/send?phone=4791234567&text=x",
     "4791234567@s.whatsapp.net", "whatsapp:+4791234567", "tel:+47-912-34-567", "callto://+4791234567"],
)  # fmt: skip
def test_links_hold_an_international_number(text: str) -> None:
    assert phone(text) == phone(text, "US") == "+4791234567"


@pytest.mark.parametrize(
    ("text", "country"),
    [("(415) 555-2671 x7", "US"), ("+1 415 555 2671 ext. 7", None), ("tel:+1-415-555-2671;ext=7", None),
     ("415.555.2671 #7", "US"), ("415-555-2671, poste 7", "CA"), ("+1 415 555 2671 Durchwahl: 7", None),
     ("+1 415 555 2671 (ramal 7)", None), ("+1 415 555 2671 内線 7", None), ("+14155552671;ext=7", None)],
)  # fmt: skip
def test_spellings_of_an_extension_are_one(text: str, country: str | None) -> None:
    assert phone(text, country) == "+14155552671;ext=7"


def test_extension_belongs_to_its_main_number() -> None:
    line = phone("(415) 555-2671 x8", "US")
    assert (line, main_number(line), digits_of(line)) == ("+14155552671;ext=8", "+14155552671", "14155552671")
    assert digits_of("555-26 71") == "5552671"


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("+52 1 33 1234 5678", None, "+523312345678"),
        ("044 33 1234 5678", "MX", "+523312345678"),
        ("5213312345678", "MX", "+523312345678"),
        ("+55 21 9876-5432", None, "+5521998765432"),
        ("(21) 9876-5432", "BR", "+5521998765432"),
        ("+55 21 99876-5432", None, "+5521998765432"),
        ("+55 21 7123-4567", None, "+5521971234567"),
        ("+55 21 7812-3456", None, "+552178123456"),
        ("+55 21 3456-7890", None, "+552134567890"),
        ("+54 9 351 234 5678", None, "+543512345678"),
        ("+54 351 15 234 5678", None, "+543512345678"),
        ("0351 15 234 5678", "AR", "+543512345678"),
        ("+54 9 351 15 234 5678", None, "+543512345678"),
        ("+54 351 234 5678", None, "+543512345678"),
        ("+54 9 11 5123-4567", None, "+541151234567"),
        ("+54 11 5123-4567", None, "+541151234567"),
        ("011 15 5123-4567", "AR", "+541151234567"),
        ("9 11 5123 4567", "AR", "+541151234567"),
        ("5491151234567", "AR", "+541151234567"),
        ("+229 90 01 12 34", None, "+2290190011234"),
    ],
)
def test_spellings_of_one_subscriber_are_one(text: str, country: str | None, expected: str) -> None:
    assert phone(text, country) == expected
    assert phone(expected) == expected


_EXAMPLES_OF_ALL_KINDS = [
    example
    for region in _EXAMPLES
    for kind in phonenumbers.PhoneNumberType.values()
    if (example := phonenumbers.example_number_for_type(region, kind))
]
_COUNTRY_CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@given(st.sampled_from(_EXAMPLES_OF_ALL_KINDS), st.integers(-5_000, 5_000), st.none() | st.sampled_from(_COUNTRY_CODES))
def test_numbers_are_valid_where_the_library_says_so(example: PhoneNumber, step: int, code: int | None) -> None:
    number = PhoneNumber()
    number.merge_from(example)
    number.national_number = max(1, (example.national_number or 0) + step)
    number.country_code = code or example.country_code
    assert is_valid(number) == phonenumbers.is_valid_number(number)


@pytest.mark.parametrize(
    ("text", "country"),
    [("+1 415 555 2671 (home)", None), ("+1 415 555 2671 [Büro]", None), ("415-555-2671 mobile", "US"),
     ("+1 415 555 2671 - chez les parents", None), ("415 555 2671 NE PAS APPELER!", "US"),
     ("415 555 2671 (le soir)", "US"), ("415-555-2671, after six", "US"), ("415 555 CMR1", "US"),
     ("14155552671.0", "US"), ("1.4155552671E+10", "US"), ("1,4155552671E10", "US"), ("415.555.2671", "US")],
)  # fmt: skip
def test_what_stands_behind_a_number_is_left_out(text: str, country: str | None) -> None:
    assert phone(text, country) == "+14155552671"


@pytest.mark.parametrize("text", ["1.41556E+10", "1.41555526715E+10", "415.555.26.0"])
def test_number_that_a_spreadsheet_cut_is_none(text: str) -> None:
    with pytest.raises(InvalidInput):
        phone(text, "US")
