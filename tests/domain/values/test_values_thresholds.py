"""Lengths, years, decimals and placeholders: the last that is taken and the first that is not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    OutsideView,
    ProfileError,
    StoreError,
    StoreRejected,
    StoreUnavailable,
)
from profile_service.domain.values.identifiers import Identifier, clean, identifier
from profile_service.domain.values.masking import masked
from profile_service.domain.values.money import currency_code, exponent, minor_units
from profile_service.domain.values.times import days_between, days_later, parse_utc_text, read_time, utc_now, utc_text


def _is_read(type: str, value: str, country: str | None = None) -> bool:
    try:
        identifier(type, value, country)
    except InvalidInput:
        return False
    return True


@pytest.mark.parametrize(
    ("type", "longest", "longer"),
    [
        ("badge", "x" * 256, "x" * 257),
        ("email", "a" * 64 + "@x.org", "a" * 65 + "@x.org"),
        ("email", "a@" + "b" * 190 + ".org", "a@" + "b" * 191 + ".org"),
        ("email", "a@b.io", "a@b.i"),
    ],
)
def test_identifier_is_taken_up_to_its_length(type: str, longest: str, longer: str) -> None:
    assert _is_read(type, longest)
    assert not _is_read(type, longer)


@pytest.mark.parametrize(
    ("name", "fits"), [("a" * 40, True), ("a" * 41, False), ("a1_", True), ("1a", False), ("_a", False)]
)
def test_type_is_a_name_of_at_most_forty_characters(name: str, *, fits: bool) -> None:
    assert _is_read(name, "1") == fits


@pytest.mark.parametrize("mark", [" ", "@", ",", ";", "<", ">", '"', "|"])
def test_email_holds_no_marks(mark: str) -> None:
    assert not _is_read("email", f"an{mark}n@x.org")
    assert not _is_read("email", f"ann@x{mark}y.org")


@pytest.mark.parametrize(
    ("type", "value", "told"),
    [
        ("User Id", "1", "not an identifier type"),
        ("badge", " ", "the badge is blank"),
        ("badge", "x" * 257, "the badge is longer than 256 characters"),
        ("email", "ann", "the email is not of the form name@domain.tld"),
        ("phone", "415 555 2671", "the phone is no number, or a national one without a country"),
        ("phone", "+1 415", "the phone has too few or too many digits for its country"),
        ("badge", "a\x00", "holds a NUL character"),
        ("badge", "\ud800", "holds a lone surrogate"),
    ],
)
def test_refusal_says_what_is_wrong(type: str, value: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        identifier(type, value)


def test_country_reads_national_phones_in_any_case() -> None:
    assert identifier("phone", "01 42 68 53 00", "fr") == ("phone", "+33142685300")


@pytest.mark.parametrize(
    "value",
    [
        "0", "0000", "00-00", "-", "-1", "null", "none", "N/A", "NA", "anonymous", "Unknown", "undefined", "void",
        "test", "abc123", "not provided",
    ],
)  # fmt: skip
def test_placeholder_of_any_type_joins_nobody(value: str) -> None:
    assert Identifier("badge", value).is_placeholder
    assert not Identifier("badge", f"{value}7").is_placeholder


@pytest.mark.parametrize(
    "name",
    "noreply no-reply nomail no-mail noemail no-email no-e-mail none noone no-one nobody unknown anonymous".split(),
)  # fmt: skip
def test_placeholder_of_an_email_joins_nobody(name: str) -> None:
    assert Identifier("email", f"{name}@shop.org").is_placeholder
    assert not Identifier("email", f"{name}s@shop.org").is_placeholder
    assert not Identifier("badge", f"{name}@shop.org").is_placeholder


@pytest.mark.parametrize("name", ["test", "a", "x"])
@pytest.mark.parametrize("domain", ["test.com", "example.org", "test.net"])
def test_made_up_email_joins_nobody(name: str, domain: str) -> None:
    assert Identifier("email", f"{name}@{domain}").is_placeholder
    assert not Identifier("email", f"{name}@shop.{domain}").is_placeholder
    assert not Identifier("email", f"b{name}@{domain}").is_placeholder


@pytest.mark.parametrize(
    ("number", "blocked"), [("+1000000", True), ("+100000", False), ("+33777777", True), ("+33777778", False)]
)
def test_phone_of_one_digit_joins_nobody(number: str, *, blocked: bool) -> None:
    """Six times or more, after the code of its country."""
    assert Identifier("phone", number).is_placeholder == blocked
    assert not Identifier("badge", number).is_placeholder


def test_identifier_is_read_back_from_its_key() -> None:
    held = Identifier("email", "a:b@x.org")
    assert (held.key, Identifier.from_key(held.key)) == ("email:a:b@x.org", held)


def test_text_is_cleaned_of_control_characters() -> None:
    assert clean(" ﬁn\x07e\tday\n") == "fine\tday"
    assert clean("a\x1f b") == "a b"


@pytest.mark.parametrize(("year", "fits"), [("1899", False), ("1900", True), ("2200", True), ("2201", False)])
def test_time_lies_between_1900_and_2200(year: str, *, fits: bool) -> None:
    if fits:
        assert read_time(f"{year}-06-01") == f"{year}-06-01T00:00:00.000000Z"
    else:
        with pytest.raises(InvalidInput, match=f"the year {year} is outside 1900 to 2200"):
            read_time(f"{year}-06-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 2025-10-07 09:50:26 UTC ", "2025-10-07T09:50:26.000000Z"),
        ("2025-10-07T09:50:26 -0230", "2025-10-07T12:20:26.000000Z"),
        ("2025/10/07", "2025-10-07T00:00:00.000000Z"),
    ],
)
def test_time_is_read_with_its_offset(text: str, expected: str) -> None:
    assert read_time(text) == expected


def test_time_without_an_offset_is_of_the_given_zone() -> None:
    zone = timezone(timedelta(hours=2))
    assert read_time("2025-10-07 09:00", zone) == "2025-10-07T07:00:00.000000Z"
    assert read_time("2025-10-07 09:00 +0300", zone) == "2025-10-07T06:00:00.000000Z"


def test_moment_is_kept_as_utc_text_of_one_width() -> None:
    assert utc_text(datetime(2025, 10, 7, 9, 0, tzinfo=timezone(timedelta(hours=2)))) == "2025-10-07T07:00:00.000000Z"
    assert utc_text(datetime(2025, 10, 7, 9, 0, 0, 5)) == "2025-10-07T09:00:00.000005Z"  # noqa: DTZ001 (taken as UTC)
    assert parse_utc_text("2025-10-07T07:00:00.000000Z") == datetime(2025, 10, 7, 7, tzinfo=UTC)
    assert abs(days_between(utc_now(), utc_text(datetime.now(UTC)))) < 1


def test_days_between_two_moments() -> None:
    earlier, later = "2025-10-07T09:00:00.000000Z", "2025-10-08T21:00:00.000000Z"
    assert (days_between(earlier, later), days_between(later, earlier)) == (1.5, -1.5)
    assert (days_later(earlier, 1.5), days_later(later, -1.5)) == (later, earlier)


def test_cursor_is_read_back() -> None:
    for position in ("", "a", "é|x", "2025?>", "x" * 1_500):
        assert read_cursor(write_cursor(position)) == position
    assert "=" not in write_cursor("a")
    assert set(write_cursor("~~~???")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize("cursor", ["A" * 2_001, "A", "é", "AA==", "a+b/", "AAAA", "//8"])
def test_cursor_of_nobody_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput, match="the cursor is none that was handed out"):
        read_cursor(cursor)


def test_cursor_is_read_up_to_two_thousand_characters() -> None:
    assert len(read_cursor("QUFB" * 500)) == 1_500
    with pytest.raises(InvalidInput, match="handed out"):
        read_cursor("QUFB" * 500 + "QUE")


_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "EUR USD GBP CHF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}


@pytest.mark.parametrize(("currency", "decimals"), [(c, n) for n, codes in _DECIMALS.items() for c in codes.split()])
def test_currency_has_its_decimals(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals
    assert minor_units("7", currency) == 7 * 10**decimals


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("0.125", 12),
        ("0.135", 14),
        ("-0.125", -12),
        ("1.123456", 112),
        (" 12.5 ", 1250),
        ("9" * 15, int("9" * 15) * 100),
    ],
)
def test_amount_is_rounded_half_even(text: str, units: int) -> None:
    assert minor_units(text, "EUR") == units


@pytest.mark.parametrize("text", ["1.1234567", "9" * 16, "+5", "5.", ".5", "5,00"])
def test_amount_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not an amount; expected a plain decimal number such as 1234"):
        minor_units(text, "EUR")


@pytest.mark.parametrize("code", ["EU", "EURO", "E1R", ""])
def test_currency_of_another_length_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput, match="not a currency; expected three letters such as EUR"):
        currency_code(code)


def test_sixty_characters_are_shown_by_their_shape() -> None:
    assert masked("a" * 60) == "x" * 60
    assert masked("a" * 61) == "x" * 60 + "…"


@pytest.mark.parametrize(
    ("error", "code", "retryable", "kind"),
    [
        (ProfileError, "INTERNAL", False, Exception),
        (NotFound, "NOT_FOUND", False, ProfileError),
        (Conflict, "CONFLICT", False, ProfileError),
        (InvalidInput, "INVALID_INPUT", False, ProfileError),
        (Forbidden, "FORBIDDEN", False, ProfileError),
        (OutsideView, "OUTSIDE_VIEW", False, Forbidden),
        (StoreError, "STORE_ERROR", False, ProfileError),
        (StoreUnavailable, "STORE_UNAVAILABLE", True, StoreError),
        (StoreRejected, "STORE_REJECTED", False, StoreError),
    ],
)
def test_error_has_its_code(error: type[ProfileError], code: str, kind: type[Exception], *, retryable: bool) -> None:
    assert (error.code, error.retryable, error.__bases__) == (code, retryable, (kind,))
