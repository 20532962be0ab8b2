"""`privacy inventory`: what the store keeps of people, and what an erasure does with it."""

from typing import Any

from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.privacy.render_inventory import inventory_lines
from profile_service.domain.privacy.inventory import InventoryEntry, PropertyGroup
from profile_service.service.declared.privacy_inventory import inventory


def show_inventory(*, as_json: AsJson = False) -> None:
    """Print what the store keeps of people: each label, relation and property, and what becomes of it in an erasure.

    As Markdown; the documentation has the same page. Needs no store.
    """
    declared = inventory()
    if not as_json:
        print_lines(inventory_lines(declared))
        return
    for kind, entries in (("label", declared.labels), ("relation", declared.relations), ("place", declared.places)):
        for entry in entries.values():
            print_json({kind: entry.name, **_data(entry), "properties": [_group(each) for each in entry.properties]})


def _group(group: PropertyGroup) -> dict[str, Any]:
    return {"names": group.names, **_data(group)}


def _data(entry: InventoryEntry | PropertyGroup) -> dict[str, Any]:
    return {
        "verdict": entry.verdict.value,
        "why": entry.why,
        "exported": entry.is_exported,
        "leftOut": entry.left_out,
    }
