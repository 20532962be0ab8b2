"""The commands for identity rules and for taking a run back, and kill -9 in the middle of them."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import neo4j
import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import run, wipe
from tests.rig.rulings import PACKAGED, ruled
from tests.rig.terminal import Terminal, ended, wait_until

pytestmark = pytest.mark.anyio

_RULES = ruled(dotless="[gmail.com]", hub_cap="9")
_HEADER = "Customer ID,First Name,Last Name,Email,Phone\n"
_WALKED = "MATCH (r:Rules {actor: 'late'}) RETURN r.walked"
_UNDOING = "MATCH (l:LoadRun {state: 'undoing'}) RETURN l.undo_deleted"


def _customers(path: Path, first: int, last: int, source_of_emails: int) -> Path:
    """Customers, each third with the e-mail of two others, spelt with a dot somewhere."""
    lines = []
    for n in range(first, last):
        name = f"buyer{n % source_of_emails:03d}"
        email = f"{name[: 1 + n % 4]}.{name[1 + n % 4 :]}@gmail.com"
        lines.append(f"{n},Ann,Roe,{email},\n")
    path.write_text(_HEADER + "".join(lines))
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(_RULES)
    return path


async def test_rules_are_checked_previewed_applied_and_shown(
    store: Store, terminal: Terminal, rules: Path, tmp_path: Path
) -> None:
    terminal.run("load", "shopify-customers", _customers(tmp_path / "a.csv", 0, 30, 10))

    checked = terminal.run("identity", "rules", "check", rules)
    previewed = json.loads(terminal.run("identity", "rules", "preview", rules, "--json").out)
    tried = json.loads(terminal.run("identity", "rules", "apply", rules, "--dry-run", "--json").out)
    untouched = terminal.run("identity", "rules", "status").out
    applied = terminal.run("identity", "rules", "apply", rules, "--actor", "ann", "--reason", "dots do not count")
    shown = terminal.run("identity", "rules", "show")

    state = json.loads(terminal.run("identity", "rules", "status", "--json").out)
    text = json.loads(terminal.run("identity", "rules", "show", "--json").out)
    assert checked.out.splitlines() == [
        f"{rules}: sound, and it differs from the rules in force:",
        "    types.email.dotless: nothing → gmail.com",
        "    hub_cap: 20 → 9",
    ]
    assert (previewed["merged"], previewed["split"], len(previewed["examples"])) == (10, 0, 10)
    assert (applied.code, applied.err) == (0, "")
    assert tried == previewed
    assert untouched == "The rules of the package are in force; none were ever applied.\n"
    assert "by ann, because: dots do not count." in applied.out
    assert (state["actor"], state["reason"], state["state"]) == ("ann", "dots do not count", "finished")
    assert text == {"digest": state["digest"], "text": _RULES}
    assert run(terminal.address, "MATCH (:SourceRecord)-[:OF]->(p:Profile) RETURN count(DISTINCT p)") == [(10,)]
    assert shown.out == _RULES


async def test_undoing_rules_is_tried_before_it_is_done(
    store: Store, terminal: Terminal, rules: Path, tmp_path: Path
) -> None:
    terminal.run("load", "shopify-customers", _customers(tmp_path / "a.csv", 0, 30, 10))
    terminal.run("identity", "rules", "apply", rules)
    ((decision,),) = run(terminal.address, "MATCH (d:Decision) WHERE d.rules IS NOT NULL RETURN d.id")
    before = dump(terminal.address)

    tried = json.loads(terminal.run("identity", "undo", str(decision), "--dry-run", "--json").out)
    told = terminal.run("identity", "undo", str(decision), "--dry-run").out
    untouched = differences(before, dump(terminal.address))
    terminal.run("identity", "undo", str(decision))
    again = json.loads(terminal.run("identity", "undo", str(decision), "--dry-run", "--json").out)

    profiles = run(terminal.address, "MATCH (:SourceRecord)-[:OF]->(p:Profile) RETURN count(DISTINCT p)")
    assert (tried["profiles"], tried["merged"], tried["split"]) == (10, 0, 10)
    assert told.splitlines()[-1] == "Nothing was written."
    assert untouched == []
    assert profiles == [(20,)]
    assert (again["merged"], again["split"]) == (0, 0)


async def test_a_repeated_job_does_not_bring_old_rules_back(store: Store, terminal: Terminal, rules: Path) -> None:
    first = terminal.run("identity", "rules", "apply", rules, "--key", "monday")
    packaged = rules.with_name("packaged.yaml")
    packaged.write_text(PACKAGED)
    terminal.run("identity", "rules", "apply", packaged)

    again = terminal.run("identity", "rules", "apply", rules, "--key", "monday")
    resumed = json.loads(terminal.run("identity", "rules", "apply", "--dry-run", "--json").out)

    assert (again.code, again.out) == (0, first.out)
    assert terminal.run("identity", "rules", "show").out == PACKAGED
    assert (resumed["records"], resumed["merged"], resumed["split"]) == (0, 0, 0)


async def test_unsound_rules_are_one_sentence_and_exit_code_2(terminal: Terminal, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(PACKAGED.replace("hub_cap: 20", "hub_cap: many"))

    refused = terminal.run("identity", "rules", "apply", bad)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"profile-service: {bad}: hub_cap: expected a whole number from 1 on\n"


async def test_a_killed_application_goes_on(store: Store, terminal: Terminal, rules: Path, tmp_path: Path) -> None:
    """Killed in its first walk and in its second; started again with its file, and then without."""
    exports = _customers(tmp_path / "a.csv", 0, 300, 100)
    terminal.run("identity", "rules", "apply", rules)
    terminal.run("load", "shopify-customers", exports)
    from_the_start = dump(terminal.address, history=False)
    wipe(terminal.address)
    terminal.run("load", "shopify-customers", exports)
    again = ("identity", "rules", "apply", rules, "--actor", "late")

    _kill(terminal, _WALKED, 50, *again)
    _kill(terminal, _WALKED, 350, *again)
    halfway = terminal.run("identity", "rules", "status").out
    last = terminal.run("identity", "rules", "apply")

    assert "Not finished" in halfway
    assert (last.code, last.err) == (0, "")
    assert differences(from_the_start, dump(terminal.address, history=False)) == []


async def test_a_killed_undoing_goes_on(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("load", "shopify-customers", _customers(tmp_path / "good.csv", 0, 100, 100))
    before = dump(terminal.address, history=False)
    bad = _customers(tmp_path / "bad.csv", 90, 400, 50)
    terminal.run("load", "shopify-customers", bad)
    broken = dump(terminal.address, history=False)
    id = max(id for (id,) in run(terminal.address, "MATCH (l:LoadRun) RETURN l.id"))

    forecast = json.loads(terminal.run("identity", "undo-run", id, "--dry-run", "--json").out)
    _kill(terminal, _UNDOING, 60, "identity", "undo-run", id, "--yes")
    done = terminal.run("identity", "undo-run", id, "--yes", "--actor", "ada", "--reason", "the wrong file")

    assert (forecast["deleted"], forecast["restored"]) == (300, 10)
    assert done.out.splitlines() == [
        "Deleted 300 records that the run created and nothing hangs on.",
        "Emptied 0 records that the run created: events or decisions hang there.",
        "Put 10 records back to what was said before the run.",
        "Events stay, those of the run too.",
    ]
    assert differences(before, dump(terminal.address, history=False)) == []
    status = terminal.run("status").out
    assert f"undone  bad.csv  ({id})" in status
    assert "    taken back by " in status

    assert terminal.run("load", "shopify-customers", bad).code == 0

    assert differences(broken, dump(terminal.address, history=False)) == []


async def test_undoing_asks_before_it_begins(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("load", "shopify-customers", _customers(tmp_path / "a.csv", 0, 5, 5))
    before = dump(terminal.address)
    ((id,),) = run(terminal.address, "MATCH (l:LoadRun) RETURN l.id")

    aborted = terminal.run("identity", "undo-run", id, "--json")

    assert (aborted.code, aborted.out.strip()) == (1, "")
    assert "Would delete 5 records" in aborted.err
    assert differences(before, dump(terminal.address)) == []


def _kill(terminal: Terminal, counter: str, least: int, *arguments: str | Path) -> None:
    """Start a command and kill it, as kill -9 does, when the counter has come so far."""
    process = terminal.start(*arguments)
    with _counting(terminal.address, counter) as counted:
        wait_until(lambda: counted() >= least, process)
    process.kill()
    assert ended(process).code == -signal.SIGKILL, "it was over before it could be killed"


@contextmanager
def _counting(address: Address, counter: str) -> Iterator[Callable[[], int]]:
    """One connection, over which the counter is asked again and again."""
    login = (address.user, address.password)
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as session,
    ):

        def count() -> int:
            row = session.run(cast("Any", counter)).single()
            return int(row[0]) if row else 0

        yield count
