"""Who changes her e-mail, phone or card keeps her history, in whatever order the files are loaded."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from profile_service.domain.sources.events import Event
from profile_service.domain.sources.records import SourceRecord
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run, wipe
from tests.rig.people import did, load, record
from tests.rig.terminal import Terminal

_SHOP = "Customer ID,First Name,Last Name,Email,Phone,Total Spent,Total Orders\n"
_SPRING = f"{_SHOP}'501,Марья,Орлова,maria@staraya.example,,0.00,0\n"
_AUTUMN = f"{_SHOP}'501,Марья,Орлова,maria@novaya.example,,0.00,0\n"
_ORDERS = """Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price
#71,maria@staraya.example,paid,2025-01-04 10:00:00 +0000,EUR,12.00,1,Samovar,12.00
#72,maria@novaya.example,paid,2025-08-04 10:00:00 +0000,EUR,30.00,1,Tray,30.00
"""
_CRM = "Record ID,First Name,Last Name,Email,Phone Number,Country/Region,Create Date,Last Modified Date\n"
_CRM_2024 = f"{_CRM}9,Jun,Sato,jun@alt.example,+81 3 1234 5678,Japan,2024-01-02 09:00,2024-02-01 09:00\n"
_CRM_2026 = f"{_CRM}9,Jun,Sato,jun@neu.example,+81 3 8765 4321,Japan,2024-01-02 09:00,2026-02-01 09:00\n"
_REVIEWS = (
    '{"review_id":"r1","created":"2024-03-05T10:00:00Z","author":{"email":"jun@alt.example"},'
    '"stars":4,"text":"solid","product":{"id":"p1","name":"Kettle"}}\n'
)


def _shown(terminal: Terminal, identifier: str) -> dict[str, Any]:
    shown = terminal.run("profile", "show", identifier, "--json")
    assert shown.code == 0, shown.err
    profile: dict[str, Any] = json.loads(shown.out)
    return profile


def _load(terminal: Terminal, loader: str, path: Path, *options: str) -> str:
    loaded = terminal.run("load", loader, path, *options)
    assert loaded.code == 0, loaded.err
    return loaded.out


def test_customer_of_an_export_without_times_keeps_both_orders(
    terminal: Terminal, address: Address, tmp_path: Path
) -> None:
    files = {"spring": _SPRING, "autumn": _AUTUMN, "orders": _ORDERS}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
    for order in permutations(files):
        wipe(address)
        for name in order:
            _load(terminal, "shopify-orders" if name == "orders" else "shopify-customers", tmp_path / f"{name}.csv")

        maria = _shown(terminal, "email:maria@staraya.example")

        assert _shown(terminal, "email:maria@novaya.example") == maria, order
        assert maria["summary"]["spend"] == [{"currency": "EUR", "totalMinor": 4_200}], order
        last = "novaya" if order.index("autumn") > order.index("spring") else "staraya"
        assert maria["email"]["value"] == f"maria@{last}.example", order
        assert [former["type"] for former in maria["formerIdentifiers"]] == ["email"], order
    again = _load(terminal, "shopify-customers", tmp_path / "spring.csv")
    assert "1 unchanged" in again or "unchanged 1" in again


def test_times_of_the_source_tell_which_address_is_former(terminal: Terminal, address: Address, tmp_path: Path) -> None:
    files = {"2024.csv": _CRM_2024, "2026.csv": _CRM_2026, "reviews.ndjson": _REVIEWS}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    for order in permutations(files):
        wipe(address)
        for name in (*order, *order):
            if name == "reviews.ndjson":
                _load(terminal, "mapped", tmp_path / name, "--mapping", "schema/mappings/reviews.yaml")
            else:
                _load(terminal, "hubspot-contacts", tmp_path / name)

        jun = _shown(terminal, "email:jun@alt.example")

        assert _shown(terminal, "phone:+81387654321") == _shown(terminal, "phone:+81312345678") == jun, order
        assert (jun["email"]["value"], jun["phone"]["value"]) == ("jun@neu.example", "+81387654321"), order
        assert jun["summary"]["events"] == 1, order
        assert jun["formerIdentifiers"] == [
            {
                "type": "email",
                "value": "jun@alt.example",
                "firstSeen": "2024-02-01T09:00:00.000000Z",
                "lastSeen": "2024-03-05T10:00:00.000000Z",
            },
            {
                "type": "phone",
                "value": "+81312345678",
                "firstSeen": "2024-02-01T09:00:00.000000Z",
                "lastSeen": "2024-02-01T09:00:00.000000Z",
            },
        ], order


def test_former_identifiers_are_printed_with_their_dates(terminal: Terminal, tmp_path: Path) -> None:
    for name, text in (("old.csv", _CRM_2024), ("new.csv", _CRM_2026)):
        (tmp_path / name).write_text(text)
        _load(terminal, "hubspot-contacts", tmp_path / name)

    lines = terminal.run("profile", "show", "email:jun@alt.example").out.splitlines()

    assert "    email  jun@alt.example  formerly, from 2024-02-01 to 2024-02-01" in lines


_CARD = ("loyalty_id", "C-19")
_HOLDERS = """
MATCH (i:Identifier {key: 'loyalty_id:C-19'})<-[h:HAS]-(r:SourceRecord)
RETURN r.key, h.stated_until IS NOT NULL, h.ended_at
"""


@pytest.mark.anyio
@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_card_that_another_person_has_later_is_theirs(
    store: Store, terminal: Terminal, address: Address, order: tuple[int, ...]
) -> None:
    things: list[list[SourceRecord | Event]] = [
        [record("till:4", _CARD, day="2025-02-01", name="Ida Berg"), record("app:1", _CARD, day="2025-02-02")],
        [record("till:4", ("loyalty_id", "C-20"), day="2025-06-01", name="Ida Berg")],
        [record("till:5", _CARD, day="2025-09-01", name="Omar Khan"), did("v1", "till:5", "2025-09-02")],
    ]
    for position in order:
        await load(store, *things[position])

    began = "2025-09-01T09:00:00.000000Z"
    claims = {("till:4", True, began), ("app:1", False, began), ("till:5", False, None)}
    assert set(run(address, _HOLDERS)) == claims
    ida, omar = _shown(terminal, "loyalty_id:C-20"), _shown(terminal, "loyalty_id:C-19")
    assert [each["key"] for each in ida["records"]] == ["app:1", "till:4"], "the card was hers at that time"
    assert [each["key"] for each in omar["records"]] == ["till:5"]
