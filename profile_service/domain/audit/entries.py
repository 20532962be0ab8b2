"""What the audit keeps of one act: who did what to which profiles, through which door, and how it ended.

Profiles are kept as keyed hashes, and nothing of what people said, typed or are called is kept at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

import orjson

from profile_service.domain.access.caller import Caller, CallerKind
from profile_service.domain.audit.chain import AuditKeys

Door: TypeAlias = Literal["graphql", "console", "cli", "login", "audit"]
Outcome: TypeAlias = Literal["begun", "answered", "refused"]
Details: TypeAlias = Mapping[str, str | int | bool]
NO_DETAILS: Details = MappingProxyType({})
MAX_PROFILES = 500
"""So many profiles one line names; more take another line."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who acts, and through which door. No name where nobody knows who it is."""

    name: str
    kind: CallerKind
    role: str
    door: Door

    @classmethod
    def of(cls, caller: Caller, door: Door) -> "Asker":
        return cls(caller.name, caller.kind, caller.role, door)


ITSELF = Asker("", "local", "", "audit")
"""The audit, where it tells of itself."""


# Not frozen: every read makes one, and a frozen one takes three times as long to make.
@dataclass(slots=True)
class AuditEntry:
    """One act. `operation`: the field of the API or the command. `profiles`: ids of those who were shown or changed;
    `rows`: how many items that were, None for as many as profiles. `details`: ids and numbers by name, no words;
    `reason`: of which the line keeps the length and a keyed hash, for people write names into it."""

    operation: str
    profiles: tuple[str, ...] = ()
    view: str | None = None
    purpose: str | None = None
    rows: int | None = None
    outcome: Outcome = "answered"
    code: str | None = None
    details: Details = field(default_factory=lambda: NO_DETAILS)
    reason: str = field(default="", repr=False)

    def parts(self) -> "list[AuditEntry]":
        """The entry in as many as it takes to name all its profiles."""
        if len(self.profiles) <= MAX_PROFILES:
            return [self]
        several = range(0, len(self.profiles), MAX_PROFILES)
        return [replace(self, profiles=self.profiles[start : start + MAX_PROFILES], rows=None) for start in several]


def entry_body(seq: int, at: str, asker: Asker, entry: AuditEntry, keys: AuditKeys) -> bytes:
    """The JSON object of a line, as it goes into the chain. Members that say nothing are left out."""
    body: dict[str, object] = {
        "seq": seq,
        "at": at,
        "who": asker.name,
        "kind": asker.kind,
        "role": asker.role,
        "door": asker.door,
        "operation": entry.operation,
        "outcome": entry.outcome,
        "rows": len(entry.profiles) if entry.rows is None else entry.rows,
    }
    if entry.view is not None:
        body["view"], body["purpose"] = entry.view, entry.purpose
    if entry.code is not None:
        body["code"] = entry.code
    if entry.profiles:
        body["profiles"] = [keys.profile(id) for id in entry.profiles]
    if entry.reason:
        body["reason"] = {"hmac": keys.reason(entry.reason), "characters": len(entry.reason)}
    if entry.details:
        body["details"] = dict(entry.details)
    return orjson.dumps(body)
