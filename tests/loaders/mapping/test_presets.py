"""Mappings that are ready to use, each on a file such as the tool exports by its documentation."""

import pytest

from loaders.registry import PRESETS
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Json, Subject
from tests.loaders.entries import identifiers, items, load
from tests.sources import ROOT

FOLDER = ROOT / "schema" / "mappings" / "presets"
ZOE = ["email:zoe@martin.example", "phone:+33612345678"]


def test_every_preset_is_a_source() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == list(PRESETS)


def test_presets_of_files_never_seen_say_so() -> None:
    first = {name: (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").split(" ")[1] for name in PRESETS}
    assert [name for name in PRESETS if first[name] == "Unverified:"] == [
        "activecampaign-contacts",
        "brevo-contacts",
        "outlook-contacts",
        "salesforce-report",
        "square-customers",
        "trustpilot-reviews",
        "yotpo-reviews",
    ]


@pytest.mark.parametrize(
    ("name", "key", "named"),
    [
        ("activecampaign-contacts", "activecampaign:email:zoe@martin.example", ZOE),
        ("brevo-contacts", "brevo:email:zoe@martin.example", ZOE),
        ("outlook-contacts", "outlook:email:zoe@martin.example/zoe", ZOE),
        ("salesforce-report", "salesforce:email:zoe@martin.example/zoe", ZOE),
        ("square-customers", "square:SQ1", ["square_customer_id:SQ1", *ZOE, "square_reference_id:crm-77"]),
        ("feefo-reviews", "feefo:email:zoe@martin.example/zoe", ["email:zoe@martin.example"]),
        ("okendo-reviews", "okendo:email:zoe@martin.example", ["email:zoe@martin.example"]),
        ("powerreviews-reviews", "powerreviews:9001", []),
        ("trustpilot-reviews", "trustpilot:5f00", []),
        ("yotpo-reviews", "yotpo:email:zoe@martin.example", ["email:zoe@martin.example"]),
    ],
)
def test_preset_finds_the_person(name: str, key: str, named: list[str]) -> None:
    (item,) = items(load(name, f"presets/{name}.csv", "FR"))
    assert item.records[0].key == key
    assert identifiers(item.records[0]) == named


@pytest.mark.parametrize(
    ("name", "status", "evidence"),
    [
        ("activecampaign-contacts", ConsentStatus.WITHDRAWN, "Status: unsubscribed"),
        ("brevo-contacts", ConsentStatus.WITHDRAWN, "EMAIL_BLACKLISTED: true"),
        ("square-customers", ConsentStatus.GRANTED, "Email Subscription Status: subscribed"),
    ],
)
def test_preset_reads_consent(name: str, status: ConsentStatus, evidence: str) -> None:
    (item,) = items(load(name, f"presets/{name}.csv", "FR"))
    (address,) = (one for one in item.records[0].identifiers if one.type == "email")
    assert item.consents == (Consent(item.records[0].key, "marketing", "email", status, None, evidence, address),)


@pytest.mark.parametrize(
    ("name", "at", "about", "details"),
    [
        (
            "feefo-reviews",
            "2025-06-07T08:09:00.000000Z",
            (Subject("Product", "feefo:TENT-2"),),
            {
                "bought_at": "2025-06-01",
                "service_rating": "4",
                "service_text": "Fast",
                "stars": "5",
                "text": "Dry all night.",
            },
        ),
        (
            "okendo-reviews",
            "2025-06-07T08:09:10.000000Z",
            (Subject("Product", "shopify:TENT-2", "tent-for-two"),),
            {"stars": "5", "title": "Great", "text": "Dry all night.\nEven in rain."},
        ),
        (
            "powerreviews-reviews",
            "2025-06-07T00:00:00.000000Z",
            (Subject("Product", "powerreviews:TENT-2"),),
            {
                "stars": "5",
                "title": "Great",
                "text": "Dry all night.",
                "verified_buyer": "true",
                "status": "Approved",
            },
        ),
        (
            "trustpilot-reviews",
            "2025-06-07T08:09:10.000000Z",
            (),
            {"stars": "5", "title": "Great", "text": "Fast.", "origin": "Organic"},
        ),
        (
            "yotpo-reviews",
            "2025-06-07T00:00:00.000000Z",
            (Subject("Product", "yotpo:TENT-2", "Tent for two"),),
            {"stars": "5", "title": "Great", "text": "Dry all night."},
        ),
    ],
)
def test_review_is_about_its_product(name: str, at: str, about: tuple[Subject, ...], details: dict[str, Json]) -> None:
    (item,) = items(load(name, f"presets/{name}.csv"))
    (review,) = item.events
    assert (review.kind, review.occurred_at, review.about) == ("review", at, about)
    assert review.details == details
