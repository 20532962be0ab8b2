"""The audit on the command line: what commands leave in it, who finds what there, and that nobody changed it."""

import json
import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from profile_service.store.engine.store import Store
from tests.rig.audits import audit_lines
from tests.rig.exports import contacts
from tests.rig.people import load, profile_id, record
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio
_USER = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def apart(terminal: Terminal, tmp_path: Path) -> Iterator[Path]:
    """The folder of an audit of its own: the tests of one engine share a folder of data, with what is kept in it."""
    access = terminal.data_dir / "access"
    access.mkdir(mode=0o700, parents=True, exist_ok=True)
    shared = {path: path.read_bytes() for path in access.iterdir()}
    for path in shared:
        path.unlink()
    yield tmp_path / "audit"
    for path in access.iterdir():
        path.unlink()
    for path, contents in shared.items():
        path.touch(0o600)
        path.write_bytes(contents)


@pytest.fixture
async def own(store: Store, terminal: Terminal, apart: Path) -> Terminal:
    """Commands on a store with some people, with an audit of its own."""
    await load(
        store,
        record("shop:1", ("email", "ida@fjord.example"), ("phone", "+4722334455"), name="Ida Lund"),
        record("crm:2", ("email", "i.lund@post.example"), name="Ida Lund"),
    )
    return Terminal(terminal.address, terminal.data_dir, {**terminal.environment, "PROFILE_AUDIT": str(apart)})


def _since(folder: Path, count: int) -> list[tuple[Any, ...]]:
    """Operation, outcome and number of profiles of the lines after so many."""
    return [(each["operation"], each["outcome"], len(each.get("profiles", ()))) for each in audit_lines(folder)[count:]]


async def test_commands_leave_their_lines(store: Store, own: Terminal, tmp_path: Path) -> None:
    id = await profile_id(store, "shop:1")
    people = tmp_path / "people.csv"
    contacts(people, range(3))
    expected: dict[tuple[str, ...], list[tuple[Any, ...]]] = {
        ("profile", "show", "ida@fjord.example"): [("profile show", "answered", 1), ("profile show", "answered", 0)],
        ("profile", "show", "nobody@fjord.example"): [("profile show", "answered", 0)],
        ("profile", "search", "lund"): [("profile search", "answered", 2)],
        ("orders", "show", "77"): [("orders show", "answered", 0)],
        ("identity", "why", "shop:1", "crm:2"): [("identity why", "answered", 2)],
        ("identity", "why", "shop:1", "crm:9"): [("identity why", "refused", 1)],
        ("identity", "history", id): [("identity history", "answered", 1)],
        ("identity", "changes"): [("identity changes", "answered", 2)],
        ("identity", "decisions"): [("identity decisions", "answered", 0)],
        ("identity", "review"): [("identity review", "answered", 0)],
        ("identity", "lock", id): [("identity lock", "begun", 0), ("identity lock", "answered", 1)],
        ("identity", "lock", "nobody"): [("identity lock", "begun", 0), ("identity lock", "refused", 0)],
        ("profile", "record", id, "note", "--text", "rang"): [
            ("profile record", "begun", 0), ("profile record", "answered", 1)
        ],
        ("identity", "crosswalk", "--out", str(tmp_path / "all.csv")): [
            ("identity crosswalk", "begun", 0), ("identity crosswalk", "answered", 0)
        ],
        ("load", "salesforce-contacts", str(people)): [("load", "begun", 0), ("load", "answered", 0)],
        ("keys", "create", "desk", "--role", "agent"): [("keys create", "begun", 0), ("keys create", "answered", 0)],
        ("users", "link"): [("users link", "begun", 0), ("users link", "answered", 0)],
        ("users", "role", "nobody", "--role", "agent"): [("users role", "begun", 0), ("users role", "refused", 0)],
        ("status",): [],
    }  # fmt: skip
    for command, lines in expected.items():
        before = len(audit_lines(tmp_path / "audit")) if (tmp_path / "audit").exists() else 0
        own.run(*command)
        assert _since(tmp_path / "audit", before) == lines, command
    assert {(each["who"], each["kind"], each["door"]) for each in audit_lines(tmp_path / "audit")} == {
        (_USER, "os", "cli")
    }
    assert own.run("audit", "verify").code == 0


