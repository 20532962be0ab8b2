"""A graph as plain lines, which are equal for two graphs of the same content, whenever and however they were loaded."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from profile_service.domain.profile.tallies import add_up
from profile_service.store.places.address import Address
from tests.rig.graph import run

_NODES = "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties"
_LINKS = "MATCH (a)-[l]->(b) RETURN elementId(a) AS start, type(l) AS kind, elementId(b) AS end, properties(l) AS more"
_UPKEEP = {
    "LoadRun", "Lock", "Migration", "Change", "Rules", "Answer", "Statistic", "Decision",
    "AccessKey", "AccessUser", "AccessSession", "AccessLink", "Suppression",
}  # fmt: skip
# When, how often and by which run something was written, how long a tally was when it was last folded, and properties
# that only save a search.
_VOLATILE = {
    "version", "created_at", "updated_at", "tally_folded", "at", "run", "older", "judged", "judged_from", "left_from",
    "right_from", "before", "undone", "latest_event_at", "decision", "stands_on", "retracted_in", "moves", "locks",
    "settled_in", "settled_since",
}  # fmt: skip
# Made up or dated when it happens: only whether it is there is compared.
_WHETHER = {"contested", "lock", "locked_at", "disowned_at", "retracted_at", "retired_at", "holder"}
_JUDGEMENTS = {"SAME_AS", "NOT_SAME_AS", "MAYBE_SAME_AS"}
_SUBJECTS = {"Identifier", "Product", "Coupon", "Case", "Order", "Purpose"}
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
    """Every node and relationship as a line, with the number of its occurrences. A profile is shown as the set of its
    records' keys.

    Without `history` only what does not depend on the order of loading: no profiles that were merged away, no first
    seen time of a claim, no previous version, and no node that nothing points at any more. Without `judgements` no
    judgement. Fails where the holders of an identifier are not the number of its claims.
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
    lines = [f"{names[id]} {_text(_properties(node, history=history))}" for id, node in nodes.items()]
    lines += [_link_line(link, nodes, names, history=history) for link in links]
    return Counter(lines)


def differences(expected: Counter[str], actual: Counter[str]) -> list[str]:
    """The first few missing and extra lines, behind a line that counts them; empty where both are equal."""
    missing, extra = expected - actual, actual - expected
    lines = [f"missing: {line}" for line in sorted(missing)[:_SHOWN]]
    lines += [f"extra: {line}" for line in sorted(extra)[:_SHOWN]]
    return [f"{missing.total()} missing, {extra.total()} extra", *lines] if lines else []


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
    """A name for each node, by its id: a profile's from its records, that of a merged one from its survivor's."""
    members: dict[str, list[str]] = defaultdict(list)
    survivors: dict[str, str] = {}
    for link in links:
        if link.kind == "OF":
            members[link.end].append(str(nodes[link.start].properties["key"]))
        if link.kind == "MERGED_INTO":
            survivors[link.start] = link.end

    def name(id: str) -> str:
        if "Spelling" in nodes[id].labels:
            return f"Spelling {nodes[id].properties['slip']} of {nodes[id].properties['word']}"
        if "Profile" not in nodes[id].labels:
            return f"{':'.join(sorted(nodes[id].labels))} {nodes[id].properties['key']}"
        if members[id]:
            return "Profile of " + ", ".join(sorted(members[id]))
        return f"former {name(survivors[id])}" if id in survivors else "Profile of nobody"

    return {id: name(id) for id in nodes}


def _properties(node: _Node, *, history: bool) -> dict[str, Any]:
    properties = _stable_properties(node.properties)
    properties.pop("id", None)
    if previous := properties.pop("previous", None):
        properties |= {"previous": {k: v for k, v in json.loads(previous).items() if k != "run"}} if history else {}
    if "tally" in properties:
        properties["tally"] = [f"{t.cell} {t.count} {t.total_minor}" for t in add_up([properties["tally"]])]
    for name in {"attributes", "details"} & properties.keys():
        properties[name] = json.loads(properties[name] or "{}")
    return properties


def _link_line(link: _Link, nodes: Mapping[str, _Node], names: Mapping[str, str], *, history: bool) -> str:
    properties = _stable_properties(link.properties)
    if link.kind in _JUDGEMENTS:
        properties.pop("id")
    if link.kind == "CONSENTED":
        properties["at"] = link.properties.get("at")  # the source's own
    if link.kind == "HAS":
        if nodes[link.start].properties.get("observed_at") is None:
            properties = {k: v for k, v in properties.items() if k not in {"first_seen", "last_seen"}}
        elif not history:
            properties.pop("first_seen", None)
    return f"({names[link.start]})-[{link.kind} {_text(properties)}]->({names[link.end]})"


def _stable_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    stable = {k: v for k, v in properties.items() if k not in _VOLATILE and v is not None}
    return stable | dict.fromkeys(_WHETHER & stable.keys(), True)


def _text(properties: Mapping[str, Any]) -> str:
    """The properties as JSON; null is the same as absent."""
    return json.dumps({k: v for k, v in properties.items() if v is not None}, sort_keys=True)
