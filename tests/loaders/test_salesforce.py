"""Salesforce contacts."""

import pytest

from loaders.salesforce_contacts import long_id
from profile_service.domain.items import Rejected
from tests.loaders.reading import identifiers, load, records, rejects


def test_contact_has_identifiers_and_attributes() -> None:
    (zoe,) = records(load("salesforce-contacts", "salesforce_contacts.csv"))
    assert zoe.key == "salesforce:0035g00000AbCdEAAV"
    assert identifiers(zoe) == [
        "salesforce_contact_id:0035g00000AbCdEAAV",
        "email:zoe@martin.example",
        "phone:+33612345678",
        "phone:+33142685300",
        "loyalty_id:208",
    ]
    assert zoe.observed_at == "2025-06-07T08:09:10.000000Z"
    assert zoe.attributes["birth_date"] == "1990-05-04"
    assert zoe.attributes["favourite_store"] == "Opéra"
    assert zoe.attributes["street"] == "12 rue de la Paix\n2e étage"


def test_secrets_are_read_nowhere() -> None:
    entries = load("salesforce-contacts", "salesforce_contacts.csv")
    assert "hunter2" not in repr(entries)
    assert all("WebPassword" not in e.row for e in entries if isinstance(e, Rejected))


def test_deleted_and_broken_contacts_are_rejected() -> None:
    assert rejects(load("salesforce-contacts", "salesforce_contacts.csv")) == [
        (4, None, "the contact was merged into another contact in the CRM (IsDeleted) and is not loaded"),
        (5, "Id", "Id is blank; the row cannot be loaded without it"),
        (
            6,
            "LastModifiedDate",
            "LastModifiedDate: not a time; expected a form such as 2025-10-07 09:50:26 +0200",
        ),
    ]


@pytest.mark.parametrize(
    ("id", "long"),
    [
        ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ("001A0000006Vm9rIAC", "001A0000006Vm9rIAC"),
        ("0035g00000abcde", "0035g00000abcdeAAA"),
        ("", ""),
    ],
)
def test_short_ids_become_long_ones(id: str, long: str) -> None:
    assert long_id(id) == long
