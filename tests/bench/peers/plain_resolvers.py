"""A resolver tree as the documentation of strawberry shows it, over the driver: a statement for each field that leads
to other nodes. `python -m tests.bench.peers.plain_resolvers BOLT_URI PASSWORD PORT`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import neo4j
import strawberry
import uvicorn
from starlette.applications import Starlette
from strawberry.asgi import GraphQL

_drivers: list[neo4j.AsyncDriver] = []


async def _nodes(cypher: str, **parameters: object) -> list[Any]:
    records, _, _ = await _drivers[0].execute_query(cypher, parameters, database_="neo4j", routing_="r")
    return [record[0] for record in records]


@strawberry.type
class Identifier:
    type: str
    value: str


@strawberry.type
class Record:
    key: strawberry.ID
    source: str
    record_id: str
    attributes: str | None
    observed_at: str | None
    tally: str | None

    @strawberry.field
    async def identifiers(self) -> list[Identifier]:
        nodes = await _nodes("MATCH (:SourceRecord {key: $key})-[:HAS]->(i:Identifier) RETURN i", key=self.key)
        return [Identifier(type=node["type"], value=node["value"]) for node in nodes]

    @classmethod
    def of(cls, node: Any) -> "Record":
        names = ("source", "record_id", "attributes", "observed_at", "tally")
        return cls(key=strawberry.ID(node["key"]), **{name: node.get(name) for name in names})


@strawberry.type
class Product:
    key: strawberry.ID
    name: str | None


@strawberry.type
class Line:
    quantity: float
    price_minor: int
    product: Product


@strawberry.type
class Event:
    key: strawberry.ID
    kind: str
    channel: str | None
    device: str | None
    occurred_at: str
    number: str | None
    status: str | None
    currency: str | None
    total_minor: int | None

    @strawberry.field
    async def record(self) -> Record:
        nodes = await _nodes("MATCH (:Event {key: $key})-[:BY]->(r:SourceRecord) RETURN r", key=self.key)
        return Record.of(nodes[0])

    @strawberry.field
    async def about(self) -> list[Product]:
        nodes = await _nodes("MATCH (:Event {key: $key})-[:ABOUT]->(p) RETURN p", key=self.key)
        return [Product(key=strawberry.ID(node["key"]), name=node.get("name")) for node in nodes]

    @strawberry.field
    async def lines(self) -> list[Line]:
        cypher = "MATCH (:Event {key: $key})-[l:LINE]->(p) RETURN [l.quantity, l.price_minor, p.key, p.name]"
        return [
            Line(quantity=quantity, price_minor=price, product=Product(key=strawberry.ID(key), name=name))
            for quantity, price, key, name in await _nodes(cypher, key=self.key)
        ]

    @classmethod
    def of(cls, node: Any) -> "Event":
        names = ("kind", "channel", "device", "occurred_at", "number", "status", "currency", "total_minor")
        return cls(key=strawberry.ID(node["key"]), **{name: node.get(name) for name in names})


@strawberry.type
class Profile:
    id: strawberry.ID
    version: int

    @strawberry.field
    async def records(self) -> list[Record]:
        nodes = await _nodes("MATCH (:Profile {id: $id})<-[:OF]-(r:SourceRecord) RETURN r", id=self.id)
        return [Record.of(node) for node in nodes]

    @strawberry.field
    async def timeline(self, first: int = 20) -> list[Event]:
        return await self._latest("Event", first)

    @strawberry.field
    async def transactions(self, first: int = 10) -> list[Event]:
        return await self._latest("Transaction", first)

    async def _latest(self, label: str, first: int) -> list[Event]:
        cypher = f"""
        MATCH (:Profile {{id: $id}})<-[:OF]-(:SourceRecord)<-[:BY]-(e:{label})
        RETURN e ORDER BY e.occurred_at DESC, e.key DESC LIMIT $first
        """
        return [Event.of(node) for node in await _nodes(cypher, id=self.id, first=first)]


@strawberry.type
class Query:
    @strawberry.field
    async def profile(self, key: strawberry.ID) -> Profile | None:
        cypher = "MATCH (:Identifier {key: $key})<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile) RETURN DISTINCT p"
        nodes = await _nodes(cypher, key=key)
        return Profile(id=nodes[0]["id"], version=nodes[0]["version"]) if nodes else None


def main() -> None:
    uri, password, port = sys.argv[1:]

    @asynccontextmanager
    async def connected(_: Starlette) -> AsyncIterator[None]:
        async with neo4j.AsyncGraphDatabase.driver(uri, auth=("neo4j", password)) as driver:
            _drivers.append(driver)
            print("Serving", flush=True)
            yield

    application = Starlette(lifespan=connected)
    application.add_route("/graphql", GraphQL(strawberry.Schema(Query)))  # type: ignore[arg-type]  # as its maker says
    uvicorn.run(application, host="127.0.0.1", port=int(port), log_level="error")


if __name__ == "__main__":
    main()
