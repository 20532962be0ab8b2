"""A record that its source merged into another goes on to name the customer, in whatever order the files are loaded."""

import json
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from profile_service.store.places.address import Address
from tests.rig.graph import run, wipe
from tests.rig.terminal import Terminal

_MAPPING = """
source: klub
format: csv
record:
  id: Numer
  observed_at: Zmiana
  attributes: {name: Nazwa}
  identifiers: [{type: loyalty_id, field: Numer}, {type: email, field: Poczta}, {type: phone, field: Tel, country: PL}]
  merged_into: Nowy
"""
_ZENDESK = (
    '{{"id": {id}, "name": "Ewa Łoś", "role": "end-user", "phone": "+48 22 765 43 21", "email": {email}, {rest}}}\n'
)
# Per source: its loader, the files by name, and the identifiers that only the merged record has.
_SOURCES: dict[str, tuple[str, Mapping[str, str], list[str]]] = {
    "salesforce": (
        "salesforce-contacts",
        {
            "merged.csv": "Id,IsDeleted,MasterRecordId,FirstName,LastName,Email,MobilePhone,LastModifiedDate\n"
            "0035g00000QqAAA,true,0035g00000QqBBB,Ewa,Łoś,stara@los.example,+48 22 123 45 67,2025-03-01T08:00:00Z\n",
            "living.csv": "Id,IsDeleted,MasterRecordId,FirstName,LastName,Email,MobilePhone,LastModifiedDate\n"
            "0035g00000QqBBB,false,,Ewa,Łoś,ewa@los.example,,2025-02-01T08:00:00Z\n",
            "earlier.csv": "Id,FirstName,LastName,Email,MobilePhone,LastModifiedDate\n"
            "0035g00000QqAAA,Ewa,Los,dawna@los.example,,2024-03-01T08:00:00Z\n",
        },
        [
            "salesforce_contact_id:0035g00000QqAAAAA3", "email:stara@los.example", "email:dawna@los.example",
            "phone:+48221234567",
        ],
    ),
    "hubspot": (
        "hubspot-contacts",
        {
            "living.csv": "Record ID,First Name,Last Name,Email,Last Modified Date,Merged Contact IDs\n"
            "71,Ewa,Łoś,ewa@los.example,2025-02-01 08:00,70;69\n",
            "earlier.csv": "Record ID,First Name,Last Name,Email,Phone Number,Last Modified Date,Create Date\n"
            "70,Ewa,Los,stara@los.example,+48 22 123 45 67,2025-01-01 08:00,2023-01-01 08:00\n",
        },
        [
            "hubspot_contact_id:70", "hubspot_contact_id:69", "email:stara@los.example", "phone:+48221234567",
        ],
    ),
    "zendesk": (
        "zendesk-users",
        {
            "living.ndjson": _ZENDESK.format(id=61, email='"ewa@los.example"', rest='"active": true'),
            "merged.ndjson": _ZENDESK.format(
                id=60, email='"stara@los.example"', rest='"active": false, "updated_at": "2025-03-01T08:00:00Z"'
            ),
        },
        ["zendesk_user_id:60", "email:stara@los.example"],
    ),
    "mapping": (
        "mapped",
        {
            "merged.csv": "Numer,Nazwa,Poczta,Tel,Zmiana,Nowy\n30,,stara@los.example,22 123 45 67,2025-03-01,31\n",
            "living.csv": "Numer,Nazwa,Poczta,Tel,Zmiana,Nowy\n31,Ewa Łoś,ewa@los.example,,2025-02-01,\n",
        },
        ["loyalty_id:30", "email:stara@los.example", "phone:+48221234567"],
    ),
    "records": (
        "records",
        {
            "a.ndjson": '{"records": [{"source": "kasa", "record_id": "5", "attributes": {"name": "Ewa"}, '
            '"identifiers": [{"type": "email", "value": "stara@los.example"}], '
            '"observed_at": "2024-01-01T00:00:00Z"}]}\n',
            "b.ndjson": '{"joined": [{"record": "kasa:5", "survivor": "kasa:6", "reason": "scalone"}]}\n',
            "c.ndjson": '{"records": [{"source": "kasa", "record_id": "6", "attributes": {"name": "Ewa Łoś"}, '
            '"identifiers": [{"type": "email", "value": "ewa@los.example"}]}]}\n',
        },
        ["email:stara@los.example"],
    ),
}  # fmt: skip


