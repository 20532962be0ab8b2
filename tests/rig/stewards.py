"""Stewards at work in tests: their orders, and what a store shows of them."""

from collections.abc import Mapping
from typing import Any

from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.store.engine.address import Address
from profile_service.store.engine.store import Store
from tests.rig.graph import links, run

Persons = set[frozenset[str]]


def order(key: str | None = None, *, reason: str = "", dry_run: bool = False, **more: Any) -> StewardCommand:
    """By Ada."""
    return StewardCommand("ada", reason, key, dry_run=dry_run, **more)


def persons(*groups: str) -> Persons:
    """`persons("a:1 b:1", "c:1")`: the record keys that stand together."""
    return {frozenset(group.split()) for group in groups}


def persons_in(address: Address) -> Persons:
    of = links(address, "SourceRecord.key", "OF", "Profile.id")
    return {frozenset(key for key, id in of if id == wanted) for _, wanted in of}


def judgements_in(address: Address) -> set[tuple[str, str, str, bool]]:
    """Verdict, left and right record, and whether it is in force, of every judgement."""
    rows = run(
        address,
        "MATCH (a:SourceRecord)-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord) "
        "RETURN type(j), a.key, b.key, j.retracted_at IS NULL",
    )
    return {(verdict, left, right, active) for verdict, left, right, active in rows}


def ids_in(address: Address) -> Mapping[str, str]:
    """Record key → profile id."""
    return dict(links(address, "SourceRecord.key", "OF", "Profile.id"))


async def version(store: Store, id: str) -> int:
    rows = await store.read("MATCH (p:Profile {id: $id}) RETURN p.version AS version", id=id)
    return int(rows[0]["version"])
