"""The whole graph as plain lines: two stores with equal lines have the same content, down to the last property."""

import json
from collections import Counter
from typing import Any

from profile_service.store.backup.graph_keys import graph_keys
from profile_service.store.places.address import Address
from tests.rig.graph import run

_NODES = "MATCH (n) WHERE NOT n:Migration RETURN labels(n), properties(n)"
_LINKS = """
MATCH (a)-[l]->(b)
RETURN labels(a), properties(a), type(l), properties(l), labels(b), properties(b)
"""
_OF_TURNS = {"taken", "pause", "pause_until"}


def whole_graph(address: Address) -> Counter[str]:
    """Every node and relation as a line, with the number of its occurrences; without the migrations, which were applied
    at other times, and how often writers took turns."""
    nodes = (_line([sorted(labels), _present(properties)]) for labels, properties in run(address, _NODES))
    links = (_line([_name(a, at), kind, _present(of), _name(b, bt)]) for a, at, kind, of, b, bt in run(address, _LINKS))
    return Counter([*nodes, *links])


def _name(labels: list[str], properties: dict[str, Any]) -> list[Any]:
    label = next(each for each in labels if each in graph_keys())
    return [label, properties[graph_keys()[label].property]]


def _present(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None and name not in _OF_TURNS}


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
