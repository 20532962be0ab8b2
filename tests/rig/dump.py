"""A graph as plain lines that are equal where two graphs say the same, whenever and however they were loaded."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from profile_service.domain.profile.tallies import add_up
from profile_service.store.engine.address import Address
from tests.rig.graph import run

_NODES = "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties"
_LINKS = "MATCH (a)-[l]->(b) RETURN elementId(a) AS start, type(l) AS kind, elementId(b) AS end, properties(l) AS more"
_UPKEEP = {"LoadRun", "Lock", "Migration", "Change", "Rules", "Answer"}
# When, how often and by which run something was written, how long a text was when it was last folded, and what only
# spares a search.
_VOLATILE = {
    "version", "created_at", "updated_at", "tally_folded", "at", "run", "older", "judged", "judged_from", "left_from",
    "right_from", "before", "undone",
}  # fmt: skip
# Of what is made up or dated when it happens only whether it is there.
_WHETHER = {"contested", "lock", "locked_at", "disowned_at", "retracted_at", "retired_at"}
_JUDGEMENTS = {"SAME_AS", "NOT_SAME_AS", "MAYBE_SAME_AS"}
_SUBJECTS = {"Identifier", "Product", "Coupon", "Case", "Purpose"}
_SHOWN = 8


@dataclass(frozen=True)
class _Node:
    labels: frozenset[str]
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class _Link:
    start: str
    kind: str
    end: str
    properties: Mapping[str, Any]


def dump(address: Address, *, history: bool = True, judgements: bool = True) -> Counter[str]:
    """Every node and relationship as a line, with how often it is there. A profile is the set of its records' keys.

    Without `history` only what does not depend on the order of loading: no profiles that were merged away, no time
    at which a claim was first seen, no version before, nothing that it left behind and nobody points at any more.
    Without `judgements` nothing of what people judged. Fails where an identifier does not count its claims.
    """
    nodes = {id: _Node(frozenset(labels), properties) for id, labels, properties in run(address, _NODES)}
    nodes = {id: node for id, node in nodes.items() if not node.labels & _UPKEEP}
    links = [link for row in run(address, _LINKS) if {(link := _Link(*row)).start, link.end} <= nodes.keys()]
    _assert_counted(nodes, links)
    links = [link for link in links if judgements or link.kind not in _JUDGEMENTS]
    if not history:
        links = [link for link in links if link.kind != "MERGED_INTO"]
        pointed_at = {link.end for link in links}
        nodes = {i: n for i, n in nodes.items() if i in pointed_at or not n.labels & (_SUBJECTS | {"Profile"})}
    names = _names(nodes, links)
    lines = [f"{names[id]} {_text(_said(node, history=history))}" for id, node in nodes.items()]
    lines += [_link_line(link, nodes, names, history=history) for link in links]
    return Counter(lines)


def differences(expected: Counter[str], actual: Counter[str]) -> list[str]:
    """What is missing and what is too much, the first few lines of each; nothing where both are equal."""
    missing, extra = expected - actual, actual - expected
    told = [f"missing: {line}" for line in sorted(missing)[:_SHOWN]]
    told += [f"extra: {line}" for line in sorted(extra)[:_SHOWN]]
    return [f"{missing.total()} missing, {extra.total()} extra", *told] if told else []


def _assert_counted(nodes: Mapping[str, _Node], links: Iterable[_Link]) -> None:
    claims = Counter(link.end for link in links if link.kind == "HAS")
    identifiers = {id: node.properties for id, node in nodes.items() if "Identifier" in node.labels}
    wrong = [
        f"{i['key']} {i.get('holders')} of {claims[id]}"
        for id, i in identifiers.items()
        if i.get("holders") != claims[id]
    ]
    assert not wrong, f"holders miscounted: {', '.join(wrong[:_SHOWN])}"


def _names(nodes: Mapping[str, _Node], links: Iterable[_Link]) -> dict[str, str]:
    """What each node is called: a profile by its records, one that was merged away by its survivor's."""
    members: dict[str, list[str]] = defaultdict(list)
    survivors: dict[str, str] = {}
    for link in links:
        if link.kind == "OF":
            members[link.end].append(str(nodes[link.start].properties["key"]))
        if link.kind == "MERGED_INTO":
            survivors[link.start] = link.end

    def name(id: str) -> str:
        if "Profile" not in nodes[id].labels:
            return f"{':'.join(sorted(nodes[id].labels))} {nodes[id].properties['key']}"
        if members[id]:
            return "Profile of " + ", ".join(sorted(members[id]))
        return f"former {name(survivors[id])}" if id in survivors else "Profile of nobody"

    return {id: name(id) for id in nodes}


def _said(node: _Node, *, history: bool) -> dict[str, Any]:
    said = _stable(node.properties)
    said.pop("id", None)
    if previous := said.pop("previous", None):
        said |= {"previous": {k: v for k, v in json.loads(previous).items() if k != "run"}} if history else {}
    if "tally" in said:
        said["tally"] = [f"{t.cell} {t.count} {t.total_minor}" for t in add_up([said["tally"]])]
    for name in {"attributes", "details"} & said.keys():
        said[name] = json.loads(said[name] or "{}")
    return said


def _link_line(link: _Link, nodes: Mapping[str, _Node], names: Mapping[str, str], *, history: bool) -> str:
    said = _stable(link.properties)
    if link.kind in _JUDGEMENTS:
        said.pop("id")
    if link.kind == "CONSENTED":
        said["at"] = link.properties.get("at")  # the source's own
    if link.kind == "HAS":
        if nodes[link.start].properties.get("observed_at") is None:
            said = {k: v for k, v in said.items() if k not in {"first_seen", "last_seen"}}
        elif not history:
            said.pop("first_seen", None)
    return f"({names[link.start]})-[{link.kind} {_text(said)}]->({names[link.end]})"


def _stable(properties: Mapping[str, Any]) -> dict[str, Any]:
    told = {k: v for k, v in properties.items() if k not in _VOLATILE and v is not None}
    return told | dict.fromkeys(_WHETHER & told.keys(), True)


def _text(said: Mapping[str, Any]) -> str:
    """Null is the same as not there."""
    return json.dumps({k: v for k, v in said.items() if v is not None}, sort_keys=True)
