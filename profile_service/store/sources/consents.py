"""Consents: relationships from records to purposes, or to the addresses that they are about; one for each record,
purpose, channel and address."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.statements import Values, as_list, as_return
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.sources.records import identifier_properties, identifier_row

_COLUMNS = {
    "record": "r.key",
    "purpose": "c.purpose",
    "channel": "c.channel",
    "status": "c.status",
    "at": "c.at",
    "evidence": "c.evidence",
    "address": "c.address",
}
_OF_RECORDS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[c:CONSENTED]->()
RETURN collect([{", ".join(_COLUMNS.values())}]) AS consents
"""


async def of_records(read: Read, records: Collection[str]) -> list[Consent]:
    """All stored consents of these records (keys)."""
    rows = await read(_OF_RECORDS, keys=sorted(records)) if records else []
    return [_consent(values) for row in rows for values in row["consents"]]


@dataclass(frozen=True, slots=True)
class ConsentHolder:
    """A customer whose consents are asked for: the keys of their records, and the addresses that they hold."""

    records: Sequence[str]
    addresses: Sequence[Identifier]


_ABOUT_PERSON = f"""
UNWIND $records AS key
MATCH (r:SourceRecord {{key: key}})-[c:CONSENTED]->(:Purpose)
WHERE r.retired_at IS NULL OR c.status = 'withdrawn'
RETURN {as_return(_COLUMNS)}
"""
_ABOUT_ADDRESS = f"""
UNWIND $addresses AS key
MATCH (:Identifier {{key: key}})<-[c:CONSENTED]-(r:SourceRecord)
WHERE r.retired_at IS NULL OR c.status = 'withdrawn'
RETURN {as_return(_COLUMNS)}
"""


EFFECTIVE = f"""
  [(r)-[c:CONSENTED]->(:Purpose) WHERE r.retired_at IS NULL OR c.status = 'withdrawn' | {as_list(_COLUMNS)}]
  + [(r)-[h:HAS]->(:Identifier)<-[c:CONSENTED]-(other:SourceRecord)
     WHERE h.ended_at IS NULL AND (other.retired_at IS NULL OR c.status = 'withdrawn')
     | {as_list(_COLUMNS | {"record": "other.key"})}]
"""
"""Cypher: the consents in effect that the record `r` states about its person, and those that any record states about an
identifier of `r`, for `effective_consents` to decode."""


def effective_consents(rows: Iterable[Values]) -> tuple[Consent, ...]:
    return tuple(map(_consent, rows))


async def consents_of_each(read: Read, holders: Sequence[ConsentHolder]) -> list[list[Consent]]:
    """For each customer the consents in effect, by one statement: those that their records state about them, and those
    that any record states about an address of theirs. The permissions of retired records are left out, their
    withdrawals are not."""
    by_record: dict[str, list[Consent]] = defaultdict(list)
    by_address: dict[Identifier, list[Consent]] = defaultdict(list)
    addresses = {address for holder in holders for address in holder.addresses}
    rows = await read(
        "UNION ALL".join((_ABOUT_PERSON, _ABOUT_ADDRESS) if addresses else (_ABOUT_PERSON,)),
        records=sorted({record for holder in holders for record in holder.records}),
        addresses=sorted(address.key for address in addresses),
    )
    for consent in map(_consent, rows):
        if consent.address:
            by_address[consent.address].append(consent)
        else:
            by_record[consent.record].append(consent)
    return [
        [consent for record in holder.records for consent in by_record[record]]
        + [consent for address in holder.addresses for consent in by_address[address]]
        for holder in holders
    ]


def _consent(values: Iterable[Any]) -> Consent:
    """The consent of the values of `_COLUMNS`: by position, for a load decodes some for each record."""
    record, purpose, channel, status, at, evidence, address = values
    about = Identifier.from_key(address) if address else None
    return Consent(record, purpose, channel, ConsentStatus(status), at, evidence, about)


# A row: record, purpose, channel, status, time, evidence, and the address: its key, empty where it is about the person.
# Not MERGE: it may look for the relationship from the purpose, which has millions.
_CHANGE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})-[c:CONSENTED {purpose: row[1], channel: row[2]}]->()
WHERE coalesce(c.address, '') = row[6]
SET c.before = CASE WHEN c.run = $run THEN c.before
  ELSE [c.status, coalesce(c.at, ''), c.evidence, coalesce(c.run, '')] END
