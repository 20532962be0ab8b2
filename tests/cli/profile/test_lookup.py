"""What `profile show` takes for an identifier, and what for the id of a profile."""

import pytest

from profile_service.cli.profile.lookup import identifier_in


@pytest.mark.parametrize(
    ("asked", "identifier"),
    [
        ("email:ann@shop.org", ("email", "ann@shop.org")),
        ("phone:+1 415 555 2671", ("phone", "+1 415 555 2671")),
        ("loyalty_id:88213", ("loyalty_id", "88213")),
        ("social_handle:@ann:1", ("social_handle", "@ann:1")),
        ("Ann@Shop.org", ("email", "Ann@Shop.org")),
        ("+1 (415) 555-2671", ("phone", "+1 (415) 555-2671")),
        ("06.12.34.56.78", ("phone", "06.12.34.56.78")),
        ("0198c0de-0000-7000-8000-00000000000a", None),
        ("01980000-0000-7000-8000-000000000001", None),
        ("88213", None),
        ("", None),
    ],
)
def test_plain_emails_and_phones_need_no_type(asked: str, identifier: tuple[str, str] | None) -> None:
    assert identifier_in(asked) == identifier
