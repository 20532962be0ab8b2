"""`profile-service segments`: what it prints, the files that it writes, and what it refuses."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from tests.rig.exports import shop_orders
from tests.rig.in_process import run_here

_BUYERS = "who: {did: {families: [order]}}"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("shop")
    shop_orders(folder / "orders.csv", range(24, 46))
    settings = {"PROFILE_DATA_DIR": str(folder / "data")}
    assert run_here(["load", "shopify-orders", str(folder / "orders.csv")], settings)[0] == 0
    return settings


def test_list_size_and_members(environment: dict[str, str]) -> None:
    code, out, _ = run_here(["segments", "list"], environment)
    assert (code, out.splitlines()[0].split()[0]) == (0, "regulars_who_stopped")
    code, out, _ = run_here(["segments", "size", _BUYERS, "--json"], environment)
    size = json.loads(out)
    assert (code, size["isSettled"]) == (0, True)
    assert 10 < size["members"] == size["customers"]
    code, out, _ = run_here(["segments", "members", _BUYERS, "--first", "5"], environment)
    assert (code, len(out.splitlines())) == (0, 5)


def test_files_for_other_systems(environment: dict[str, str], tmp_path: Path) -> None:
    asked = ["segments", "export", _BUYERS, "--with", "email", "--with", "city", "--out"]
    code, out, _ = run_here([*asked, str(tmp_path / "buyers.csv")], environment)
    with (tmp_path / "buyers.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert (code, header) == (0, ["id", "email", "city"])
    assert out.strip().endswith(f"buyers.csv: {len(rows)} customers.")
    assert all("@" in row[1] for row in rows)
    assert run_here([*asked, str(tmp_path / "buyers.parquet")], environment)[0] == 0
    read = duckdb.execute("FROM read_parquet($1)", [str(tmp_path / "buyers.parquet")])
    assert [column[0] for column in read.description or ()] == header
    assert read.fetchall() == [tuple(row) for row in rows]
    code, out, _ = run_here([*asked, str(tmp_path / "b.csv"), "--consent", "marketing/email"], environment)
    with (tmp_path / "b.csv").open(newline="") as file:
        assert len(list(csv.reader(file))) - 1 < len(rows)


def test_segments_of_a_customer(environment: dict[str, str]) -> None:
    id = run_here(["segments", "members", _BUYERS, "--first", "1"], environment)[1].split()[0]
    code, out, _ = run_here(["segments", "of", id], environment)
    assert code == 0
    assert any(line.startswith(("in ", "not in ")) for line in out.splitlines())
    assert run_here(["segments", "of", "nobody"], environment)[0] == 2


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["size", "nobody"], "there is no such segment"),
        (["size", "who: {did: {}}"], "SEGMENT, line 1: who.did: expected kinds"),
        (["export", _BUYERS, "--out", "a.txt"], "Let its name end with .csv or .parquet"),
        (["members", _BUYERS, "--view", "nothing"], "there is no such view"),
    ],
)
def test_refused(environment: dict[str, str], command: list[str], says: str) -> None:
    code, _, err = run_here(["segments", *command], environment)
    assert (code, says in err) == (2, True), err