SET c.status = row[3], c.at = row[4], c.evidence = row[5], c.run = $run
RETURN collect([row[0], row[1], row[2], row[6]]) AS changed
"""
_PROPERTIES = "purpose: row[1], channel: row[2], status: row[3], at: row[4], evidence: row[5], run: $run"
_CREATE = f"""
UNWIND $rows AS row
MATCH (r:SourceRecord {{key: row[0]}})
MERGE (p:Purpose {{key: row[1]}})
CREATE (r)-[:CONSENTED {{{_PROPERTIES}}}]->(p)
"""
# The address of a record that is not here yet, or that has another one by now, has no holder.
_CREATE_ABOUT_ADDRESS = f"""
UNWIND $rows AS row
MATCH (r:SourceRecord {{key: row[0]}})
MERGE (i:Identifier {{key: row[6]}})
ON CREATE SET {identifier_properties("i", 6)}, i.holders = 0
CREATE (r)-[:CONSENTED {{{_PROPERTIES}, address: row[6]}}]->(i)
WITH DISTINCT i
MATCH (i)<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) AS profiles
"""
_CONCERNED = """
UNWIND $records AS key
MATCH (:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN p.id AS profile
UNION
UNWIND $addresses AS key
MATCH (:Identifier {key: key})<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
RETURN p.id AS profile
"""


async def keep(
    tx: WriteTransaction, stated: Collection[Consent], before: Container[str] = (), run: str | None = None
) -> set[str]:
    """Store the consents, each in place of the same record's consent to the same purpose and channel, about the same
    address; returns the ids of the stored profiles that they concern. Records that were not stored `before` have none.
    `run`: the load run that states them; the consent from before the run stays readable."""
    if not stated:
        return set()
    new = [_row(consent) for consent in stated if consent.record not in before]
    rows = [_row(consent) for consent in stated if consent.record in before]
    if rows:
        changed = {tuple(use) for use in (await tx.run(_CHANGE, rows=rows, run=run))[0]["changed"]}
        new += [row for row in rows if (*row[:3], row[6]) not in changed]
    about_person = [row[:6] for row in new if not row[6]]
    about_address = [row for row in new if row[6]]
    if about_person:
        await tx.run(_CREATE, rows=about_person, run=run)
    concerned: set[str] = set()
    if about_address:
        concerned.update((await tx.run(_CREATE_ABOUT_ADDRESS, rows=about_address, run=run))[0]["profiles"])
    if rows:
        addresses = sorted({str(row[6]) for row in rows if row[6]})
        records = sorted({str(row[0]) for row in rows})
        concerned.update(row["profile"] for row in await tx.run(_CONCERNED, records=records, addresses=addresses))
    return concerned


_ADDRESS_HOLDERS = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:CONSENTED]->(:Identifier)<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) AS profiles
"""


_CONCERNED_BY_RUN = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:CONSENTED {run: $run, status: 'granted'}]->(about)
OPTIONAL MATCH (about:Identifier)<-[:HAS]-(:SourceRecord)-[:OF]->(holder:Profile)
MATCH (r)-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) + collect(DISTINCT holder.id) AS profiles
"""


async def concerned_by_run(tx: WriteTransaction, run: str, records: Collection[str]) -> set[str]:
    """Ids of the profiles that show a permission which the run stated of one of the records (keys)."""
    rows = await tx.run(_CONCERNED_BY_RUN, run=run, keys=sorted(records)) if records else []
    return set(rows[0]["profiles"]) if rows else set()


async def address_holders(tx: WriteTransaction, records: Collection[str]) -> set[str]:
    """Ids of the profiles that hold an address about which one of the records (keys) states a consent."""
    return set((await tx.run(_ADDRESS_HOLDERS, keys=sorted(records)))[0]["profiles"]) if records else set()


def _row(consent: Consent) -> list[str | None]:
    address = identifier_row(consent.address) if consent.address else [""]
    return [
        consent.record, consent.purpose, consent.channel, consent.status.value, consent.at, consent.evidence, *address
    ]  # fmt: skip
