"""The dashboard for Grafana: in the form that Grafana has for it, and every figure that it asks for is served."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import promql_parser
import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client.parser import text_string_to_metric_families

from profile_service.service.operations import store_figures
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, HTML
from tests.rig.contested import load_cases
from tests.sources import ROOT

pytestmark = pytest.mark.anyio
_FILE = ROOT / "docs" / "grafana" / "profile-service.json"
_VARIABLE = re.compile(r"\$__rate_interval|\$__interval")


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def queries() -> list[tuple[str, str]]:
    """Title of a panel, and what one of its lines asks for."""
    return [(panel["title"], target["expr"]) for panel in dashboard()["panels"] for target in panel.get("targets", ())]


def test_grafanas_own_model_knows_every_field() -> None:
    written = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(dashboard())))
    assert list(_lost(dashboard(), written, "")) == []


def test_panels_have_places_of_their_own() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [
        (x, y)
        for panel in panels
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
    assert [panel["title"] for panel in panels if panel["type"] != "row" and not panel["description"]] == []


async def test_every_figure_of_the_dashboard_is_served(
    store: Store, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_figures, "SECONDS", 0.0)
    served = await _served_after_traffic(store, client)
    asked = [(title, name, labels) for title, query in queries() for name, labels in _selectors(_parsed(query))]
    assert len({name for _, name, _ in asked}) > 25
    assert [(title, name) for title, name, _ in asked if name not in served] == []
    unknown = [(title, name, labels - served[name]) for title, name, labels in asked if labels - served[name]]
    assert unknown == []


async def test_every_figure_that_is_served_has_a_panel(
    store: Store, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_figures, "SECONDS", 0.0)
    served = await _served_after_traffic(store, client)
    shown = {name for _, query in queries() for name, _ in _selectors(_parsed(query))}
    ours = {name for name in served if name.startswith("profile_") and not name.endswith(("_created", "_sum"))}
    stems = {re.sub(r"_(bucket|count|sum)$", "", name) for name in shown}
    left_out = {name for name in ours if re.sub(r"_(bucket|count|sum)$", "", name) not in stems}
    # By address, beside those by door: kept for those who watch them already.
    assert {re.sub(r"_(bucket|count|total)$", "", name) for name in left_out} == {
        "profile_http_requests",
        "profile_http_request_seconds",
    }


async def _served_after_traffic(store: Store, client: httpx.AsyncClient) -> dict[str, set[str]]:
    """Name of each figure → its labels, once requests of several kinds came, of which some failed."""
    await load_cases(store, 1)
    await client.post("/graphql", json={"query": '{ profile(id: "1") { id } }'})
    await client.post("/graphql", json={"query": "{ nothing }"})
    await client.get("/", headers=HTML)
    await client.post("/login", data={"name": "ada", "password": "no"}, headers=FROM_HERE)
    await _failed_read(store)
    text = (await client.get("/metrics")).text
    served: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            served.setdefault(sample.name, set()).update(sample.labels)
    return served


async def _failed_read(store: Store) -> None:
    """A statement that the store refuses, so that the figure of errors is there."""
    with pytest.raises(Exception, match="refused"):
        await store.read("THIS IS NO STATEMENT")


def _parsed(query: str) -> Any:
    return promql_parser.parse(_VARIABLE.sub("1m", query))


def _selectors(node: Any, grouped: frozenset[str] = frozenset()) -> Iterator[tuple[str, set[str]]]:
    """Each figure that a query reads, with the labels that it is selected or grouped by."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node.name or "", {matcher.name for matcher in node.matchers.matchers} | grouped
        return
    if isinstance(node, promql_parser.MatrixSelector):
        yield from _selectors(node.vector_selector, grouped)
        return
    if isinstance(node, promql_parser.AggregateExpr):
        labels = frozenset(node.modifier.labels) if node.modifier else frozenset()
        yield from _selectors(node.expr, grouped | labels)
        return
    for child in _children(node):
        yield from _selectors(child, grouped)


def _children(node: Any) -> list[Any]:
    if isinstance(node, promql_parser.Call):
        return list(node.args)
    if isinstance(node, promql_parser.BinaryExpr):
        return [node.lhs, node.rhs]
    return [node.expr] if hasattr(node, "expr") else []


def _lost(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Where a value of ours is not in what Grafana's model makes of it."""
    if isinstance(ours, dict):
        for key, value in ours.items():
            if not isinstance(theirs, dict) or key not in theirs:
                if value not in (None, [], {}, ""):
                    yield f"{path}.{key}"
            else:
                yield from _lost(value, theirs[key], f"{path}.{key}")
    elif isinstance(ours, list):
        if not isinstance(theirs, list) or len(ours) != len(theirs):
            yield path
        else:
            for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                yield from _lost(one, other, f"{path}[{number}]")
    elif ours != theirs:
        yield f"{path}: {ours!r} is {theirs!r}"
