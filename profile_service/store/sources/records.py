"""Source records and their identifiers: writing what changed of them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.sources.record_rows import PROPERTIES, RecordRow


class Claiming(NamedTuple):
    """A record to write, with all identifiers that it holds, derived ones too. `run`: the load run that brings it;
    `previous`: the version that it replaces, as JSON text."""

    record: RecordRow
    identifiers: frozenset[Identifier]
    run: str | None = None
    previous: str | None = None


# Rows are lists: their names, in each row, cost the store and the way there as much again.
_KEEP_IDENTIFIERS = """
UNWIND $rows AS row
MERGE (i:Identifier {key: row[0]})
ON CREATE SET i.type = row[1], i.value = row[2], i.reversed = row[3], i.holders = row[4]
ON MATCH SET i.holders = coalesce(i.holders, 0) + row[4]
RETURN collect(CASE WHEN i.holders > 1 OR i.holders > row[4] THEN [i.key, i.holders] END) AS held
"""


async def keep_identifiers(tx: WriteTransaction, more: Mapping[Identifier, int]) -> dict[Identifier, int]:
    """Make sure that identifiers exist, and count how many more records hold them (fewer, where negative).

    Returns how many do now: of those that others held before, and those of several records.
    """
    rows = [[*_identifier_row(i), count] for i, count in sorted(more.items())]
    if not rows:
        return {}
    held = (await tx.run(_KEEP_IDENTIFIERS, rows=rows))[0]["held"]
    return {Identifier.from_key(key): count for key, count in held}


def _identifier_row(identifier: Identifier) -> list[str | None]:
    # Phones are looked up by their last digits too: the end of a number is the start of its reverse.
    ending = identifier.value[::-1] if identifier.type == "phone" else None
    return [identifier.key, identifier.type, identifier.value, ending]


# A row: the profile's id, when the identifiers were seen, their keys, the load run, and then the record's values.
_HOLDING = f"""
CREATE (r:SourceRecord {{version: 1, created_at: $now, updated_at: $now, run: row[3],
  {", ".join(f"{name}: row[{place}]" for place, name in enumerate(PROPERTIES, start=4))}}})
CREATE (r)-[:OF]->(p)
WITH r, row
UNWIND row[2] AS key
MATCH (i:Identifier {{key: key}})
CREATE (r)-[:HAS {{first_seen: row[1], last_seen: row[1]}}]->(i)
"""
_CREATE = f"""
UNWIND $rows AS row
MATCH (p:Profile {{id: row[0]}})
{_HOLDING}
"""
# Most new records are somebody new, and their profile need not be looked for.
_FOUND = f"""
UNWIND $rows AS row
CREATE (p:Profile {{id: row[0], version: 1, created_at: $now, updated_at: $now}})
{_HOLDING}
"""


async def create(
    tx: WriteTransaction, records: Iterable[Claiming], profiles: Mapping[str, str], founders: Collection[str], now: str
) -> None:
    """New records with their identifiers, each in the profile that `profiles` names by record key. Identifiers must
    exist, and profiles but for those that begin with one of the `founders` (record keys)."""
    founding: list[list[Any]] = []
    joining: list[list[Any]] = []
    for claiming in records:
        record = claiming.record
        rows = founding if record.key in founders else joining
        seen = record.version.observed_at or now
        rows.append([profiles[record.key], seen, _keys(claiming), claiming.run, *record.values])
    if founding:
        await tx.run(_FOUND, rows=founding, now=now)
    if joining:
        await tx.run(_CREATE, rows=joining, now=now)


_UPDATE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.older = CASE WHEN r.run = row.properties.run THEN r.older ELSE r.previous IS NOT NULL END
SET r.previous = CASE WHEN r.run = row.properties.run THEN r.previous ELSE row.previous END
SET r += row.properties
SET r.version = coalesce(r.version, 0) + 1
"""
_DROP_CLAIMS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})-[h:HAS]->(i:Identifier)
WHERE NOT i.key IN row.identifiers AND h.by IS NULL
DELETE h
"""
_KEEP_CLAIMS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
UNWIND row.identifiers AS key
MATCH (i:Identifier {key: key})
MERGE (r)-[h:HAS]->(i)
ON CREATE SET h.first_seen = row.seen
SET h.last_seen = row.seen, h.by = null
"""


async def update(tx: WriteTransaction, records: Iterable[Claiming], now: str) -> None:
    """Replace what stored records say; their events, profile and tallies stay, and so do claims that a steward made,
    until the source says the same.
    The version before, by another run, stays readable as `previous`; `older` says that there was one before that."""
    rows = [_row(r, now) for r in records]
    if rows:
        await tx.run(_UPDATE, rows=rows)
        await tx.run(_DROP_CLAIMS, rows=rows)
        await tx.run(_KEEP_CLAIMS, rows=rows)


_REMOVE = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
DETACH DELETE r
"""


async def remove(tx: WriteTransaction, keys: Collection[str]) -> None:
    """Delete records that no event hangs on; their identifiers' counts are the caller's."""
    if keys:
        await tx.run(_REMOVE, keys=sorted(keys))


_CONFIRM = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.observed_at = row.at, r.retired_at = CASE WHEN r.retired_at IS NULL THEN null ELSE row.at END
WITH r, row
MATCH (r)-[h:HAS]->(i:Identifier)
SET h.last_seen = row.at
RETURN collect(CASE WHEN i.holders > 1 AND i.holders <= $cap THEN [r.key, i.type, i.value] END) AS shared
"""


async def confirm(tx: WriteTransaction, times: Mapping[str, str], cap: int) -> list[tuple[str, Identifier]]:
    """Note, record key → time, that the source said again what is stored.

    Returns the records' claims on what others hold too, `cap` at most: who has it now may hang on when it was seen.
    """
    if not times:
        return []
    rows = [{"key": key, "at": at} for key, at in sorted(times.items())]
    shared = (await tx.run(_CONFIRM, rows=rows, cap=cap))[0]["shared"]
    return [(key, Identifier(type, value)) for key, type, value in shared]


def _row(claiming: Claiming, now: str) -> dict[str, Any]:
    record = claiming.record
    return {
        "key": record.key,
        "seen": record.version.observed_at or now,
        "identifiers": _keys(claiming),
        "previous": claiming.previous,
        "properties": dict(zip(PROPERTIES, record.values, strict=True)) | {"run": claiming.run, "updated_at": now},
    }


def _keys(claiming: Claiming) -> list[str]:
    return sorted(identifier.key for identifier in claiming.identifiers)
