"""What `load`, `status` and `rejects` print, for people and for programs, and a folder that is watched."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.cli import main
from profile_service.cli.load import load_execution
from profile_service.cli.load.load_execution import LoadMode, watch
from profile_service.service.ingestion.watch_folder import WatchedFolder
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.exports import contacts, shop_orders
from tests.rig.graph import nodes, run
from tests.rig.terminal import Ended, Terminal

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]

Command = Callable[..., Ended]


@pytest.fixture
def command(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process."""
    for name, value in terminal.environment.items():
        monkeypatch.setenv(name, value)

    def run_command(*arguments: str | Path) -> Ended:
        monkeypatch.setattr("sys.argv", ["profile-service", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return run_command


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """The orders 23 and 46 are in no currency."""
    path = tmp_path / "orders.csv"
    shop_orders(path, range(20, 50))
    return path


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_load_counts_who_orders_again(command: Command, orders: Path, address: Address) -> None:
    assert command("load", "shopify-orders", orders, "--dry-run").code == 1, "two rows are rejected"
    assert nodes(address, "Statistic", "name") == set()
    command("load", "shopify-orders", orders)
    assert nodes(address, "Statistic", "name") == {("repurchases",)}


def test_load_without_orders_counts_nobody_again(
    command: Command, orders: Path, address: Address, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("Customer ID,First Name,Last Name,Email,Total Spent\n7,Ida,Berg,ida@berg.example,0\n", "utf-8")
    command("load", "shopify-customers", path)
    counted = nodes(address, "Statistic", "counted_at")
    assert len(counted) == 1, "nobody had counted yet"

    path.write_text(path.read_text("utf-8").replace("Ida", "Ada"), "utf-8")
    assert command("load", "shopify-customers", path).code == 0
    assert nodes(address, "Statistic", "counted_at") == counted
    command("load", "shopify-orders", orders)
    assert nodes(address, "Statistic", "counted_at") != counted


def test_programs_read_json_lines(command: Command, orders: Path) -> None:
    loaded = command("load", "shopify-orders", orders, "--json")

    first, *between, last = _lines(loaded.out)
    assert (loaded.code, first["event"], last["event"]) == (1, "started", "finished")
    assert {each["event"] for each in between} == {"progress"}
    assert [each["read"] for each in (first, *between)] == sorted(each["read"] for each in (first, *between))
    assert (first["read"], first["source"], first["files"]) == (0, "shopify", [str(orders)])
    assert last["read"] == first["rows"] == last["loaded"] + last["rejected"]
    assert (last["state"], last["retired"], Path(last["rejects_file"]).exists()) == ("finished", None, True)
    assert set(last) == {
        "event", "id", "loader", "source", "files", "state", "rows", "read", "loaded", "changed", "unchanged",
        "rejected", "retired", "started_at", "updated_at", "finished_at", "rejects_file",
        "rows_per_second", "seconds_left", "undone_by", "undo_reason", "dropped",
        "equal_to_another_row", "staff", "reject_groups", "undone_records", "remarks", "suppressed",
    }  # fmt: skip


def test_programs_read_words_that_are_not_declared(command: Command, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    header = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price\n"
    rows = [f"#{n},ida@berg.example,{word},2026-03-0{n} 10:00:00 +0100,EUR,9.99,1,Tea,9.99\n" for n, word in
            enumerate(("beamed up", "paid", "beamed up"), start=1)]  # fmt: skip
    orders.write_text(header + "".join(rows), "utf-8")
    tried = command("load", "shopify-orders", orders, "--json", "--dry-run")
    loaded = command("load", "shopify-orders", orders, "--json")
    for lines in (_lines(tried.out), _lines(loaded.out)):
        undeclared = [line for line in lines if line["event"] == "undeclared"]
        assert undeclared == [{"event": "undeclared", "of": "sale", "word": "beamed up", "count": 2}]
        assert lines[-1]["remarks"][0].startswith("2 sales count in no total")
    status = command("status", "--json").out
    assert ("2 sales count in no total" in status, "beamed up" in status) == (True, False), "no word is kept"


def test_programs_read_a_refusal_too(command: Command, orders: Path) -> None:
    stopped = command("load", "shopify-orders", orders, "--max-rejects", "0", "--json")

    (status,) = json.loads(command("status", "--json").out)["runs"]

    last = _lines(stopped.out)[-1]
    assert (stopped.code, last["event"], last["code"]) == (2, "failed", "INVALID_INPUT")
    assert "more than the 0 of --max-rejects" in last["message"]
    assert (status["state"], status["rejected"] > 0, status["rows"] > status["read"]) == ("stopped", True, True)


def test_a_dry_run_writes_nothing_and_shows_all(command: Command, address: Address, orders: Path) -> None:
    tried = command("load", "shopify-orders", orders, "--dry-run", "--full", "--yes")
    lines = _lines(command("load", "shopify-orders", orders, "--dry-run", "--json").out)

    assert tried.code == 1
    assert tried.out.startswith("Nothing was written. It would be: shopify-orders: ")
    assert ", 0 retired in " in tried.out
    assert "orders.csv:" in tried.err
    assert "  Currency  Xxxxx  Currency: " in tried.err
    assert [each["column"] for each in lines if each["event"] == "rejected"] == ["Currency", "Currency"]
    assert run(address, "MATCH (n) WHERE NOT n:Migration AND NOT n:Lock RETURN count(n)") == [(0,)]


def test_rejected_rows_are_shown_mended_and_loaded(
    command: Command, address: Address, orders: Path, tmp_path: Path
) -> None:
    command("load", "shopify-orders", orders)
    ((id, file),) = run(address, "MATCH (l:LoadRun) RETURN l.id, l.rejects_file")
    shown = command("rejects", "show", id)
    mended = tmp_path / "mended.ndjson"
    mended.write_text(Path(file).read_text().replace('"Currency": "Euros"', '"Currency": "EUR"'))

    again, twice = command("rejects", "retry", mended), command("rejects", "retry", mended)

    assert [line.split("  ")[1:3] for line in shown.out.splitlines()] == [["Currency", "Xxxxx"]] * 2
    assert "Euros" not in shown.out
    assert (again.code, twice.code) == (0, 0)
    assert {("shopify:order:23",), ("shopify:order:46",)} < nodes(address, "Transaction", "key")
    assert " 0 loaded, 0 changed" in twice.out


def test_a_retry_is_tried_before_it_is_done(command: Command, address: Address, orders: Path) -> None:
    command("load", "shopify-orders", orders)
    ((file,),) = run(address, "MATCH (l:LoadRun) RETURN l.rejects_file")

    tried = command("rejects", "retry", file, "--dry-run")

    assert (tried.code, tried.out.startswith("Nothing was written. It would be: shopify-orders: ")) == (1, True)
    assert run(address, "MATCH (l:LoadRun) RETURN count(l)") == [(1,)]


def test_runs_and_rejects_are_read_page_by_page(
    command: Command, address: Address, orders: Path, tmp_path: Path
) -> None:
    command("load", "shopify-orders", orders)
    ((id,),) = run(address, "MATCH (l:LoadRun) RETURN l.id")
    shop_orders(tmp_path / "more.csv", range(3))
    command("load", "shopify-orders", tmp_path / "more.csv")

    newest = json.loads(command("status", "--first", "1", "--json").out)
    older = json.loads(command("status", "--after", newest["endCursor"], "--json").out)
    first = command("rejects", "show", id, "--first", "1")
    cursor = json.loads(command("rejects", "show", id, "--first", "1", "--json").out)["endCursor"]
    second = json.loads(command("rejects", "show", id, "--after", cursor, "--json").out)

    assert (newest["hasNextPage"], older["hasNextPage"]) == (True, False)
    assert [Path(each["files"][0]).name for each in (*newest["runs"], *older["runs"])] == ["more.csv", "orders.csv"]
    assert first.out.count("\n") == 1
    assert first.err.splitlines()[0] == f"There are more: add --after {cursor}"
    assert [(each["column"], each["value"]) for each in second["rejects"]] == [("Currency", "Xxxxx")]
    assert second["hasNextPage"] is False
    assert "Euros" not in json.dumps(second)


def test_a_cursor_of_another_list_is_refused(command: Command, address: Address, orders: Path) -> None:
    command("load", "shopify-orders", orders)
    newest = json.loads(command("status", "--json").out)

    refused = command("rejects", "show", newest["runs"][0]["id"], "--after", newest["endCursor"])

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("profile-service: the cursor is not one of rejected rows")


def test_an_unknown_run_has_no_rejects(command: Command) -> None:
    shown = command("rejects", "show", "never")

    assert (shown.code, shown.err) == (
        2,
        "profile-service: there is no load run with this id; see `profile-service status`\n",
    )


def test_files_or_a_folder_and_not_both(command: Command, orders: Path) -> None:
    for arguments in ([], [orders, "--watch", orders.parent], ["--watch", orders.parent, "--dry-run"]):
        assert command("load", "shopify-orders", *arguments).code == 2


async def test_files_that_land_are_loaded_and_put_aside(
    store: Store, address: Address, embedded_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_execution, "LOOK_SECONDS", 0.02)
    contacts(tmp_path / "a.csv", range(5))
    (tmp_path / "b.csv").write_text("no contacts")
    contacts(tmp_path / "c.csv.part", range(5, 9))
    chosen = loader("salesforce-contacts")
    watching = asyncio.create_task(
        watch(
            Settings(data_dir=embedded_dir), WatchedFolder(tmp_path), lambda path: prepare(chosen, [path]), LoadMode()
        )
    )

    await _until((tmp_path / "done" / "a.csv").exists, watching)
    await _until((tmp_path / "failed" / "b.csv").exists, watching)
    (tmp_path / "c.csv.part").rename(tmp_path / "c.csv")
    await _until((tmp_path / "done" / "c.csv").exists, watching)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching

    assert len(nodes(address, "SourceRecord", "key")) == 9
    assert {entry.name for entry in os.scandir(tmp_path)} == {"done", "failed"}


async def _until(done: Callable[[], bool], task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(60):
        while not done():
            assert not task.done(), task.exception()
            await asyncio.sleep(0.01)
