"""`privacy inventory`: its page is the one in the documentation, and its lines for programs say the same."""

import json

from profile_service.service.declared.privacy_inventory import inventory
from tests.rig.in_process import run_here
from tests.sources import ROOT


def test_page_is_the_documentation() -> None:
    code, out, err = run_here(["privacy", "inventory"], {})
    assert (code, err) == (0, "")
    assert out == (ROOT / "docs" / "privacy-inventory.md").read_text(), (
        "print it anew: profile-service privacy inventory > docs/privacy-inventory.md"
    )


def test_json_has_each_label_relation_and_place() -> None:
    code, out, _ = run_here(["privacy", "inventory", "--json"], {})
    lines = [json.loads(line) for line in out.splitlines()]
    declared = inventory()
    assert code == 0
    assert [line["label"] for line in lines if "label" in line] == list(declared.labels)
    assert [line["relation"] for line in lines if "relation" in line] == list(declared.relations)
    assert [line["place"] for line in lines if "place" in line] == list(declared.places)
    (identifier,) = (line for line in lines if line.get("label") == "Identifier")
    assert identifier["verdict"] == "detach"
    assert {
        "names": ["holders"],
        "verdict": "detach",
        "why": "how many records hold it",
        "exported": False,
        "leftOut": "counts records of other customers, too",
    } in identifier["properties"]
