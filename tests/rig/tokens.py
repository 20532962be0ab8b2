"""The names of labels, relationships and properties, made known to a Neo4j before the tests.

It plans a statement anew whenever a name in it comes into use for the first time, and a plan of a long one takes up to
a second. A server that has served for a while knows all names.
"""

import re

from profile_service.store.places.address import Address
from tests.rig.graph import run
from tests.sources import ROOT

_KINDS = {
    "db.createLabel": r":([A-Z][A-Za-z]*[a-z])\b",
    "db.createRelationshipType": r"[:|]([A-Z][A-Z_]+)\b",
    "db.createProperty": r"\.([a-z]\w*)|\b([a-z]\w*):",
}
"""Procedure → what it makes known, as statements write it. Words of Python beside them do no harm."""


def make_names_known(address: Address) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "profile_service/store").rglob("*.py"))
    for procedure, pattern in _KINDS.items():
        names = sorted({"".join(match.groups(default="")) for match in re.finditer(pattern, text)})
        run(address, f"UNWIND $names AS name CALL {procedure}(name) RETURN count(*)", names=names)
