"""What an export shows of stored properties: those of the person, read, without employees and other customers."""

import json
from collections import namedtuple
from dataclasses import dataclass
from enum import Enum

import pytest

from profile_service.domain.privacy.exported_values import (
    STAFF,
    ExportedValues,
    Stored,
    plain,
    previous_version,
    tally_cells,
    without_record,
)
from profile_service.domain.privacy.inventory import ErasureVerdict, Inventory, InventoryEntry, PropertyGroup
from profile_service.domain.stewardship.changes import Change, ChangeKind, RecordedChange

_HERS = {"shop:1", "crm:7"}


def _entry(name: str, *exported: str) -> InventoryEntry:
    groups = (
        PropertyGroup(exported, ErasureVerdict.DELETE, "hers", None),
        PropertyGroup(("digest",), ErasureVerdict.DELETE, "a mark", "tells nothing"),
    )
    return InventoryEntry(name, ErasureVerdict.DELETE, "hers", None, groups)


def _values(*, names_staff: bool = False) -> ExportedValues:
    labels = [
        _entry("Profile", "id", "locked_by"),
        _entry("SourceRecord", "key", "attributes", "previous", "tally", "moves", "locks", "cleared", "source", "name"),
        _entry("Identifier", "type", "value"),
        _entry("Event", "key", "kind", "details", "versions", "moves"),
        _entry("Transaction", "number", "total_minor"),
        _entry("Product", "key", "name"),
        _entry("Case", "key"),
        _entry("Decision", "id", "actor", "records"),
        _entry("LoadRun", "id", "files"),
    ]
    relations = [
        _entry("HAS", "first_seen", "by"),
        _entry("MERGED_INTO", "at", "records"),
        _entry("CONSENTED", "purpose", "channel", "before", "address"),
        _entry("LINE", "position", "details"),
        _entry("SAME_AS", "id", "actor", "reason"),
    ]
    inventory = Inventory({e.name: e for e in labels}, {e.name: e for e in relations}, {})
    return ExportedValues(inventory, _HERS, {"p1", "p0"}, names_staff)


def test_properties_are_those_of_the_inventory_that_have_a_value() -> None:
    stored = {"id": "p1", "digest": "d", "locked_by": None, "unknown": 1}
    assert _values().profile(stored) == {"id": "p1"}


def test_employees_are_named_where_that_is_wanted() -> None:
    stored = {"id": "p1", "locked_by": "ada"}
    assert _values().profile(stored) == {"id": "p1", "locked_by": STAFF}
    assert _values(names_staff=True).profile(stored) == {"id": "p1", "locked_by": "ada"}


def test_former_profile_has_its_merge_with_her_records_alone() -> None:
    shown = _values().former_profile({"id": "p0"}, {"at": "t", "records": ["crm:7", "web:3"]})
    assert shown == {"id": "p0", "merged": {"at": "t", "records": ["crm:7", "another customer's record (web)"]}}


def test_record_has_its_texts_read() -> None:
    stored = {
        "key": "shop:1",
        "attributes": '{"city": "Rome"}',
        "cleared": '{"email": "t"}',
        "previous": '{"attributes": {"city": "Bari"}, "identifiers": [["email", "a@b"]], "digest": "d"}',
        "tally": "order\tweb\t2026-01\tEUR\t2\t500\n",
        "moves": json.dumps([["d1", "email:a@b", "taken", "f", "l", "ada", "t"]]),
        "locks": json.dumps([["d2", None, "ada", "t"]]),
    }
    record = _values().record(stored, [({"first_seen": "f", "by": "ada"}, {"type": "email", "value": "a@b"})], [])
    assert record["attributes"] == {"city": "Rome"}
    assert record["cleared"] == {"email": "t"}
    assert record["previous"] == {"attributes": {"city": "Bari"}, "identifiers": [{"type": "email", "value": "a@b"}]}
    assert [(cell["kind"], cell["count"], cell["total_minor"]) for cell in record["tally"]] == [("order", 2, 500)]
    assert record["moves"] == [
        {
            "decision": "d1", "identifier": "email:a@b", "move": "taken", "first_seen": "f", "last_seen": "l",
            "actor": STAFF, "at": "t",
        }
    ]  # fmt: skip
    assert record["locks"] == [{"decision": "d2", "lock": None, "actor": STAFF, "at": "t"}]
    assert record["identifiers"] == [{"type": "email", "value": "a@b", "first_seen": "f", "by": STAFF}]


