"""Every loader and every mapping gives tidy texts, whatever programs and spreadsheets left in the cells."""

import json
from pathlib import Path

import pytest

from loaders.registry import loader
from profile_service.domain.sources.events import Transaction
from tests.loaders.entries import identifiers, items, load, records

_SHOPIFY = "Customer ID,First Name,Last Name,Email,Total Spent,Default Address Zip\n"
_KLAVIYO = "Email,Klaviyo ID,First Name,Last Name,Email Marketing Consent,Zip Code\n"
_HUBSPOT = "Record ID,Email,First Name,Last Name,Lifecycle Stage,Postal Code\n"


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("shopify-customers", f"{_SHOPIFY}'77,Zo&euml;,D&#039;Arcy,zoe\u200b@home.example,0,'0155\n", "shopify:77"),
        (
            "klaviyo-profiles",
            f'{_KLAVIYO}\u200fzoe@home.example,"=""77""",Zo&euml;,D&#39;Arcy,,="0155"\n',
            "klaviyo:77",
        ),
        ("hubspot-contacts", f'{_HUBSPOT}77,zoe@home.example\ufeff,Zo&euml;,D&rsquo;Arcy,,"=""0155"""\n', "hubspot:77"),
    ],
)
def test_cells_of_persons_are_tidied(tmp_path: Path, name: str, text: str, key: str) -> None:
    (tmp_path / "export.csv").write_text(text)
    (record,) = records(load(name, tmp_path / "export.csv"))
    assert record.key == key
    assert record.name.replace("’", "'") == "Zoë D'Arcy"
    assert record.attributes["postal_code"] == "0155"
    assert "email:zoe@home.example" in identifiers(record)


def test_products_and_notes_of_an_order_are_tidied(tmp_path: Path) -> None:
    header = "Name,Email,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Notes\n"
    row = '#9,a@home.example,2025-10-07,EUR,5,1,Salt &amp; Pepper,5,"=""007""",Ring twice &#128276;\u200e\n'
    (tmp_path / "orders.csv").write_text(header + row)
    (item,) = items(load("shopify-orders", tmp_path / "orders.csv"))
    (order,) = item.events
    assert isinstance(order, Transaction)
    assert (order.lines[0].product.key, order.lines[0].product.name) == ("shopify:007", "Salt & Pepper")
    assert order.details["note"] == "Ring twice 🔔"


_MAPPING = """
source: app
format: ndjson
record: {id: user, attributes: {city: city}}
event:
  kind: {field: what, values: {"½ price": coupon_scan}}
  occurred_at: at
  details: rest
"""


def test_texts_of_mapped_events_are_tidied(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(_MAPPING)
    row = {
        "user": '="07"',
        "city": "Troms&oslash;",
        "what": "½\u00a0price",
        "at": "2026-01-01",
        "said": ["a&shy;b", {"c": "\u200b"}],
    }
    (tmp_path / "rows.ndjson").write_text(json.dumps(row))
    (item,) = items(list(loader("mapped", mapping=tmp_path / "m.yaml").items(tmp_path / "rows.ndjson")))
    assert (item.records[0].key, item.records[0].attributes) == ("app:07", {"city": "Tromsø"})
    assert (item.events[0].kind, item.events[0].details) == ("coupon_scan", {"said": ["ab", {"c": ""}]})


def test_texts_of_ready_made_items_are_tidied(tmp_path: Path) -> None:
    record = {"source": "till", "record_id": "1", "attributes": {"name": "Zo&euml;"}, "identifiers": []}
    event = {
        "key": "till:chat:1",
        "record": "till:1",
        "kind": "chat",
        "occurred_at": "2026-01-01",
        "details": {"text": "caf&eacute;"},
    }
    (tmp_path / "records.ndjson").write_text(json.dumps({"records": [record], "events": [event]}))
    (item,) = items(load("records", tmp_path / "records.ndjson"))
    assert item.records[0].name == "Zoë"
    assert item.events[0].details == {"text": "café"}


def test_card_of_an_address_book_is_tidied(tmp_path: Path) -> None:
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nUID:\u200ec-7\nFN:Zo&euml\\;\u200b Dahl\nEMAIL:\u200fzoe@home.example\nEND:VCARD\n"
    )
    (tmp_path / "book.vcf").write_text(card)
    (record,) = records(load("vcard-contacts", tmp_path / "book.vcf"))
    assert (record.key, record.name) == ("vcard:c-7", "Zoë Dahl")
    assert "email:zoe@home.example" in identifiers(record)
