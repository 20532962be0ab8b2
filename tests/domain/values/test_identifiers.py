"""Identifiers are normalised, so that equal ones compare equal, and refused without their value in the error."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier


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