async def test_search_finds_who_looked_at_a_person(store: Store, own: Terminal) -> None:
    own.run("profile", "show", "ida@fjord.example")
    own.run("profile", "show", "i.lund@post.example")
    older, younger = sorted([await profile_id(store, "shop:1"), await profile_id(store, "crm:2")])
    own.run("identity", "merge", older, younger, "--reason", "she said so")
    own.run("profile", "show", "crm:9")

    (found,) = map(json.loads, own.run("audit", "search", "--person", "i.lund@post.example", "--json").out.splitlines())
    assert [(each["operation"], each["outcome"]) for each in found["lines"]] == [
        ("identity merge", "answered"), ("profile show", "answered"), ("profile show", "answered")
    ]  # fmt: skip
    (of_user,) = map(
        json.loads, own.run("audit", "search", "--actor", _USER, "--limit", "2", "--json").out.splitlines()
    )
    assert (len(of_user["lines"]), of_user["hasMore"]) == (2, True)
    nobody = own.run("audit", "search", "--actor", "nobody")
    assert (nobody.out, nobody.err.strip()) == ("", "0 lines.")
    assert own.run("audit", "search", "--person", older, "--until", "2020-01-01").out == ""
    assert own.run("audit", "search").code == 2
    assert "profile show" in own.run("audit", "search", "--person", younger).out


async def test_verification_names_what_was_changed(own: Terminal, tmp_path: Path) -> None:
    for _ in range(3):
        own.run("profile", "show", "ida@fjord.example")
    intact = own.run("audit", "verify")
    assert (intact.code, intact.out.split(". ")[0]) == (0, "6 lines in 1 file, intact")
    path = tmp_path / "audit" / "audit.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(_USER.encode(), b"somebody", 1))
    changed = own.run("audit", "verify")
    assert (changed.code, changed.out.strip()) == (1, f"{path}:1: was changed, or does not follow the line before it")
    path.write_bytes(whole[: whole[:-1].rindex(b"\n") + 1])
    assert own.run("audit", "verify").code == 1
    (data,) = map(json.loads, own.run("audit", "verify", "--json").out.splitlines())
    assert (data["faults"], data["shown"][0]["line"]) == (1, 5)
    refused = own.run("profile", "show", "ida@fjord.example")
    assert (refused.code, refused.out) == (2, "")
    assert "audit verify" in refused.err
    path.write_bytes(whole)
    assert own.run("profile", "show", "ida@fjord.example").code == 0


async def test_audit_is_off_only_without_access(store: Store, own: Terminal) -> None:
    off = Terminal(own.address, own.data_dir, {**own.environment, "PROFILE_AUDIT": "off"})
    assert off.run("profile", "search", "lund").code == 0
    assert "there is no audit here" in off.run("audit", "verify").err
    assert own.run("keys", "create", "desk", "--role", "agent").code == 0
    refused = off.run("profile", "search", "lund")
    assert (refused.code, "PROFILE_AUDIT is off" in refused.err) == (2, True)


async def test_pruning_removes_old_files_and_is_kept(own: Terminal, apart: Path) -> None:
    own.run("profile", "show", "ida@fjord.example")
    lines = len(audit_lines(apart))
    (apart / "audit.jsonl").rename(apart / f"audit-{lines:015}.jsonl")
    assert own.run("audit", "prune", "--before", "2000-01-01").out.startswith("nothing was removed")
    assert own.run("audit", "prune", "--before", "2199-01-01").code == 2
    assert len(audit_lines(apart)) == lines + 2
    assert "intact" in own.run("audit", "verify").out
    assert _since(apart, lines) == [("audit prune", "begun", 0), ("audit prune", "answered", 0)]
