"""Undo of a load run: the fate of the records that it brought, and their previous versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import orjson

from profile_service.domain.resolution.claims import Claim, ClaimHistory
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.sources.records import SourceRecord, stub
from profile_service.domain.values.identifiers import Identifier

NOT_KEPT = "{}"
"""Stands for a previous version that is not kept: only one version back is, of each record."""


class RecordFate(Enum):
    """The fate of a record whose present version the run brought."""

    DELETED = "deleted"  # the run created it, and nothing that must stay belongs to it
    EMPTIED = "emptied"  # the run created it, and something that must stay does: a stub remains
    RESTORED = "restored"  # it returns to its version before the run
    KEPT = "kept"  # its version before the run is not stored, so it stays as it is


@dataclass(frozen=True, slots=True)
class UndoneOrders:
    """What becomes of the orders on records that an undo empties, for nothing names these any more. `leaving` orders
    leave `losing` profiles, which have other records; `nameless` orders stay on `emptied` profiles that have none."""

    leaving: int = 0
    losing: int = 0
    nameless: int = 0
    emptied: int = 0


@dataclass(frozen=True, slots=True)
class RunUndo:
    """The progress of undoing a run: records up to the key `cursor`, and how many of them met each fate. `parted`: how
    many pairs of records its source had merged; `consents`: how many consents it had stated. `orders`: looked up for a
    preview alone."""

    run: str
    cursor: str = ""
    deleted: int = 0
    emptied: int = 0
    restored: int = 0
    kept: int = 0
    parted: int = 0
    consents: int = 0
    done: bool = False
    orders: UndoneOrders = UndoneOrders()

    def after(self, fates: Iterable[RecordFate], parted: int, consents: int, cursor: str | None) -> "RunUndo":
        """The progress with these records added. A `cursor` of None says that they were the last."""
        counted = list(fates)
        return RunUndo(
            self.run,
            self.cursor if cursor is None else cursor,
            self.deleted + counted.count(RecordFate.DELETED),
            self.emptied + counted.count(RecordFate.EMPTIED),
            self.restored + counted.count(RecordFate.RESTORED),
            self.kept + counted.count(RecordFate.KEPT),
            self.parted + parted,
            self.consents + consents,
            done=cursor is None,
        )


def fate(previous: str | None, *, bound: bool) -> RecordFate:
    """The fate of a record. `previous`: its version before the run as JSON text, None where there was none; `bound`:
    whether events, judgements or a steward's claim belong to it, which must not be deleted with it."""
    if previous is None:
        return RecordFate.EMPTIED if bound else RecordFate.DELETED
    return RecordFate.KEPT if previous == NOT_KEPT else RecordFate.RESTORED


def previous_version(record: StoredRecord) -> str:
    """The stored version as JSON text, from which `version_before` restores it; without identifiers that a steward gave
    it."""
    own = sorted((claim for claim in record.claims if claim.given_by is None), key=lambda claim: claim.identifier)
    version: dict[str, object] = {
        "attributes": record.attributes,
        "identifiers": [[*claim.identifier] for claim in own if not claim.is_former],
        "observed_at": record.observed_at,
    }
    version |= {"digest": record.digest, "stub": record.stub, "run": record.run}
    optional = {
        "retired_at": record.retired_at,
        "merged": record.merged,
        "former": [
            [*claim.identifier, claim.first_seen, claim.last_seen, until]
            for claim in own
            if (until := claim.stated_until if claim.is_former else claim.stated_before) is not None
        ],
        "cleared": record.cleared,
    }
    return orjson.dumps(version | {name: value for name, value in optional.items() if value}).decode()


def history_before(key: str, previous: str | None) -> ClaimHistory:
    """The history of the record's claims before its present version: those that versions before it had made."""
    version = orjson.loads(previous) if previous else {}
    former = [
        Claim(key, Identifier(type, value), first, last, stated_until=until)
        for type, value, first, last, until in version.get("former", ())
        if not type.endswith(CANONICAL)
    ]
    return ClaimHistory(key, former, version.get("cleared"))


def version_before(key: str, previous: str | None) -> tuple[SourceRecord, str | None]:
    """The record in its previous version, and the run that had brought that version; a stub and None where there was no
    record."""
    record = stub(key)
    if previous is None:
        return record, None
    version = orjson.loads(previous)
    stored = (Identifier(type, value) for type, value in version["identifiers"])
    identifiers = tuple(sorted(i for i in stored if not i.type.endswith(CANONICAL)))
    record = SourceRecord(
        record.source,
        record.record_id,
        version["attributes"],
        identifiers,
        version["observed_at"],
        version["stub"],
        version.get("retired_at"),
        version.get("merged", False),
    )
    return record, version["run"]
