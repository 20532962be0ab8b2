"""By which property the nodes of each label are told apart, and in which order they are read: from the migrations."""

import re
from dataclasses import dataclass
from functools import cache

from profile_service.store.engine.migrations import migrations

_UNIQUE = re.compile(r"CREATE CONSTRAINT \w+ IF NOT EXISTS FOR \(\w+:(\w+)\) REQUIRE \w+\.(\w+) IS UNIQUE")
_INTEGER = re.compile(r"FOR \(\w+:(\w+)\) REQUIRE \w+\.(\w+) IS :: INTEGER")
_NOT_UNIQUE = {"Spelling": "slip"}
"""Label → an indexed property of all its nodes, where none is unique. No relation leads to them or from them."""
_UPKEEP = {"Lock"}
"""Of a store itself: it is in the manifest."""


@dataclass(frozen=True, slots=True)
class GraphKey:
    """The label and the property. `before_all`: a value before all others."""

    label: str
    property: str
    is_unique: bool
    before_all: str | int


@cache
def graph_keys() -> dict[str, GraphKey]:
    """Label → its key, sorted by label, of all labels whose nodes are content of a store."""
    statements = [statement for each in migrations("embedded") for statement in each.statements]
    integers = {match.groups() for statement in statements for match in _INTEGER.finditer(statement)}
    unique = {match[1]: match[2] for statement in statements for match in _UNIQUE.finditer(statement)}
    properties = {label: property for label, property in (unique | _NOT_UNIQUE).items() if label not in _UPKEEP}
    return {
        label: GraphKey(label, property, label in unique, -(2**63) if (label, property) in integers else "")
        for label, property in sorted(properties.items())
    }
