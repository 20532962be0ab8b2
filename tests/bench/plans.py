"""What the statements of a read cost Neo4j: db hits of each, by its own PROFILE, beside the values that it returns."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import neo4j

from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import customers
from tests.bench.asking import statements
from tests.bench.context import CONTEXT
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.reading import FULL
from tests.rig.graph import wipe

_CUSTOMERS, _EVENTS = 300, 40
_QUESTIONS = {"full 360 read": FULL, "context": CONTEXT}


@dataclass(frozen=True, slots=True)
class Cost:
    """`items`: how many values the statement returned, lists within lists counted by what they hold."""

    hits: int
    items: int


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    if engine.name != "neo4j":
        return
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    await LoadRunner(store, Path(mkdtemp(dir=data_dir))).run(
        customers.load(int(_CUSTOMERS * scale), _EVENTS, int(100_000 * scale))
    )
    await store.close()
    login = (engine.address.user, engine.address.password)
    with neo4j.GraphDatabase.driver(engine.address.uri, auth=login) as driver:
        for who, email in (("a customer of 40 events", customers.email(7)), ("one of 100,000", customers.LONG)):
            for name, question in _QUESTIONS.items():
                for number, (cypher, parameters) in enumerate((await statements(engine, question, [email]))[email], 1):
                    cost = _profiled(driver, cypher, parameters)
                    named = f"{name} of {who}, statement {number}: db hits (floor: values returned)"
                    figures.add(named, engine.name, cost.hits, "", cost.items)


def _profiled(driver: neo4j.Driver, cypher: str, parameters: dict[str, Any]) -> Cost:
    with driver.session() as session:
        result = session.run(f"PROFILE {cypher}", parameters)
        items = sum(_values(value) for row in result for value in row.values())
        profile = result.consume().profile
    assert profile
    return Cost(_hits(profile), items)


def _values(value: object) -> int:
    return sum(map(_values, value)) if isinstance(value, list) else 1


def _hits(operator: dict[str, Any]) -> int:
    return int(operator["args"].get("DbHits", 0)) + sum(map(_hits, operator.get("children", ())))