def _orders(files: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    yield from permutations(files)


def _load(terminal: Terminal, loader: str, folder: Path, name: str) -> str:
    mapping = ("--mapping", folder / "mapping.yaml") if loader == "mapped" else ()
    loaded = terminal.run("load", loader, folder / name, *mapping)
    assert loaded.code == 0, loaded.err
    return loaded.out


def _shown(terminal: Terminal, identifier: str) -> dict[str, Any]:
    shown = terminal.run("profile", "show", identifier, "--json")
    assert shown.code == 0, (identifier, shown.err)
    profile: dict[str, Any] = json.loads(shown.out)
    return profile


def _written(folder: Path, files: Mapping[str, str]) -> None:
    (folder / "mapping.yaml").write_text(_MAPPING, encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("source", _SOURCES)
def test_merged_record_leads_to_its_survivor(terminal: Terminal, address: Address, tmp_path: Path, source: str) -> None:
    loader, files, former = _SOURCES[source]
    _written(tmp_path, files)
    for order in _orders(files):
        wipe(address)
        for name in order:
            _load(terminal, loader, tmp_path, name)
        again = [_load(terminal, loader, tmp_path, name) for name in order]

        ewa = _shown(terminal, "email:ewa@los.example")

        assert all("1 unchanged" in text or "unchanged 1" in text for text in again), (order, again)
        assert [_shown(terminal, identifier)["id"] for identifier in former] == [ewa["id"]] * len(former), order
        shown = {f"{one['type']}:{one['value']}" for one in ewa["formerIdentifiers"]}
        assert shown == set(former), order
        assert (ewa["name"]["value"], ewa["email"]["value"]) == ("Ewa Łoś", "ewa@los.example"), order


def test_address_that_the_survivor_still_has_is_not_former(terminal: Terminal, tmp_path: Path) -> None:
    loader, files, _ = _SOURCES["salesforce"]
    _written(
        tmp_path, {"both.csv": files["merged.csv"] + files["living.csv"].splitlines()[1].replace(",ewa@", ",stara@")}
    )

    _load(terminal, loader, tmp_path, "both.csv")

    ewa = _shown(terminal, "email:stara@los.example")
    assert {one["type"] for one in ewa["formerIdentifiers"]} == {"salesforce_contact_id", "phone"}
    assert ewa["email"]["value"] == "stara@los.example"


def test_plain_deletion_still_ends_the_addresses(terminal: Terminal, address: Address, tmp_path: Path) -> None:
    loader, files, _ = _SOURCES["salesforce"]
    deleted = files["merged.csv"].replace("0035g00000QqBBB", "")
    _written(tmp_path, {"earlier.csv": files["earlier.csv"], "deleted.csv": deleted})
    for order in permutations(("earlier.csv", "deleted.csv")):
        wipe(address)
        for name in order:
            _load(terminal, loader, tmp_path, name)

        assert run(address, "MATCH (r:SourceRecord)-[h:HAS]->() RETURN r.key") == [], order


def test_taking_back_a_load_of_merges_restores_what_was_there(terminal: Terminal, tmp_path: Path) -> None:
    loader, files, _ = _SOURCES["salesforce"]
    _written(tmp_path, files)
    for name in ("earlier.csv", "living.csv"):
        _load(terminal, loader, tmp_path, name)
    before = [_shown(terminal, f"email:{name}@los.example") for name in ("dawna", "ewa")]
    _load(terminal, loader, tmp_path, "merged.csv")
    run_id = json.loads(terminal.run("status", "--json").out)["runs"][0]["id"]

    undone = terminal.run("identity", "undo-run", run_id, "--yes")

    assert undone.code == 0, undone.err
    after = [_shown(terminal, f"email:{name}@los.example") for name in ("dawna", "ewa")]
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert [one["formerIdentifiers"] for one in after] == [[], []]
    again = _load(terminal, loader, tmp_path, "merged.csv")
    assert "1 changed" in again or "changed 1" in again
    assert _shown(terminal, "email:dawna@los.example") == _shown(terminal, "email:ewa@los.example")