def test_identifiers_and_consents_come_in_order_and_derived_ones_are_marked() -> None:
    claims: list[tuple[Stored, Stored]] = [
        ({}, {"type": "phone", "value": "2"}),
        ({}, {"type": "email_folded", "value": "1"}),
    ]
    consents: list[Stored] = [
        {"purpose": "b", "channel": "x"},
        {"purpose": "a", "channel": "x", "before": ["granted", "t", "e", "r"], "address": "email:a"},
        {"purpose": "a", "channel": "x"},
    ]
    record = _values().record({"key": "shop:1"}, claims, consents)
    assert record["identifiers"] == [
        {"type": "email_folded", "value": "1", "derived": True},
        {"type": "phone", "value": "2"},
    ]
    assert [(each["purpose"], each.get("address")) for each in record["consents"]] == [
        ("a", None), ("a", "email:a"), ("b", None),
    ]  # fmt: skip
    assert record["consents"][1]["before"] == {"status": "granted", "at": "t", "evidence": "e", "run": "r"}


def test_event_has_its_subjects_lines_and_moves() -> None:
    moves = json.dumps(["web:3", "d1", [["d1", "shop:1", "ada", "hers", "t"], ["d0", None, "ada", "", "t"]]])
    stored = {"key": "e1", "kind": "order", "details": '{"a": 1}', "number": "7", "total_minor": 5, "moves": moves}
    lines: list[tuple[Stored, Stored]] = [
        ({"position": 2, "details": '{"b": 2}'}, {"key": "p:2"}),
        ({"position": 1}, {"key": "p:1", "name": "Tea", "digest": "d"}),
    ]
    event = _values().event(stored, [("Case", {"key": "c1", "name": "not exported"})], lines)
    assert (event["details"], event["number"], event["total_minor"]) == ({"a": 1}, "7", 5)
    assert event["about"] == [{"label": "Case", "key": "c1"}]
    assert event["lines"] == [
        {"position": 1, "product": {"key": "p:1", "name": "Tea"}},
        {"position": 2, "details": {"b": 2}, "product": {"key": "p:2"}},
    ]
    assert event["moves"]["source_record"] == "another customer's record (web)"
    assert event["moves"]["in_effect"] == "d1"
    assert [(move["record"], move["actor"]) for move in event["moves"]["statements"]] == [
        ("shop:1", STAFF),
        (None, STAFF),
    ]


@pytest.mark.parametrize(("key", "agent"), [("desk:note:1", STAFF), ("zendesk:ticket:1", "dana")])
def test_agent_is_hidden_of_what_was_written_down_here(key: str, agent: str) -> None:
    versions = json.dumps([{"at": "t", "actor": "ada", "reason": "r", "words": {"agent": "ada", "text": "x"}}])
    stored = {"key": key, "kind": "note", "details": '{"agent": "dana"}', "versions": versions}
    event = _values().event(stored)
    assert event["details"] == {"agent": agent}
    assert event["versions"] == [{"at": "t", "actor": STAFF, "reason": "r", "words": {"agent": STAFF, "text": "x"}}]
    named = _values(names_staff=True).event(stored)
    assert (named["details"], named["versions"][0]["words"]["agent"]) == ({"agent": "dana"}, "ada")
    assert _values().contact({"key": key, "agent": ""}) == {"key": key, "agent": ""}


