"""Salesforce contacts, accounts and cases."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.sources.salesforce.fields import long_id
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.items import EventDeletion, Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from tests.loaders.entries import identifiers, items, load, records, rejects


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


def test_merged_contact_is_a_merge() -> None:
    id = Identifier("salesforce_contact_id", "0035g00000AbCdFAAV")
    assert load("salesforce-contacts", "salesforce_contacts.csv")[1] == Item(
        4, merges=(_merged_contact(identifiers=(id,)),)
    )


def _merged_contact(**fields: Any) -> SourceMerge:
    survivor = "salesforce:0035g00000AbCdEAAV"
    return SourceMerge("salesforce:0035g00000AbCdFAAV", survivor, "merged in the CRM", **fields)


def test_merged_contact_keeps_what_the_export_still_shows_of_it(tmp_path: Path) -> None:
    path = tmp_path / "Contact.csv"
    path.write_text(
        "Id,IsDeleted,MasterRecordId,LastName,Email,Phone,LastModifiedDate\n"
        "0035g00000AbCdF,1,0035g00000AbCdE,Łoś,stary@los.example,+48 22 123 45 67,2024-06-01T08:00:00.000Z\n"
        "0035g00000AbCdE,0,0035g00000AbCdE,Łoś,nowy@los.example,,2024-06-01T08:00:00.000Z\n",
        encoding="utf-8",
    )

    merged, survivor = items(load("salesforce-contacts", path))

    identifiers = (
        Identifier("salesforce_contact_id", "0035g00000AbCdFAAV"),
        Identifier("email", "stary@los.example"),
        Identifier("phone", "+48221234567"),
    )
    assert merged.merges == (_merged_contact(at="2024-06-01T08:00:00.000000Z", identifiers=identifiers),)
    assert merged.records == ()
    assert (survivor.merges, len(survivor.records)) == ((), 1), "a record that names itself was merged into nobody"


def test_deleted_contact_is_a_deletion() -> None:
    assert load("salesforce-contacts", "salesforce_contacts.csv")[4] == Item(
        7, deletions=(SourceDeletion("salesforce:0035g00000AbCdHAAV", "2025-08-01T10:00:00.000000Z"),)
    )


def test_only_an_opt_out_is_a_consent() -> None:
    zoe = items(load("salesforce-contacts", "salesforce_contacts.csv"))[0]
    assert zoe.consents == (
        Consent(
            "salesforce:0035g00000AbCdEAAV",
            "marketing",
            "email",
            ConsentStatus.WITHDRAWN,
            None,
            "HasOptedOutOfEmail: true",
        ),
    )


def test_broken_contacts_are_rejected() -> None:
    assert rejects(load("salesforce-contacts", "salesforce_contacts.csv")) == [
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
    ],
)
def test_short_ids_become_long_ones(id: str, long: str) -> None:
    assert long_id(id) == long


@pytest.mark.parametrize(
    "id", ["", "0035g00000AbCdE-", "0035g00000AbCdEAA", "=cmd()", "MasterRecordId", "0035g00000AbCdÉ"]
)
def test_text_that_is_no_id_is_refused(id: str) -> None:
    with pytest.raises(InvalidInput, match="not an id of Salesforce; expected 15 or 18 letters and digits"):
        long_id(id)


def test_person_account_is_a_record_beside_its_contact() -> None:
    zoe, flagless = records(load("salesforce-accounts", "salesforce_accounts.csv", "FR"))
    assert zoe.key == "salesforce:0015g00000AbCdEAAV"
    assert identifiers(zoe) == [
        "salesforce_account_id:0015g00000AbCdEAAV",
        "salesforce_contact_id:0035g00000AbCdEAAV",
        "email:zoe@martin.example",
        "phone:+33612345678",
        "phone:+33142685300",
        "loyalty_id:208",
    ]
    assert (zoe.name, zoe.attributes["city"], zoe.attributes["birth_date"]) == ("Zoé Martin", "Paris", "1990-05-04")
    assert (flagless.key, flagless.attributes["phone_as_written"]) == ("salesforce:0015g00000AbCdIAAV", "call me")


def test_business_account_is_an_empty_item() -> None:
    assert load("salesforce-accounts", "salesforce_accounts.csv")[1] == Item(3)


def test_accounts_are_merged_and_deleted_as_contacts_are() -> None:
    _, _, merged, deleted, *_ = load("salesforce-accounts", "salesforce_accounts.csv")
    assert merged == Item(
        4,
        merges=(
            SourceMerge(
                "salesforce:0015g00000AbCdGAAV",
                "salesforce:0015g00000AbCdEAAV",
                "merged in the CRM",
                identifiers=(Identifier("salesforce_account_id", "0015g00000AbCdGAAV"),),
            ),
        ),
    )
    assert deleted == Item(
        5, deletions=(SourceDeletion("salesforce:0015g00000AbCdHAAV", "2025-08-01T10:00:00.000000Z"),)
    )


def test_person_account_opts_out_of_calls() -> None:
    zoe = items(load("salesforce-accounts", "salesforce_accounts.csv"))[0]
    assert zoe.consents == (
        Consent(
            "salesforce:0015g00000AbCdEAAV", "marketing", "phone", ConsentStatus.WITHDRAWN, None, "PersonDoNotCall: 1"
        ),
    )


def test_case_is_a_ticket_of_its_contact() -> None:
    entry = items(load("salesforce-cases", "salesforce_cases.csv"))[0]
    assert (entry.line, entry.records) == (2, ())
    assert entry.events == (
        Interaction(
            key="salesforce:case:5005g00000AbCdEAAV",
            record="salesforce:0035g00000AbCdEAAV",
            kind="support_ticket",
            occurred_at="2025-06-01T10:30:00.000000Z",
            channel="phone",
            task="support",
            direction="two-way",
            about=(Subject("Case", "salesforce:5005g00000AbCdEAAV", 'Tent came late,\nand "dented"'),),
            details={
                "number": "00001026",
                "status": "Closed",
                "type": "Delivery",
                "reason": "Late",
                "priority": "High",
                "closed_at": "2025-06-03T10:00:00.000Z",
                "escalated": "false",
                "is_closed": "true",
            },
        ),
    )


def test_case_names_the_one_above_it(tmp_path: Path) -> None:
    export = tmp_path / "Case.csv"
    export.write_text(
        "Id,CaseNumber,ContactId,ParentId,Status,IsClosed,Subject,CreatedDate\n"
        "500000000000001,7,003000000000001,500000000000009,In Review,false,Dented,2025-06-01T10:00:00.000Z\n"
    )
    (case,) = items(load("salesforce-cases", export))[0].events
    assert case.details == {
        "number": "7", "status": "In Review", "is_closed": "false", "parent_case": long_id("500000000000009"),
    }  # fmt: skip


def test_case_without_contact_is_of_its_writer() -> None:
    entry = items(load("salesforce-cases", "salesforce_cases.csv"))[1]
    assert entry.records[0].key == entry.events[0].record == "salesforce:email:bo@berg.example/bo"
    assert entry.records[0].attributes == {"name": "Bo Berg"}


def test_deleted_or_merged_case_says_only_that_and_whose_it_was(tmp_path: Path) -> None:
    assert load("salesforce-cases", "salesforce_cases.csv")[2] == Item(
        5, event_deletions=(EventDeletion("salesforce:case:5005g00000AbCdGAAV", "2025-06-02T12:30:00.000000Z"),)
    )
    export = tmp_path / "Case.csv"
    export.write_text(
        "Id,IsDeleted,MasterRecordId,CaseNumber,ContactId,Subject,CreatedDate,LastModifiedDate\n"
        "500000000000001,false,500000000000002,7,003000000000001,Spam,2025-06-01T10:00:00Z,2025-06-02T10:00:00Z\n"
    )
    (merged,) = items(load("salesforce-cases", export))
    deletion = EventDeletion(f"salesforce:case:{long_id('500000000000001')}", "2025-06-02T10:00:00.000000Z")
    deletion = replace(deletion, record="salesforce:003000000000001AAA", number="7")
    assert merged == Item(2, event_deletions=(deletion,))


def test_rejected_cases_name_their_column() -> None:
    assert rejects(load("salesforce-cases", "salesforce_cases.csv")) == [
        (6, "ContactId", "ContactId is blank and no e-mail or phone was supplied, so the case is nobody's"),
        (7, "CreatedDate", "CreatedDate: the year 9999 is outside 1900 to 2200"),
    ]
