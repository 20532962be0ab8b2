"""Stewards in tests: their commands, and the clusters and judgements that a store holds after them."""

from collections.abc import Mapping
from typing import Any

from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import links, run

Clusters = set[frozenset[str]]


def command(key: str | None = None, *, reason: str = "", dry_run: bool = False, **more: Any) -> StewardCommand:
    """A command of the steward Ada."""
    return StewardCommand("ada", reason, key, dry_run=dry_run, **more)


def clusters(*texts: str) -> Clusters:
    """`clusters("a:1 b:1", "c:1")`: the record keys of each profile."""
    return {frozenset(text.split()) for text in texts}


def clusters_in(address: Address) -> Clusters:
    memberships = links(address, "SourceRecord.key", "OF", "Profile.id")
    return {frozenset(key for key, id in memberships if id == profile) for _, profile in memberships}


def judgements_in(address: Address) -> set[tuple[str, str, str, bool]]:
    """Of every judgement the verdict, the left and the right record, and whether it is active."""
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
