"""`store backup`, `store restore` and `store verify` on the command line, on both engines, beside loads and readers."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import httpx
import pytest

from profile_service.store.backup.writers_pause import paused_writers
from profile_service.store.engine.store import Store
from tests.rig.audits import audit_lines
from tests.rig.browsers import FROM_HERE
from tests.rig.dump import differences, dump
from tests.rig.exports import contacts, shop_orders
from tests.rig.graph import run, wipe
from tests.rig.loading import BATCH_ROWS, load
from tests.rig.restored import elsewhere, embedded_place, emptied_neo4j
from tests.rig.served import served
from tests.rig.terminal import Terminal, ended, wait_for_batches
from tests.rig.whole_graph import whole_graph

pytestmark = pytest.mark.anyio
_RECORD = "mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { event } }"
_READ = "MATCH (l:LoadRun) RETURN l.read"


@pytest.fixture
async def content(store: Store, tmp_path: Path) -> None:
    """People and orders, changed and merged, in the store."""
    for day, moved in enumerate([range(0), range(20, 30)]):
        contacts(tmp_path / f"contacts{day}.csv", range(60), moved=moved)
        await load(store, tmp_path / "loads", "salesforce-contacts", tmp_path / f"contacts{day}.csv")
    shop_orders(tmp_path / "orders.csv", range(1, 80))
    await load(store, tmp_path / "loads", "shopify-orders", tmp_path / "orders.csv")


@pytest.mark.usefixtures("content")
async def test_restored_store_is_the_same(terminal: Terminal, tmp_path: Path) -> None:
    before = whole_graph(terminal.address)
    backup = tmp_path / "backups" / "monday"

    made = terminal.run("store", "backup", backup, "--json")
    verified = terminal.run("store", "verify", backup)
    with elsewhere(terminal, tmp_path / "elsewhere") as place:
        restored = place.run("store", "restore", backup, "--json")
        after = whole_graph(place.address)
        status = place.run("status", "--json")
        whole = place.run("store", "verify")
        lines = [(line["operation"], line["outcome"]) for line in audit_lines(place.data_dir / "audit")]

    assert (made.code, verified.code, restored.code) == (0, 0, 0), made.err + verified.err + restored.err
    assert differences(before, after) == []
    assert sum(after.values()) > 500
    told, again = json.loads(made.out), json.loads(restored.out)
    assert {name: again[name] for name in ("backup", "storeId", "lastSeq", "nodes", "relations")} == {
        name: told[name] for name in ("backup", "storeId", "lastSeq", "nodes", "relations")
    }
    assert again["resumed"] is False
    assert (json.loads(status.out)["storeId"], json.loads(status.out)["lastSeq"]) == (told["storeId"], told["lastSeq"])
    assert (whole.code, "no fault" in whole.out) == (0, True), whole.out + whole.err
    assert lines == [
        ("store restore", "begun"),
        ("store restore", "answered"),
        ("store verify", "answered"),
    ]
    modes = {path.stat().st_mode & 0o777 for path in backup.iterdir()}
    assert (modes, backup.stat().st_mode & 0o777) == ({0o600}, 0o700)


@pytest.mark.thorough
async def test_backup_beside_a_load_is_one_moment_of_it(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    """What is restored is the outcome of a number of the file's first rows, and of all of these; the load goes on."""
    people, backup = tmp_path / "people.csv", tmp_path / "backup"
    rows = contacts(people, range(1_500))
    loading = terminal.start("load", "salesforce-contacts", people)
    wait_for_batches(terminal.address, 20, loading)

    reading = asyncio.Event()
    reads = asyncio.create_task(_reads(store, reading))
    made = await asyncio.to_thread(terminal.run, "store", "backup", backup)
    reading.set()

    assert (made.code, await reads > 5) == (0, True), made.err
    assert (loaded := ended(loading)).code == 0, loaded.err
    assert run(terminal.address, _READ) == [(rows,)]
    with elsewhere(terminal, tmp_path / "elsewhere") as place:
        assert place.run("store", "restore", backup).code == 0
        restored = dump(place.address)
        ((read,),) = run(place.address, _READ)
        assert place.run("load", "salesforce-contacts", people).code == 0
        complete = dump(place.address)
    assert 20 * BATCH_ROWS <= read < rows
    contacts(people, range(read))
    assert differences(await _loaded(store, tmp_path, people), restored) == []
    contacts(people, range(rows))
    assert differences(await _loaded(store, tmp_path, people), complete) == []


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_change_that_meets_a_backup_is_told_when_to_come_back(store: Store, terminal: Terminal) -> None:
    environment = {**terminal.environment, "PROFILE_DEADLINE": "2"}
    with served(environment, "127.0.0.1") as (url, _), httpx.Client(base_url=url, headers=FROM_HERE) as client:
        async with paused_writers(store):
            during = await asyncio.to_thread(_noted, client)
        after = await asyncio.to_thread(_noted, client)
    assert (during.status_code, during.headers["retry-after"]) == (503, "10")
    assert "a backup of the store is being made or restored, and changes wait until it is done" in during.text
    assert (after.status_code, "errors" in after.json()) == (200, False)


