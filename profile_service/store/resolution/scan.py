"""The whole graph read in pages by key: for what must know everybody, and is rare."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Ask, Store


@dataclass(frozen=True, slots=True)
class Held:
    """An identifier on a record; `disowned`: a steward took it from there, so that it is no evidence; `given`: a
    steward put it there, so that it stays whatever the source says."""

    identifier: Identifier
    disowned: bool
    given: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says. `attributes` is JSON text."""

    attributes: str
    observed_at: str | None
    claims: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A record as a survey sees it."""

    key: str
    profile: str
    lock: str | None
    judged: bool
    created_at: str
    said: Said


_COUNT = """
MATCH (r:SourceRecord)
RETURN count(r) AS records
"""


async def count(store: Store) -> int:
    """How many records there are."""
    return int((await store.read(_COUNT))[0]["records"])


# One label, one range, one order: this both engines walk along the index, however far `after` is.
_KEYS = """
MATCH (r:SourceRecord)
WHERE r.key > $after
RETURN r.key AS key
ORDER BY r.key
LIMIT $limit
"""


async def keys(ask: Ask, after: str, limit: int) -> list[str]:
    """The next record keys in order; none where `after` is the last."""
    return [row["key"] for row in await ask(_KEYS, after=after, limit=limit)]


_RECORDS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
OPTIONAL MATCH (r)-[h:HAS]->(i:Identifier)
WITH p, r, collect([i.type, i.value, h.disowned_at, h.by]) AS claims
RETURN collect([r.key, p.id, r.lock, r.judged, r.created_at, r.attributes, r.observed_at, claims]) AS records
"""


async def records(store: Store, keys: Collection[str]) -> list[Surveyed]:
    if not keys:
        return []
    return [_surveyed(*row) for row in (await store.read(_RECORDS, keys=sorted(keys)))[0]["records"]]


def _surveyed(key: str, profile: str, lock: str | None, judged: bool | None, *more: Any) -> Surveyed:  # noqa: FBT001
    created_at, attributes, observed_at, claims = more
    return Surveyed(key, profile, lock, bool(judged), created_at or "", Said(attributes, observed_at, held(claims)))


def held(rows: Iterable[list[Any]]) -> tuple[Held, ...]:
    """Of rows of type, value, when disowned, and by whom given; one of nulls stands for none."""
    return tuple(
        Held(Identifier(type, value), disowned is not None, by is not None)
        for type, value, disowned, by in rows
        if type is not None
    )
