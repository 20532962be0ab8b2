"""What a server keeps of dear questions, asked again and again: no more after eight rounds than after two."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from profile_service.store.places.address import Address
from tests.rig.exports import shop_orders
from tests.rig.graph import run, wipe
from tests.rig.served import served_process
from tests.rig.terminal import Terminal

_ROUNDS, _QUESTIONS = 8, 4
_EVENTS = "timeline(first: 20) { nodes { key kind details record { key attributes { name value } } } }"
_CONTEXT = "context { recentContacts { key } openThreads { reason } orders(first: 10) { key } value { reason } }"
_QUERY = "query ($ids: [ID!]!, $view: String) { profiles(ids: $ids, view: $view) { profile { id EVENTS CONTEXT } } }"
_ASKED = _QUERY.replace("EVENTS", _EVENTS).replace("CONTEXT", _CONTEXT)


@pytest.fixture(scope="module")
def terminal(
    embedded_server: Address, embedded_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Terminal]:
    """Commands on a store of some sixty customers with orders."""
    wipe(embedded_server)
    terminal = Terminal.embedded(embedded_server, embedded_dir, 500)
    orders = tmp_path_factory.mktemp("orders") / "orders.csv"
    shop_orders(orders, range(1, 800), people=130)
    assert terminal.run("load", "shopify-orders", orders).code in (0, 1), "some rows are rejected"
    yield terminal
    wipe(embedded_server)


@pytest.mark.thorough
@pytest.mark.parametrize(("view", "fails"), [("full", False), ("commerce", True)], ids=["answered", "outside the view"])
def test_eight_rounds_keep_no_more_than_two(terminal: Terminal, view: str, *, fails: bool) -> None:
    ids = [id for (id,) in run(terminal.address, "MATCH (p:Profile) RETURN p.id ORDER BY p.id LIMIT 60")]
    asked = {"query": _ASKED, "variables": {"ids": ids, "view": view}}
    with (
        served_process({**terminal.environment, "PROFILE_ALLOWANCE": "0"}, "127.0.0.1") as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        process, kept = psutil.Process(server.process.pid), {}
        for round in range(1, _ROUNDS + 1):
            for _ in range(_QUESTIONS):
                answer = client.post("/graphql", json=asked).json()
                assert ("errors" in answer, len(answer["data"]["profiles"])) == (fails, len(ids))
            kept[round] = process.memory_info().rss / 2**20
    assert kept[_ROUNDS] <= 1.05 * kept[2], {round: f"{kept[round]:.1f} MB" for round in (1, 2, 4, 8)}