def _noted(client: httpx.Client) -> httpx.Response:
    """The answer to somebody who looks a customer up, which succeeds, and notes something."""
    found = client.post("/graphql", json={"query": '{ searchProfiles(text: "Person7") { nodes { id } } }'})
    hit = found.json()["data"]["searchProfiles"]["nodes"][0]
    noted = {"profile": hit["id"], "kind": "note", "text": "called", "actor": "ada"}
    return client.post("/graphql", json={"query": _RECORD, "variables": {"input": noted}})


async def _reads(store: Store, until: asyncio.Event) -> int:
    """How often the store answered until then."""
    count = 0
    while not until.is_set():
        await store.read("MATCH (r:SourceRecord) RETURN r.key AS key LIMIT 1")
        count += 1
        await asyncio.sleep(0.01)
    return count


async def _loaded(store: Store, tmp_path: Path, people: Path) -> Counter[str]:
    """What a load of the file into the emptied store leaves."""
    address = store._address
    wipe(address)
    await load(store, tmp_path / "clean", "salesforce-contacts", people)
    return dump(address)


@pytest.mark.usefixtures("content")
async def test_store_that_is_not_empty_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.run("store", "backup", tmp_path / "backup").code == 0
    before = whole_graph(terminal.address)

    refused = terminal.run("store", "restore", tmp_path / "backup")

    assert refused.code == 2
    assert refused.err == (
        "profile-service: the store is not empty, and nothing was changed: take a new PROFILE_DATA_DIR, or an empty "
        "database of Neo4j\n"
    )
    assert differences(before, whole_graph(terminal.address)) == []


@pytest.mark.thorough
@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_backup_moves_from_engine_to_engine_and_back(
    terminal: Terminal, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = whole_graph(terminal.address)
    there, back = tmp_path / "there", tmp_path / "back"
    assert terminal.run("store", "backup", there).code == 0
    neo4j = emptied_neo4j(request.getfixturevalue("neo4j_server"), tmp_path / "neo4j")

    assert neo4j.run("store", "restore", there).code == 0
    between = whole_graph(neo4j.address)
    assert neo4j.run("store", "backup", back).code == 0
    with embedded_place(tmp_path / "embedded") as embedded:
        assert embedded.run("store", "restore", back).code == 0
        after = whole_graph(embedded.address)

    assert differences(before, between) == []
    assert differences(before, after) == []
    assert _hashes(there) == _hashes(back)


def _hashes(backup: Path) -> list[str]:
    manifest = json.loads((backup / "manifest.json").read_text())
    return [part["sha256"] for part in manifest["backup"]["parts"]]
