"""Source records and their identifiers: created, updated, confirmed and removed."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from profile_service.domain.search.phone_parts import PLACES, inner_digits
from profile_service.domain.search.references import digits_key
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.phones import AS_WRITTEN, digits_of, main_number
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.sources import record_claims
from profile_service.store.sources.record_claims import RecordClaims
from profile_service.store.sources.record_rows import PROPERTIES, RecordRow

IDENTIFIER_PROPERTIES = ("key", "type", "value", "reversed", "digits", *PLACES)
"""The properties of an identifier, in the order of `identifier_row`."""
_COUNT = len(IDENTIFIER_PROPERTIES)
_NO_PARTS = [None] * len(PLACES)


def identifier_row(identifier: Identifier) -> list[str | None]:
    """Key, type, value, reversed value, digits and inner digits of an identifier, as they are stored."""
    # Phones are looked up by their last digits too, and e-mails by their domains: the end of a text is the start of the
    # reversed one.
    end = _SOUGHT_BY_END.get(identifier.type)
    parts = inner_digits(identifier.value) if identifier.type in _PHONES else _NO_PARTS
    if end:
        return [identifier.key, *identifier, end(identifier.value)[::-1], None, *parts]
    return [identifier.key, *identifier, None, digits_key(identifier.value), *parts]


def identifier_properties(node: str, first: int = 0) -> str:
    """Cypher: sets the properties, but for the key, of a `row` that has an `identifier_row` from a place on."""
    return ", ".join(f"{node}.{name} = row[{first + n}]" for n, name in enumerate(IDENTIFIER_PROPERTIES) if n)


_SOUGHT_BY_END: dict[str, Callable[[str], str]] = {"phone": main_number, AS_WRITTEN: digits_of, "email": str}
_PHONES = frozenset(("phone", AS_WRITTEN))

# A row: what `identifier_row` has, and the count. A list, for the names in a map would cost the store and the network
# as much again.
_KEEP_IDENTIFIERS = f"""
UNWIND $rows AS row
MERGE (i:Identifier {{key: row[0]}})
ON CREATE SET {identifier_properties("i")}, i.holders = row[{_COUNT}]
ON MATCH SET i.holders = coalesce(i.holders, 0) + row[{_COUNT}]
RETURN collect(CASE WHEN i.holders > 1 OR i.holders > row[{_COUNT}] THEN [i.key, i.holders] END) AS holders
"""


async def keep_identifiers(tx: WriteTransaction, more: Mapping[Identifier, int]) -> dict[Identifier, int]:
    """Make sure that identifiers exist, and add to the numbers of their holders (negative: subtract).

    Returns the number of holders now, of the identifiers that had holders before or have several.
    """
    rows = [[*identifier_row(i), count] for i, count in sorted(more.items())]
    if not rows:
        return {}
    holders = (await tx.run(_KEEP_IDENTIFIERS, rows=rows))[0]["holders"]
    return {Identifier.from_key(key): count for key, count in holders}


# A row: the profile's id, the time when the identifiers were seen, their keys, and then the record's values.
_WITH_CLAIMS = f"""
CREATE (r:SourceRecord {{version: 1, created_at: $now, updated_at: $now, run: $run,
  {", ".join(f"{name}: row[{place}]" for place, name in enumerate(PROPERTIES, start=3))}}})
CREATE (r)-[:OF]->(p)
WITH r, row
UNWIND row[2] AS key
MATCH (i:Identifier {{key: key}})
CREATE (r)-[:HAS {{first_seen: row[1], last_seen: row[1]}}]->(i)
"""
_CREATE = f"""
UNWIND $rows AS row
MATCH (p:Profile {{id: row[0]}})
{_WITH_CLAIMS}
"""


async def create(
    tx: WriteTransaction, records: Iterable[RecordRow], profiles: Mapping[str, str], run: str | None, now: str
) -> None:
    """Create records with their claims, each in the stored profile that `profiles` gives by record key. The identifiers
    must exist. `run`: the load run that loads the records."""
    rows = [_new_row(profiles[record.key], record, now) for record in records]
    if rows:
        await tx.run(_CREATE, rows=rows, run=run, now=now)


# Most new records are of a new person, whose profile need not be looked up.
_CREATE_WITH_PROFILE = f"""
UNWIND $rows AS row
CREATE (p:Profile {{id: row[0], version: 1, created_at: $now, updated_at: $now}})
{_WITH_CLAIMS}
"""


async def create_with_profiles(
    tx: WriteTransaction, founders: Mapping[str, RecordRow], run: str | None, now: str
) -> None:
    """Create profiles, by id, each with its first record and that record's claims. The identifiers must exist."""
    rows = [_new_row(profile, record, now) for profile, record in founders.items()]
    if rows:
        await tx.run(_CREATE_WITH_PROFILE, rows=rows, run=run, now=now)


