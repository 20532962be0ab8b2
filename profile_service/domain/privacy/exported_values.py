"""What an export shows of stored properties: those that the inventory gives to the person, with JSON texts read,
without the names of employees, and without what leads to other customers."""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any, TypeAlias

import orjson

from profile_service.domain.privacy.inventory import Inventory
from profile_service.domain.profile.tallies import add_up
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.sources.event_moves import EventMove, event_moves
from profile_service.domain.stewardship.changes import RecordedChange

Exported: TypeAlias = dict[str, Any]
"""A JSON object."""
Stored: TypeAlias = Mapping[str, Any]
"""Properties as the store has them."""
STAFF = "an employee or a system of ours"
"""In the place of the name of who decided or looked."""
_NAMES_OF_STAFF = ("actor", "retracted_by", "disowned_by", "by", "locked_by")
_NOTED_HERE = "desk:"
_CLAIM_STATEMENT = ("decision", "identifier", "move", "first_seen", "last_seen", "actor", "at")
_LOCK_STATEMENT = ("decision", "lock", "actor", "at")
_FORMER_CLAIM = ("type", "value", "first_seen", "last_seen", "stated_until")
_CONSENT_BEFORE = ("status", "at", "evidence", "run")


@dataclass(frozen=True, slots=True)
class ExportedValues:
    """`own_records`: the keys of the person's records; `own_profiles`: the ids that the person has and had.
    `names_staff`: employees are named."""

    inventory: Inventory
    own_records: Collection[str]
    own_profiles: Collection[str]
    names_staff: bool = False

    def profile(self, stored: Stored) -> Exported:
        return self._of_label("Profile", stored)

    def former_profile(self, stored: Stored, merge: Stored) -> Exported:
        merged = self._of_relation("MERGED_INTO", merge)
        merged["records"] = self._records(merged.get("records"))
        return self.profile(stored) | {"merged": merged}

    def record(
        self, stored: Stored, claims: Collection[tuple[Stored, Stored]], consents: Collection[Stored]
    ) -> Exported:
        """The record with its `identifiers`, the newest claim first, and its `consents`."""
        record = self._of_label("SourceRecord", stored)
        for name in {"attributes", "cleared"} & record.keys():
            record[name] = orjson.loads(record[name])
        if "previous" in record:
            record["previous"] = previous_version(record["previous"])
        if "tally" in record:
            record["tally"] = tally_cells(record["tally"])
        if "moves" in record:
            record["moves"] = self._statements(record["moves"], _CLAIM_STATEMENT)
        if "locks" in record:
            record["locks"] = self._statements(record["locks"], _LOCK_STATEMENT)
        identifiers = [self._identifier(*pair) for pair in claims]
        record["identifiers"] = sorted(identifiers, key=lambda each: (each["type"], each["value"]))
        record["consents"] = sorted(map(self.consent, consents), key=_consent_order)
        return record

    def _identifier(self, claim: Stored, identifier: Stored) -> Exported:
        shown = self._of_label("Identifier", identifier) | self._of_relation("HAS", claim)
        return shown | {"derived": True} if shown["type"].endswith(CANONICAL) else shown

    def consent(self, stored: Stored) -> Exported:
        consent = self._of_relation("CONSENTED", stored)
        if before := consent.get("before"):
            consent["before"] = dict(zip(_CONSENT_BEFORE, before, strict=True))
        return consent

    def event(
        self, stored: Stored, about: Collection[tuple[str, Stored]] = (), lines: Collection[tuple[Stored, Stored]] = ()
    ) -> Exported:
        """The event with what it is `about`, by labels, and its `lines`, in their order."""
        event = self._of_label("Event", stored) | self._of_label("Transaction", stored)
        if "details" in event:
            event["details"] = self._details(event["key"], orjson.loads(event["details"]))
        if "versions" in event:
            event["versions"] = [self._note_version(each) for each in orjson.loads(event["versions"])]
        if "moves" in event:
            event["moves"] = self._moves(event["moves"])
        event["about"] = [{"label": label} | self._of_label(label, subject) for label, subject in about]
        event["lines"] = sorted((self._line(*line) for line in lines), key=lambda line: line["position"])
        return event

    def _line(self, line: Stored, product: Stored) -> Exported:
        shown = self._of_relation("LINE", line) | {"product": self._of_label("Product", product)}
        return shown | {"details": orjson.loads(shown["details"])} if shown.get("details") else shown

    def _details(self, key: str, details: Exported) -> Exported:
        """Whoever wrote a note down is an employee; an agent whom a source names is in its own words."""
        is_named = details.get("agent") and key.startswith(_NOTED_HERE) and not self.names_staff
        return details | {"agent": STAFF} if is_named else details

    def _note_version(self, version: Exported) -> Exported:
        words = self._details(_NOTED_HERE, version.get("words", {}))
        return self._without_staff(version) | {"words": words}

    def _moves(self, text: str) -> Exported:
        moves = event_moves(text)
        return {
            "source_record": self._record(moves.source_record),
            "in_effect": moves.in_effect,
            "statements": [self._move(move) for move in moves.statements],
        }

    def _move(self, move: EventMove) -> Exported:
        record = self._record(move.record) if move.record else None
        return self._without_staff(move._asdict()) | {"record": record}

    def contact(self, contact: Exported) -> Exported:
        """A recent contact among the insights."""
        return self._details(contact["key"], contact)

    def judgement(self, verdict: str, left: str, right: str, stored: Stored) -> Exported:
        """The judgement, whose id loses the key of the record that stands in it."""
        shown = self._of_relation(verdict, stored)
        pair = {"verdict": verdict, "left": self._record(left), "right": self._record(right)}
        return shown | pair | {"id": without_record(shown["id"])}

    def decision(self, stored: Stored) -> Exported:
        decision = self._of_label("Decision", stored)
        decision["records"] = self._records(decision.get("records"))
        return decision

    def change(self, recorded: RecordedChange) -> Exported:
        """A change in the history of the person; `others` are profiles that the person has or had, or somebody
        else's."""
        change = recorded.change
        shown: Exported = {
            "seq": recorded.seq,
            "at": recorded.at,
            "actor": recorded.actor,
            "reason": recorded.reason or None,
            "decision": recorded.decision or None,
            "profile": self._profile(change.profile),
            "kind": change.kind.value,
            "others": [self._profile(id) for id in change.others],
            "records": self._records(change.records),
            "note": without_record(change.note) or None,
        }
        return self._without_staff(shown)

    def load_run(self, stored: Stored) -> Exported:
        run = self._of_label("LoadRun", stored)
        files = orjson.loads(run["files"]) if "files" in run else []
        return run | {"files": [PurePath(file).name for file in files]}

    def access(self, line: Stored) -> Exported:
        """A line of the audit: when, in which role, through which door, which command or field, for which purpose, and
        what came of it."""
        names = ("at", "role", "kind", "door", "operation", "purpose", "outcome", "code")
        shown = {name: line[name] for name in names if line.get(name)}
        return shown | {"who": line["who"] if self.names_staff and line.get("who") else STAFF}

    def _of_label(self, label: str, stored: Stored) -> Exported:
        return self._selected(self.inventory.labels[label].exported_names(), stored)

    def _of_relation(self, type: str, stored: Stored) -> Exported:
        return self._selected(self.inventory.relations[type].exported_names(), stored)

    def _selected(self, names: Collection[str], stored: Stored) -> Exported:
        shown = {name: value for name, value in sorted(stored.items()) if name in names and value is not None}
        return self._without_staff(shown)

    def _without_staff(self, values: Exported) -> Exported:
        """A source that merged records itself stays: it is nobody."""
        if self.names_staff:
            return values
        hidden = {
            name: STAFF for name in _NAMES_OF_STAFF if values.get(name) and not str(values[name]).startswith("source:")
        }
        return values | hidden

    def _statements(self, text: str, fields: tuple[str, ...]) -> list[Exported]:
        return [self._without_staff(dict(zip(fields, values, strict=True))) for values in orjson.loads(text)]

    def _records(self, keys: Collection[str] | None) -> list[str]:
        return [self._record(key) for key in keys or ()]

    def _record(self, key: str) -> str:
        """The key of a record of the person; of another customer's, whose key may have their address, the source
        alone."""
        return key if key in self.own_records else f"another customer's record ({key.partition(':')[0]})"

    def _profile(self, id: str) -> str:
        return id if id in self.own_profiles else "another customer"


def without_record(text: str) -> str:
    """The id of a judgement, or a note that holds one, without the key of the record behind it."""
    return text.partition("~")[0]


def previous_version(text: str) -> Exported:
    """The version before the present one, with its identifiers by name; empty where it is not kept."""
    version = orjson.loads(text) if text.startswith("{") else {}
    version.pop("digest", None)
    attributes = version.get("attributes")
    if isinstance(attributes, str):
        version["attributes"] = orjson.loads(attributes)
    version["identifiers"] = [{"type": type, "value": value} for type, value in version.get("identifiers", ())]
    if "former" in version:
        version["former"] = [dict(zip(_FORMER_CLAIM, values, strict=True)) for values in version["former"]]
    return version if attributes is not None else {}


def tally_cells(text: str) -> list[Exported]:
    """The counts of a record's events, added up."""
    return [
        {**tally.cell._asdict(), "count": tally.count, "total_minor": tally.total_minor} for tally in add_up([text])
    ]


def plain(value: Any) -> Any:
    """A value of the domain as JSON has it: objects by the names of their fields, enumerations by their words."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(each) for name, each in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value))
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def _consent_order(consent: Exported) -> tuple[str, str, str]:
    return consent["purpose"], consent["channel"], consent.get("address") or ""
