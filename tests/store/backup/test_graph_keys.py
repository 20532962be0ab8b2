"""Which property tells the nodes of a label apart: what the migrations make unique."""

import re

from profile_service.store.backup.graph_keys import GraphKey, graph_keys
from tests.sources import sources

_CREATED = re.compile(r"\b(?:CREATE|MERGE) \((?:\w*):([A-Z]\w+)")


def test_keys_are_those_of_the_migrations() -> None:
    keys = graph_keys()
    assert keys["SourceRecord"] == GraphKey("SourceRecord", "key", is_unique=True, before_all="")
    assert keys["Change"] == GraphKey("Change", "seq", is_unique=True, before_all=-(2**63))
    assert keys["Spelling"] == GraphKey("Spelling", "slip", is_unique=False, before_all="")
    assert list(keys) == sorted(keys)


def test_all_nodes_that_a_statement_creates_have_a_key() -> None:
    created = {label for source in sources() for label in _CREATED.findall(source.text) if source.room == "store"}
    assert {"SourceRecord", "Profile", "Change"} <= created
    assert created - graph_keys().keys() == {"Lock", "Migration"}
