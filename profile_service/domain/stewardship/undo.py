"""Taking back what a load run did to identity."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import orjson

from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.sources.records import SourceRecord, stub
from profile_service.domain.values.identifiers import Identifier

NOT_KEPT = "{}"
"""Stands for a previous version that is not known any more: of each record only one version back is kept."""


class Fate(Enum):
    """What becomes of a record whose present version the run brought."""

    DELETED = "deleted"  # the run created it, and nothing hangs on it
    EMPTIED = "emptied"  # the run created it, and something hangs on it: a stub stays
    RESTORED = "restored"  # it says again what it said before the run
    KEPT = "kept"  # what it said before is not kept, so it stays


@dataclass(frozen=True, slots=True)
class RunUndo:
    """How far taking back a run got: records up to the key `cursor`, so many of each fate; `parted`: pairs that its
    source had merged; `consents`: what it had said to be allowed."""

    run: str
    cursor: str = ""
    deleted: int = 0
    emptied: int = 0
    restored: int = 0
    kept: int = 0
    parted: int = 0
    consents: int = 0
    done: bool = False

    def after(self, fates: Iterable[Fate], parted: int, consents: int, cursor: str | None) -> "RunUndo":
        """With these on top; `cursor` None: they were the last."""
        told = list(fates)
        return RunUndo(
            self.run,
            self.cursor if cursor is None else cursor,
            self.deleted + told.count(Fate.DELETED),
            self.emptied + told.count(Fate.EMPTIED),
            self.restored + told.count(Fate.RESTORED),
            self.kept + told.count(Fate.KEPT),
            self.parted + parted,
            self.consents + consents,
            done=cursor is None,
        )


def fate(previous: str | None, *, bound: bool) -> Fate:
    """`previous`: the version before the run, JSON text; `bound`: something hangs on the record."""
    if previous is None:
        return Fate.EMPTIED if bound else Fate.DELETED
    return Fate.KEPT if previous == NOT_KEPT else Fate.RESTORED


def previous_version(record: StoredRecord) -> str:
    """The stored version as JSON text, by which `version_before` restores it; without what a steward gave it."""
    stated = sorted((c.identifier.type, c.identifier.value) for c in record.claims if c.given_by is None)
    version: dict[str, object] = {
        "attributes": record.attributes,
        "identifiers": stated,
        "observed_at": record.observed_at,
    }
    version |= {"digest": record.digest, "stub": record.stub, "run": record.run}
    return orjson.dumps(version | ({"retired_at": record.retired_at} if record.retired_at else {})).decode()


def version_before(key: str, previous: str | None) -> tuple[SourceRecord, str | None]:
    """The record as it was before, and the run that had brought it; a stub where it was not there."""
    record = stub(key)
    if previous is None:
        return record, None
    told = orjson.loads(previous)
    given = (Identifier(type, value) for type, value in told["identifiers"])
    identifiers = tuple(sorted(i for i in given if not i.type.endswith(CANONICAL)))
    record = SourceRecord(
        record.source,
        record.record_id,
        told["attributes"],
        identifiers,
        told["observed_at"],
        told["stub"],
        told.get("retired_at"),
    )
    return record, told["run"]
