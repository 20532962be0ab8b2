"""What the service says of each customer of an invented retailer equals what SQL says over the raw files."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import httpx
import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine.store import Store
from tests.oracle.facts import ORACLES, Facts, emails
from tests.oracle.retailers import NOW, RETAILERS, Export
from tests.rig.clients import client_of

pytestmark = pytest.mark.anyio
_BATCH_ROWS = 500
_QUERY = """
query ($email: String!, $now: DateTime!) {
  profileBy(identifier: {type: "email", value: $email}) {
    id
    name { value }
    summary { orders spend { currency totalMinor } }
    consents { purpose channel status }
    context(now: $now) {
      value { orders }
      orders(first: 30) { number currency stage }
      openThreads { key evidence }
    }
  }
}
"""


@pytest.mark.parametrize("seed", [7, 20_260_630])
@pytest.mark.parametrize("retailer", RETAILERS)
async def test_every_customer_is_told_as_the_files_state(
    store: Store, tmp_path: Path, retailer: str, seed: int
) -> None:
    exports = RETAILERS[retailer](tmp_path, seed)
    await _load(store, tmp_path / "data", sorted(exports if seed % 2 else exports[::-1], key=attrgetter("is_later")))
    stated, addresses = ORACLES[retailer].facts(tmp_path), emails(tmp_path)
    async with client_of(store) as client:
        answers = {person: [await _answer(client, email) for email in addresses[person]] for person in addresses}
    shown = {person: _shown(profiles) for person, profiles in answers.items()}
    assert [line for person, facts in shown.items() for line in _differences(person, facts, stated[person])] == []
    assert len({profiles[0]["id"] for profiles in answers.values()}) == len(addresses)


def _differences(person: str, shown: Facts, stated: Facts) -> list[str]:
    pairs = {each.name: (getattr(shown, each.name), getattr(stated, each.name)) for each in fields(Facts)}
    return [f"{person}: {name} is {a}, and should be {b}" for name, (a, b) in pairs.items() if a != b]


async def _load(store: Store, data_dir: Path, exports: Sequence[Export]) -> None:
    runner = LoadRunner(store, data_dir, _BATCH_ROWS)
    for export in exports:
        reader = loader(export.loader, mapping=export.mapping, country=export.country, instance=export.source)
        run = await runner.run(prepare(reader, [export.path]))
        assert run.counts.rejected == 0, export.path.name


async def _answer(client: httpx.AsyncClient, email: str) -> Mapping[str, Any]:
    question = {"query": _QUERY, "variables": {"email": email, "now": NOW.isoformat()}}
    answer: dict[str, Any] = (await client.post("/graphql", json=question)).json()
    assert "errors" not in answer, answer
    profile: Mapping[str, Any] = answer["data"]["profileBy"]
    assert profile, "nobody has this e-mail"
    return profile


def _shown(profiles: Sequence[Mapping[str, Any]]) -> Facts:
    """The facts of one profile, to which all e-mails of the person lead."""
    assert len({profile["id"] for profile in profiles}) == 1
    profile = profiles[0]
    context = profile["context"]
    assert context["value"]["orders"] <= profile["summary"]["orders"], "one in the currency of most orders"
    consents = {each["status"] for each in profile["consents"] if each["channel"] == "email"}
    keys = {key for thread in context["openThreads"] for key in thread["evidence"]}
    return Facts(
        name=profile["name"]["value"],
        orders=profile["summary"]["orders"],
        spend={sum["currency"]: sum["totalMinor"] for sum in profile["summary"]["spend"] if sum["totalMinor"]},
        stages={(order["number"], order["currency"]): order["stage"] for order in context["orders"]},
        tickets={key.rpartition(":")[2] for key in keys if ":ticket:" in key},
        consent=next(iter(consents)) if len(consents) == 1 else ", ".join(sorted(consents)) or None,
    )
