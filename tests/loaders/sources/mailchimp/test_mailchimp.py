"""Mailchimp audiences."""

from pathlib import Path

import pytest

from loaders.registry import loader
from loaders.sources.mailchimp.audience import tags
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from tests.loaders.entries import FIXTURES, identifiers, items, load, rejects


def members(segment: str) -> list[Item]:
    return items(load("mailchimp-audience", f"mailchimp/{segment}_members_export_1a2b3c4d.csv"))


def test_member_has_identifiers_and_attributes() -> None:
    zoe = members("subscribed")[0].records[0]
    assert zoe.key == "mailchimp:a1b2c3d4e5"
    assert identifiers(zoe) == [
        "mailchimp_euid:a1b2c3d4e5",
        "email:zoe@martin.example",
        "phone:+33612345678",
        "loyalty_id:208",
    ]
    assert zoe.observed_at == "2025-02-03T04:05:06.000000Z"
    assert zoe.attributes["tags"] == "VIP, Blog, old"
    assert (zoe.attributes["country"], zoe.attributes["standing"]) == ("FR", "subscribed")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [('"VIP","Blog, old"', ["VIP", "Blog, old"]), ("", []), ("plain", ["plain"]), ('"broken', ['"broken'])],
)
def test_tags_are_csv_in_a_cell(cell: str, expected: list[str]) -> None:
    assert tags(cell) == expected


def test_subscribed_members_grant_from_when_they_confirmed() -> None:
    zoe, imported = members("subscribed")
    assert zoe.consents == (
        Consent(
            "mailchimp:a1b2c3d4e5",
            "marketing",
            "email",
            ConsentStatus.GRANTED,
            "2024-01-02T03:10:00.000000Z",
            "subscribed members, CONFIRM_TIME",
            Identifier("email", "zoe@martin.example"),
        ),
    )
    assert imported.consents == (
        Consent(
            "mailchimp:a1b2c3d4e6",
            "marketing",
            "email",
            ConsentStatus.GRANTED,
            None,
            "subscribed members",
            Identifier("email", imported.records[0].identifiers[1].value),
        ),
    )


def test_members_who_left_or_bounced_withdraw() -> None:
    members_who_left = members("unsubscribed") + members("cleaned")
    assert all(item.consents[0].address in item.records[0].identifiers for item in members_who_left)
    assert [item.consents[0]._replace(address=None) for item in members_who_left] == [
        Consent(
            "mailchimp:a1b2c3d4e8",
            "marketing",
            "email",
            ConsentStatus.WITHDRAWN,
            "2025-05-06T07:08:09.000000Z",
            "unsubscribed members, UNSUB_TIME",
        ),
        Consent(
            "mailchimp:a1b2c3d4e9",
            "marketing",
            "email",
            ConsentStatus.WITHDRAWN,
            "2025-04-05T06:07:08.000000Z",
            "cleaned members, CLEAN_TIME",
        ),
    ]


def test_members_who_never_subscribed_have_no_consent(tmp_path: Path) -> None:
    path = tmp_path / "nonsubscribed_members_export.csv"
    path.write_bytes((FIXTURES / "mailchimp" / "subscribed_members_export_1a2b3c4d.csv").read_bytes())
    assert [item.consents for item in items(load("mailchimp-audience", path))] == [(), ()]


def test_members_of_an_unknown_segment_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes((FIXTURES / "mailchimp" / "cleaned_members_export_1a2b3c4d.csv").read_bytes())
    with pytest.raises(InvalidInput) as caught:
        loader("mailchimp-audience").inspect(path)
    assert str(caught.value) == (
        f"{path}: its name does not say whether its members subscribed; "
        "it must start with one of subscribed, unsubscribed, cleaned, nonsubscribed"
    )


def test_member_without_email_is_rejected() -> None:
    assert rejects(load("mailchimp-audience", "mailchimp/subscribed_members_export_1a2b3c4d.csv")) == [
        (4, "Email Address", "Email Address is blank; the row cannot be loaded without it")
    ]