def _new_row(profile: str, record: RecordRow, now: str) -> list[object]:
    return [profile, record.version.observed_at or now, _identifier_keys(record), *record.values]


_UPDATE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.older = CASE WHEN r.run = row.properties.run THEN r.older ELSE r.previous IS NOT NULL END
SET r.previous = CASE WHEN r.run = row.properties.run THEN r.previous ELSE row.previous END
SET r += row.properties
SET r.version = coalesce(r.version, 0) + 1
"""
_KEEP_CLAIMS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
UNWIND row.identifiers AS key
MATCH (i:Identifier {key: key})
MERGE (r)-[h:HAS]->(i)
ON CREATE SET h.first_seen = row.seen
SET h.last_seen = row.seen, h.by = null, h.stated_until = null
"""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The new version of a stored record, with all its claims. `previous`: the replaced version as JSON text."""

    record: RecordRow
    claims: RecordClaims
    previous: str


async def update(tx: WriteTransaction, changes: Sequence[RecordChange], run: str | None, now: str) -> None:
    """Replace the versions of stored records. Their events, profiles and tallies stay; a claim that a steward gave
    becomes the source's own once the source states it.

    The previous version stays readable where another run loaded it; the property `older` marks that it had one before
    it.
    """
    rows = [_changed_row(change, run, now) for change in changes]
    if rows:
        await tx.run(_UPDATE, rows=rows)
        await record_claims.drop(tx, [change.claims for change in changes])
        await tx.run(_KEEP_CLAIMS, rows=rows)
        await record_claims.keep_history(tx, [change.claims for change in changes])


def _changed_row(change: RecordChange, run: str | None, now: str) -> dict[str, object]:
    record = change.record
    properties = dict(zip(PROPERTIES, record.values, strict=True))
    return {
        "key": record.key,
        "seen": record.version.observed_at or now,
        "identifiers": _identifier_keys(record),
        "previous": change.previous,
        "properties": properties | {"run": run, "updated_at": now, "cleared": change.claims.cleared_text},
    }


def _identifier_keys(record: RecordRow) -> list[str]:
    return sorted(identifier.key for identifier in record.identifiers)


_REMOVE = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
DETACH DELETE r
"""


async def remove(tx: WriteTransaction, keys: Collection[str]) -> None:
    """Delete records without events; the caller subtracts them from the numbers of their identifiers' holders."""
    if keys:
        await tx.run(_REMOVE, keys=sorted(keys))


_CONFIRM = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.observed_at = row.at, r.retired_at = CASE WHEN r.retired_at IS NULL THEN null ELSE row.at END
WITH r, row, [(r)-[:OF]->(p:Profile) | p.id][0] AS profile
OPTIONAL MATCH (r)-[h:HAS]->(i:Identifier)
WHERE h.stated_until IS NULL
FOREACH (_ IN CASE WHEN h IS NULL THEN [] ELSE [1] END | SET h.last_seen = row.at)
WITH r, profile, i
RETURN r.key AS key, profile, collect(CASE WHEN i.holders > 1 AND i.holders <= $cap THEN [i.type, i.value,
  size([(i)<-[other:HAS]-(:SourceRecord) WHERE other.stated_until IS NOT NULL | 1]) > 0] END) AS claims
"""


class ConfirmedClaim(NamedTuple):
    """A claim of a record (key) on an identifier that others hold too. `was_given_up`: one of them no longer states
    it."""

    record: str
    identifier: Identifier
    was_given_up: bool


class Confirmed(NamedTuple):
    """`profiles`: ids of the profiles of confirmed records. `claims`: their claims on identifiers of 2 to `cap`
    holders: whose they are now may depend on when they were seen last."""

    profiles: set[str]
    claims: list[ConfirmedClaim]


async def confirm(tx: WriteTransaction, times: Mapping[str, str], cap: int) -> Confirmed:
    """Store, record key → time, when the source stated the stored version again."""
    rows = [{"key": key, "at": at} for key, at in sorted(times.items())]
    records = await tx.run(_CONFIRM, rows=rows, cap=cap)
    claims = [
        ConfirmedClaim(row["key"], Identifier(type, value), bool(was_given_up))
        for row in records
        for type, value, was_given_up in row["claims"]
    ]
    return Confirmed({row["profile"] for row in records}, claims)
