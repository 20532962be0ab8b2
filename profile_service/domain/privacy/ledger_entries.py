"""The entries of the ledger of erasures: what was done, when and by whom, and keyed hashes of what it was done to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import orjson

from profile_service.domain.privacy.hashes import HashKind

Hashes = Mapping[HashKind, Sequence[str]]


class LedgerAct(Enum):
    """The acts that the ledger keeps."""

    ERASE = "erase"  # an erasure begins: nothing is destroyed before this line is on the disk
    ERASED = "erased"  # it is complete
    SUPPRESS = "suppress"
    LIFT = "lift"
    RESTRICT = "restrict"
    UNRESTRICT = "unrestrict"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A line of the ledger. `id`: of the erasure or of the act; `at`: fixed-width UTC text; `hashes`: by kind;
    `counts`: of what is erased, by name; `reason`: a keyed hash of its words. `seq` and `mac`: the line's number and
    its HMAC, 0 and empty before it is written."""

    act: LedgerAct
    id: str
    at: str
    actor: str
    hashes: Hashes = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    seq: int = 0
    mac: str = ""

    def of(self, kind: HashKind) -> Sequence[str]:
        """The hashes of a kind."""
        return self.hashes.get(kind, ())

    def body(self, seq: int) -> bytes:
        """The JSON object of its line with this number. Members that say nothing are left out."""
        members: dict[str, object] = {
            "seq": seq, "act": self.act.value, "id": self.id, "at": self.at, "actor": self.actor
        }  # fmt: skip
        if self.reason:
            members["reason"] = self.reason
        if self.hashes:
            members["hashes"] = {kind.value: list(hashes) for kind, hashes in self.hashes.items() if hashes}
        if self.counts:
            members["counts"] = dict(self.counts)
        return orjson.dumps(members)


def ledger_entry(members: Mapping[str, object], mac: str) -> LedgerEntry:
    """The entry of a line's members. Raises KeyError, TypeError or ValueError where they are none."""
    hashes = members.get("hashes") or {}
    counts = members.get("counts") or {}
    if not isinstance(hashes, dict) or not isinstance(counts, dict):
        raise TypeError
    return LedgerEntry(
        LedgerAct(members["act"]),
        str(members["id"]),
        str(members["at"]),
        str(members["actor"]),
        {HashKind(kind): tuple(values) for kind, values in hashes.items()},
        counts,
        str(members.get("reason", "")),
        int(str(members["seq"])),
        mac,
    )


def incomplete(entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """The erasures that began and are not complete, the oldest first."""
    begun: dict[str, LedgerEntry] = {}
    for entry in entries:
        if entry.act is LedgerAct.ERASE:
            begun[entry.id] = entry
        elif entry.act is LedgerAct.ERASED:
            begun.pop(entry.id, None)
    return list(begun.values())


def suppressed_hashes(entries: Iterable[LedgerEntry]) -> dict[str, tuple[HashKind, LedgerEntry]]:
    """Hash → its kind and the entry that suppresses it: of all that must not come in again, without what was lifted
    since."""
    suppressed: dict[str, tuple[HashKind, LedgerEntry]] = {}
    for entry in entries:
        for kind, hashes in entry.hashes.items():
            if entry.act in {LedgerAct.ERASE, LedgerAct.SUPPRESS}:
                suppressed.update((value, (kind, entry)) for value in hashes)
            elif entry.act is LedgerAct.LIFT:
                for value in hashes:
                    suppressed.pop(value, None)
    return suppressed


def restricted_records(entries: Iterable[LedgerEntry]) -> dict[str, str]:
    """Hash of a record's key → since when its processing is restricted."""
    restricted: dict[str, str] = {}
    for entry in entries:
        for value in entry.of(HashKind.RECORD):
            if entry.act is LedgerAct.RESTRICT:
                restricted.setdefault(value, entry.at)
            elif entry.act is LedgerAct.UNRESTRICT:
                restricted.pop(value, None)
    return restricted
