"""HubSpot contacts."""

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import SourceMerge
from profile_service.domain.values.identifiers import Identifier
from tests.loaders.entries import identifiers, items, load, records, rejects


def test_cell_with_several_values_is_split() -> None:
    zoe = records(load("hubspot-contacts", "hubspot_contacts.csv"))[0]
    assert zoe.key == "hubspot:151"
    assert identifiers(zoe) == [
        "hubspot_contact_id:151",
        "email:zoe@martin.example",
        "email:zoe.m@work.example",
        "email:zoe@old.example",
        "phone:+33612345678",
        "phone:+33142685300",
        "loyalty_id:208",
    ]
    assert zoe.attributes == {
        "given_name": "Zoé",
        "family_name": "Martin",
        "company": "Martin & Fils",
        "city": "Paris",
        "postal_code": "75002",
        "country": "France",
        "lifecycle_stage": "Customer",
        "lead_status": "Open",
        "associated_companies": "Martin & Fils, Tents SA",
        "loyalty_id": "208",
        "interests": "Tents, Stoves",
    }


def test_both_forms_of_dates_are_read() -> None:
    zoe, bo = records(load("hubspot-contacts", "hubspot_contacts.csv"))
    assert zoe.observed_at == "2025-03-12T09:14:00.000000Z"
    assert bo.observed_at == "2024-03-15T14:30:00.000000Z"


def test_merged_contacts_are_merges() -> None:
    assert items(load("hubspot-contacts", "hubspot_contacts.csv"))[0].merges == (
        SourceMerge("hubspot:98", "hubspot:151", "merged in HubSpot", identifiers=(_contact_id("98"),)),
        SourceMerge("hubspot:99", "hubspot:151", "merged in HubSpot", identifiers=(_contact_id("99"),)),
    )


def _contact_id(id: str) -> Identifier:
    return Identifier("hubspot_contact_id", id)


def test_unsubscribed_contact_withdraws_and_others_grant_nothing() -> None:
    zoe, bo = items(load("hubspot-contacts", "hubspot_contacts.csv"))
    evidence = "Unsubscribed from all email: true"
    assert zoe.consents == tuple(
        Consent("hubspot:151", "marketing", "email", ConsentStatus.WITHDRAWN, None, evidence, address)
        for address in zoe.records[0].identifiers
        if address.type == "email"
    )
    assert len(zoe.consents) > 1
    assert bo.consents == ()


def test_rejected_contacts_name_their_column() -> None:
    assert rejects(load("hubspot-contacts", "hubspot_contacts.csv")) == [
        (4, "Record ID", "Record ID is blank; the row cannot be loaded without it"),
        (
            5,
            "Last Modified Date",
            "Last Modified Date: not a time; expected a form such as 2025-10-07 09:50:26 +0200",
        ),
    ]
