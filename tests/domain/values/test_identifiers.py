"""Identifiers are normalised, so that equal ones compare equal, and refused without their value in the error."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.service.declared.identity_rules import packaged_rules


@pytest.mark.parametrize(
    ("type", "value", "country", "key"),
    [
        ("email", " Ann@X.COM ", None, "email:ann@x.com"),
        ("email", "mailto:Ann@X.com", None, "email:ann@x.com"),
        ("phone", "(415) 555-2671", "US", "phone:+14155552671"),
        ("phone", "+33 1 42 68 53 00", None, "phone:+33142685300"),
        ("loyalty_id", " 0208 ", None, "loyalty_id:0208"),
        ("Loyalty_ID", "208", None, "loyalty_id:208"),
    ],
)
def test_equal_identifiers_become_equal(type: str, value: str, country: str | None, key: str) -> None:
    assert identifier(type, value, country).key == key


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("email", "ann"),
        ("email", ""),
        ("phone", "12"),
        ("phone", "415 555 2671"),
        ("user id", "1"),
        ("user_id", "\ud800"),
        ("user_id", "a\x00b"),
        ("user_id", "x" * 257),
    ],
)
def test_refusal_does_not_show_the_value(type: str, value: str) -> None:
    with pytest.raises(InvalidInput) as error:
        identifier(type, value)

    assert len(value) < 3 or value not in str(error.value)


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
def test_longest_identifier_is_read(type: str, longest: str, longer: str) -> None:
    assert _is_read(type, longest)
    assert not _is_read(type, longer)


@pytest.mark.parametrize(
    ("name", "fits"), [("a" * 40, True), ("a" * 41, False), ("a1_", True), ("1a", False), ("_a", False)]
)
def test_type_has_at_most_forty_characters(name: str, *, fits: bool) -> None:
    assert _is_read(name, "1") == fits


@pytest.mark.parametrize("mark", [" ", "@", ",", ";", "<", ">", '"', "|"])
def test_email_has_no_separators(mark: str) -> None:
    assert not _is_read("email", f"an{mark}n@x.org")
    assert not _is_read("email", f"ann@x{mark}y.org")


@pytest.mark.parametrize(
    ("type", "value", "reason"),
    [
        ("User Id", "1", "not an identifier type; expected lower-case letters, digits and _ such as loyalty_id"),
        ("badge", " ", "the badge is blank"),
        ("badge", "x" * 257, "the badge is longer than 256 characters"),
        ("email", "ann", "the email is not of the form name@domain.tld"),
        ("phone", "415 555 2671", "the phone is no number, or a national one without a country"),
        ("phone", "+1 415", "the phone is no valid number of its country; are there too few or too many digits"),
        ("badge", "a\x00", "holds a NUL character"),
        ("badge", "\ud800", "holds a lone surrogate, which is no character"),
    ],
)
def test_refusal_says_what_is_wrong(type: str, value: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
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
def test_placeholders_of_any_type(value: str) -> None:
    assert Identifier("badge", value).is_placeholder
    assert not Identifier("badge", f"{value}7").is_placeholder


@pytest.mark.parametrize(
    "name",
    "noreply no-reply nomail no-mail noemail no-email no-e-mail none noone no-one nobody unknown anonymous".split(),
)  # fmt: skip
def test_placeholders_of_local_parts(name: str) -> None:
    assert Identifier("email", f"{name}@shop.org").is_placeholder
    assert not Identifier("email", f"{name}s@shop.org").is_placeholder
    assert not Identifier("badge", f"{name}@shop.org").is_placeholder


@pytest.mark.parametrize("name", ["nan", "null", "nil", "na", "no", "void", "test", "ann"])
def test_local_part_that_is_a_name_too_is_somebodys(name: str) -> None:
    assert not Identifier("email", f"{name}@bakery.example").is_placeholder
    assert not packaged_rules().is_junk(Identifier("email", f"{name}@bakery.example"))


@pytest.mark.parametrize("email", ["nan@nan.com", "null@null.com", "na@na.com", "no@no.com", "none@none.com",
                                   "test@test.de", "nan@noemail.com"])  # fmt: skip
def test_address_of_nothing_but_such_words_is_nobodys(email: str) -> None:
    assert Identifier("email", email).is_placeholder
    assert not Identifier("email", email.replace("@", ".li@")).is_placeholder


@pytest.mark.parametrize("name", ["test", "a", "x"])
@pytest.mark.parametrize("domain", ["test.com", "example.org", "test.net"])
def test_placeholders_of_whole_emails(name: str, domain: str) -> None:
    assert Identifier("email", f"{name}@{domain}").is_placeholder
    assert not Identifier("email", f"{name}@shop.{domain}").is_placeholder
    assert not Identifier("email", f"b{name}@{domain}").is_placeholder


@pytest.mark.parametrize(
    ("number", "is_junk"),
    [("+1000000", True), ("+100000", False), ("+33777777", True), ("+33777778", False)],
)
def test_phone_of_one_digit_is_placeholder(number: str, *, is_junk: bool) -> None:
    """Six times or more, after the code of its country."""
    assert Identifier("phone", number).is_placeholder == is_junk
    assert not Identifier("badge", number).is_placeholder


def test_identifier_is_restored_from_its_key() -> None:
    email = Identifier("email", "a:b@x.org")
    assert (email.key, Identifier.from_key(email.key)) == ("email:a:b@x.org", email)