def test_judgement_names_another_customers_record_by_its_source() -> None:
    stored = {"id": "0199~web:bob@b.example", "actor": "source:crm", "reason": "merged there"}
    assert _values().judgement("SAME_AS", "web:bob@b.example", "crm:7", stored) == {
        "id": "0199", "actor": "source:crm", "reason": "merged there", "verdict": "SAME_AS",
        "left": "another customer's record (web)", "right": "crm:7",
    }  # fmt: skip


def test_decision_and_change_name_others_by_nothing() -> None:
    decision = _values().decision({"id": "d1", "actor": "ada", "records": ["web:3", "crm:7"]})
    assert decision == {"id": "d1", "actor": STAFF, "records": ["another customer's record (web)", "crm:7"]}
    change = Change("p1", ChangeKind.MERGED, ("p0", "p9"), ("crm:7", "web:3"), "0199~web:3")
    shown = _values().change(RecordedChange(4, "t", "ada", change, "same", "d1"))
    assert shown == {
        "seq": 4, "at": "t", "actor": STAFF, "reason": "same", "decision": "d1", "profile": "p1", "kind": "merged",
        "others": ["p0", "another customer"], "records": ["crm:7", "another customer's record (web)"], "note": "0199",
    }  # fmt: skip
    bare = _values().change(RecordedChange(5, "t", "", Change("p9", ChangeKind.EVENTS)))
    assert (bare["profile"], bare["actor"], bare["reason"], bare["decision"], bare["note"]) == (
        "another customer", "", None, None, None,
    )  # fmt: skip


def test_load_run_names_files_without_their_folders() -> None:
    assert _values().load_run({"id": "r", "files": '["/srv/in/a.csv", "b.csv"]'}) == {
        "id": "r",
        "files": ["a.csv", "b.csv"],
    }
    assert _values().load_run({"id": "r"}) == {"id": "r", "files": []}


def test_access_is_told_by_role_and_purpose() -> None:
    line = {
        "seq": 9, "at": "t", "who": "ada", "kind": "user", "role": "agent", "door": "console", "operation": "profile",
        "outcome": "answered", "rows": 1, "view": "support", "purpose": "support", "profiles": ["h"],
    }  # fmt: skip
    shown = {
        "at": "t", "role": "agent", "kind": "user", "door": "console", "operation": "profile", "purpose": "support",
        "outcome": "answered",
    }  # fmt: skip
    assert _values().access(line) == {**shown, "who": STAFF}
    assert _values(names_staff=True).access(line) == {**shown, "who": "ada"}
    assert _values(names_staff=True).access({**line, "who": ""}) == {**shown, "who": STAFF}


def test_version_that_is_not_kept_is_empty() -> None:
    assert previous_version("{}") == {}
    assert previous_version("not kept") == {}
    text = '{"attributes": "{\\"a\\": \\"b\\"}", "identifiers": [], "former": [["email", "a@b", "f", "l", "u"]]}'
    former = {"type": "email", "value": "a@b", "first_seen": "f", "last_seen": "l", "stated_until": "u"}
    assert previous_version(text) == {"attributes": {"a": "b"}, "identifiers": [], "former": [former]}


def test_counts_are_added_up() -> None:
    (cell,) = tally_cells("visit\tstore\t2026-01\t\t2\t0\nvisit\tstore\t2026-01\t\t3\t0\n")
    assert (cell["kind"], cell["month"], cell["count"]) == ("visit", "2026-01", 5)


def test_id_of_a_judgement_loses_its_record() -> None:
    assert (without_record("0199~web:3"), without_record("email")) == ("0199", "email")


class _Word(Enum):
    ONE = "one"


_Pair = namedtuple("_Pair", "left right")


@dataclass
class _Thing:
    word: _Word
    pairs: tuple[_Pair, ...]
    names: frozenset[str]


def test_values_of_the_domain_become_json() -> None:
    thing = _Thing(_Word.ONE, (_Pair(1, None),), frozenset({"b", "a"}))
    assert plain({1: thing}) == {"1": {"word": "one", "pairs": [{"left": 1, "right": None}], "names": ["a", "b"]}}
    assert plain([1.5, "x", True, None]) == [1.5, "x", True, None]
