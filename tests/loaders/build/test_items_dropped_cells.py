"""Cells of no use: each loader reports column, reason and shape, and loads the row all the same."""

import json
from pathlib import Path

import pytest

from loaders.mapping.mapped_loader import mapped_loader
from tests.loaders.entries import dropped, items, load, records, rejects

_EMAIL = "the email is not of the form name@domain.tld"
_NATIONAL = "the phone is no number, or a national one without a country"
_SHORT = "the phone is no valid number of its country; are there too few or too many digits?"
_ANSWER = "neither a yes nor a no"
_ID = "not an id; expected digits alone"


def _file(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


_FILES = {
    "shopify-customers": (
        "Customer ID,First Name,Last Name,Email,Phone,Default Address Phone,Accepts Email Marketing",
        "'71,Ümit,Şahin,umit(at)shop.example,'0312 555,'+4,maybe",
    ),
    "hubspot-contacts": (
        "Record ID,First Name,Email,Work email,Phone Number,Date of birth,Merged record IDs,Lifecycle Stage",
        "5,Мария,нет,m@a.example;m@@b,+7 12,31.02.1980,7;x8,lead",
    ),
    "salesforce-contacts": (
        "Id,LastName,Email,MobilePhone,Birthdate,HasOptedOutOfEmail,AccountId",
        "0035g00000AAAAA,García,ana@,12,1980-13-40,perhaps,",
    ),
    "google-contacts": ("Name,E-mail 1 - Value,E-mail 2 - Value,Birthday", "李雷,li@a.example ::: 李雷,n/a,unknown"),
    "klaviyo-profiles": (
        "Email,Klaviyo ID,Phone Number,Email Marketing Consent,SMS Marketing Consent",
        "a b@c.example,K1,,NEVER_SUBSCRIBED,???",
    ),
    "magento-customers": ("email,_website,firstname,lastname,dob", "no mail,base,Zoé,Roux,soon"),
    "stripe-customers": ("id,Description,Email,Name,Created (UTC),Phone", "cus_1,,a@b,Jo,2025-01-02 03:04,1"),
}
_EXPECTED = {
    "shopify-customers": [
        ("Email", _EMAIL, "xxxx(xx)xxxx.xxxxxxx"),
        ("Phone", _NATIONAL, "9999 999"),
        ("Default Address Phone", _NATIONAL, "+9"),
        ("Accepts Email Marketing", _ANSWER, "xxxxx"),
    ],
    "hubspot-contacts": [
        ("Date of birth", "not a date", "99.99.9999"),
        ("Email", _EMAIL, "xxx"),
        ("Work email", _EMAIL, "x@@x"),
        ("Phone Number", _SHORT, "+9 99"),
        ("Merged record IDs", _ID, "x9"),
    ],
    "salesforce-contacts": [
        ("Birthdate", "not a date", "9999-99-99"),
        ("Email", _EMAIL, "xxx@"),
        ("MobilePhone", _NATIONAL, "99"),
        ("HasOptedOutOfEmail", _ANSWER, "xxxxxxx"),
    ],
    "google-contacts": [
        ("Birthday", "not a date", "xxxxxxx"),
        ("E-mail 1 - Value", _EMAIL, "xx"),
        ("E-mail 2 - Value", _EMAIL, "x/x"),
    ],
    "klaviyo-profiles": [("Email", _EMAIL, "x x@x.xxxxxxx"), ("SMS Marketing Consent", _ANSWER, "???")],
    "magento-customers": [("dob", "not a date", "xxxx"), ("email", _EMAIL, "xx xxxx")],
    "stripe-customers": [("Email", _EMAIL, "x@x"), ("Phone", _NATIONAL, "9")],
}


@pytest.mark.parametrize("source", _FILES)
def test_each_loader_reports_what_it_could_not_use(source: str, tmp_path: Path) -> None:
    entries = load(source, _file(tmp_path, "export.csv", *_FILES[source]))
    assert rejects(entries) == []
    assert dropped(entries) == [(2, *cell) for cell in _EXPECTED[source]]


def test_sound_cells_report_nothing(tmp_path: Path) -> None:
    header, row = (
        "Record ID,Email,Phone Number,Date of birth,Lifecycle Stage",
        "5,m@a.example,+493012345678,29.02.1980,lead",
    )
    assert dropped(load("hubspot-contacts", _file(tmp_path, "contacts.csv", header, row))) == []


def test_cells_of_a_rejected_row_are_not_counted_twice(tmp_path: Path) -> None:
    path = _file(tmp_path, "contacts.csv", "Record ID,Email,Lifecycle Stage", "none,no mail,lead")
    entries = load("hubspot-contacts", path)
    assert [column for _, column, _ in rejects(entries)] == ["Record ID"]
    assert dropped(entries) == []


def test_nested_fields_and_cards_are_reported_too(tmp_path: Path) -> None:
    user = {
        "id": 4,
        "name": "Bo",
        "role": "end-user",
        "email": "bo",
        "phone": "555",
        "time_zone": "Bern",
        "locale": "de",
    }
    card = ("BEGIN:VCARD", "VERSION:3.0", "UID:u1", "FN:Bo", "EMAIL:bo", "TEL:+1 5", "REV:lately", "END:VCARD")
    assert dropped(load("zendesk-users", _file(tmp_path, "users.ndjson", json.dumps(user)))) == [
        (1, "email", _EMAIL, "xx"),
        (1, "phone", _NATIONAL, "999"),
    ]
    cells = dropped(load("vcard-contacts", _file(tmp_path, "bo.vcf", *card)))
    assert [(line, column, value) for line, column, _, value in cells] == [
        (1, "EMAIL", "xx"),
        (1, "TEL", "+9 9"),
        (1, "REV", "xxxxxx"),
    ]


def test_what_was_dropped_stays_as_it_was_written(tmp_path: Path) -> None:
    (record,) = records(load("stripe-customers", _file(tmp_path, "customers.csv", *_FILES["stripe-customers"])))
    assert (record.attributes["email_as_written"], record.attributes["phone_as_written"]) == ("a@b", "1")


def test_a_mapping_reports_by_the_field_that_it_names(tmp_path: Path) -> None:
    mapping = _file(
        tmp_path,
        "gym.yaml",
        "source: gym",
        "format: csv",
        "record:",
        "  id: Nr",
        "  attributes: {name: Nom, birth_date: Né}",
        "  identifiers: [{type: email, field: Courriel}, {type: phone, field: Tél, country: FR}]",
    )
    members = _file(tmp_path, "gym.csv", "Nr;Nom;Né;Courriel;Tél", "1;Zoé;30/02/1990;zoe@;06 12", "2;Léa;12/02/1990;;")
    assert dropped(list(mapped_loader(mapping).items(members))) == [
        (2, "Né", "not a date", "99/99/9999"),
        (2, "Courriel", _EMAIL, "xxx@"),
        (2, "Tél", _SHORT, "99 99"),
    ]


_ROUNDED = "has more decimals than {} has; it was rounded"


def test_finer_amounts_are_rounded_and_reported(tmp_path: Path) -> None:
    header = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Discount Amount"
    first = "#7,liv@a.example,2026-01-02,NOK,10.005,1,Tent,10.0049,0.50"
    entries = load("shopify-orders", _file(tmp_path, "orders.csv", header, first, "#7,,,,,2,Peg,1.500,"))
    assert dropped(entries) == [
        (2, "Total", _ROUNDED.format("NOK"), "99.999"),
        (2, "Lineitem price", _ROUNDED.format("NOK"), "99.9999"),
    ]
    assert items(entries)[0].rows == 2


def test_a_mapping_reports_finer_amounts_too(tmp_path: Path) -> None:
    mapping = _file(
        tmp_path,
        "till.yaml",
        "source: till",
        "format: ndjson",
        "record: {id: card}",
        "event:",
        "  kind: order",
        "  key: nr",
        "  occurred_at: at",
        "  transaction:",
        "    currency: JPY",
        "    total: sum.paid",
        "    lines: {each: lines, product: sku, price: price}",
    )
    sale = {"card": "4", "nr": 1, "at": "2026-01-02", "sum": {"paid": 100.5}, "lines": [{"sku": "a", "price": "100.0"}]}
    fine = sale | {"nr": 2, "sum": {"paid": 100}, "lines": [{"sku": "a", "price": 50.25}]}
    entries = list(mapped_loader(mapping).items(_file(tmp_path, "till.ndjson", json.dumps(sale), json.dumps(fine))))
    assert rejects(entries) == []
    assert dropped(entries) == [
        (1, "sum.paid", _ROUNDED.format("JPY"), "999.9"),
        (2, "price", _ROUNDED.format("JPY"), "99.99"),
    ]
