"""Events on their records: adding or replacing them together with their counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from profile_service.domain.profile import tallies
from profile_service.domain.sources.events import Subject, SubjectLabel
from profile_service.domain.values.errors import StoreRejected
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.sources.event_rows import PROPERTIES, EventRow

_KEEP_SUBJECTS = """
UNWIND $rows AS row
MERGE (s:{label} {key: row.key})
SET s.name = CASE WHEN s.name IS NULL OR s.name > row.name THEN row.name ELSE s.name END
"""


async def keep_subjects(tx: WriteTransaction, subjects: Iterable[Subject]) -> None:
    """Make sure that what events are about exists."""
    by_label: dict[SubjectLabel, dict[str, str]] = defaultdict(dict)
    # The smallest name wins, here as in the statement: whichever of several comes first makes no difference.
    for subject in sorted(subjects, key=lambda s: (not s.name, s.name)):
        by_label[subject.label].setdefault(subject.key, subject.name)
    for label, names in sorted(by_label.items()):
        rows = [{"key": key, "name": name or None} for key, name in sorted(names.items())]
        await tx.run(_KEEP_SUBJECTS.replace("{label}", label), rows=rows)


# One statement finds the record, counts the events on it and hangs them there. Its one row says how many it hung (one
# whose record is missing is not), on whose profiles, and which tallies have grown long: a row an event would cost as
# much again.
_HANG = """
UNWIND $groups AS group
MATCH (r:SourceRecord {key: group.record})-[:OF]->(p:Profile)
SET r.tally = coalesce(r.tally, '') + group.tally
WITH r, p, group
UNWIND group.events AS row
{subject}
CREATE (r)<-[:BY]-(e:Event:{label} {properties})
{about}
RETURN count(e) AS hung, collect(DISTINCT p.id) AS profiles,
  collect(DISTINCT CASE WHEN size(r.tally) > 2 * coalesce(r.tally_folded, 0) + $fold_at THEN r.key END) AS long
"""
_SUBJECT = "MATCH (s:{label} {key: row[0]})"
_ABOUT = "CREATE (e)-[:ABOUT]->(s)"


@cache
def _hang_statement(label: str, about: SubjectLabel | None) -> str:
    text = _HANG.replace("{subject}", _SUBJECT if about else "").replace("{about}", _ABOUT if about else "")
    properties = ", ".join(f"{name}: row[{place}]" for place, name in enumerate(PROPERTIES[label], start=1))
    return text.replace("(s:{label}", f"(s:{about}").replace("{label} {properties}", f"{label} {{{properties}}}")


_LINES = """
UNWIND $rows AS row
MATCH (e:Event {key: row[0]})
MATCH (p:Product {key: row[1]})
CREATE (e)-[:LINE {position: row[2], quantity: row[3], price_minor: row[4], discount_minor: row[5]}]->(p)
"""
_MORE_ABOUT = """
UNWIND $rows AS row
MATCH (e:Event {key: row.event})
MATCH (s:{label} {key: row.subject})
CREATE (e)-[:ABOUT]->(s)
"""


@dataclass(frozen=True, slots=True)
class Hung:
    """`missing`: keys of records that are not stored; `long`: records whose tally wants folding; `profiles`: ids of
    those whose records the events hang on."""

    missing: frozenset[str]
    long: frozenset[str]
    profiles: frozenset[str]


async def create(tx: WriteTransaction, events: Sequence[EventRow]) -> Hung:
    """Hang new events on their records, with counts, subjects and lines. What they are about must exist."""
    missing: set[str] = set()
    long: set[str] = set()
    profiles: set[str] = set()
    for (label, about), kin in _by_shape(events).items():
        row = (await tx.run(_hang_statement(label, about), groups=_groups(kin), fold_at=_FOLD_AT))[0]
        long.update(row["long"])
        profiles.update(row["profiles"])
        if row["hung"] < len(kin):
            missing |= await _missing(tx, kin, hung=row["hung"])
    hung = [e for e in events if e.record not in missing]
    await _more_subjects(tx, hung)
    await _lines(tx, hung)
    return Hung(frozenset(missing), frozenset(long), frozenset(profiles))


_PRESENT = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN collect(r.key) AS present
"""


async def _missing(tx: WriteTransaction, events: Sequence[EventRow], *, hung: int) -> set[str]:
    """The records that are not stored, when fewer events than these could be hung."""
    keys = {event.record for event in events}
    missing = keys - set((await tx.run(_PRESENT, keys=sorted(keys)))[0]["present"])
    if sum(event.record not in missing for event in events) != hung:
        raise StoreRejected("the store no longer holds what an event is about; load the file again")
    return missing


def _by_shape(events: Iterable[EventRow]) -> dict[tuple[str, SubjectLabel | None], list[EventRow]]:
    shapes: dict[tuple[str, SubjectLabel | None], list[EventRow]] = defaultdict(list)
    for event in events:
        shapes[event.label, event.about[0].label if event.about else None].append(event)
    return shapes


def _groups(events: Iterable[EventRow]) -> list[dict[str, Any]]:
    by_record: dict[str, list[EventRow]] = defaultdict(list)
    for event in events:
        by_record[event.record].append(event)
    return [
        {"record": record, "tally": "".join([e.tally for e in kin]), "events": [e.hung for e in kin]}
        for record, kin in sorted(by_record.items())
    ]


async def _more_subjects(tx: WriteTransaction, events: Iterable[EventRow]) -> None:
    by_label: dict[str, list[dict[str, str]]] = defaultdict(list)
    for event in events:
        for subject in event.about[1:]:
            by_label[subject.label].append({"event": event.key, "subject": subject.key})
    for label, rows in sorted(by_label.items()):
        await tx.run(_MORE_ABOUT.replace("{label}", label), rows=rows)


async def _lines(tx: WriteTransaction, events: Iterable[EventRow]) -> None:
    rows = [row for event in events for row in event.lines]
    if rows:
        await tx.run(_LINES, rows=rows)


_TAKE_BACK = """
UNWIND $keys AS key
MATCH (e:Event {key: key})-[:BY]->(r:SourceRecord)
RETURN r.key AS record, e.kind AS kind, e.channel AS channel, e.occurred_at AS at,
  e.currency AS currency, e.total_minor AS total
"""
_UNCOUNT = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
SET r.tally = coalesce(r.tally, '') + row.tally
"""
_DELETE = """
UNWIND $keys AS key
MATCH (e:Event {key: key})
DETACH DELETE e
"""


async def remove(tx: WriteTransaction, keys: Sequence[str]) -> None:
    """Take events back, their counts too."""
    if not keys:
        return
    uncount: Mapping[str, list[str]] = defaultdict(list)
    for row in await tx.run(_TAKE_BACK, keys=list(keys)):
        cell = tallies.Cell(row["kind"], row["channel"] or "", row["at"][:7], row["currency"] or "")
        uncount[row["record"]].append(tallies.tally_line(cell, -1, -(row["total"] or 0)))
    await tx.run(_UNCOUNT, rows=[{"record": r, "tally": "".join(t)} for r, t in sorted(uncount.items())])
    await tx.run(_DELETE, keys=list(keys))


_FOLD_AT = 4_000
"""Characters a tally may gain beyond twice its folded length before it is folded: amortised, folding costs nothing."""

_TALLIES = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN r.key AS record, r.tally AS tally
"""
_FOLDED = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
SET r.tally = row.tally, r.tally_folded = size(row.tally)
"""


async def fold_tallies(tx: WriteTransaction, records: Iterable[str]) -> None:
    keys = sorted(records)
    if keys:
        rows = [
            {"record": row["record"], "tally": tallies.compact(row["tally"] or "")}
            for row in await tx.run(_TALLIES, keys=keys)
        ]
        await tx.run(_FOLDED, rows=rows)
