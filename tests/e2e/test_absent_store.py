"""Commands that read where no embedded store was ever made: they say so, and make none."""

from pathlib import Path

import pytest

from tests.rig.exports import contacts
from tests.rig.in_process import run_here


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["status", "--json"],
        ["profile", "show", "email:ann@shop.example"],
        ["rejects", "show", "0199"],
        ["touchpoints"],
        ["schema", "status"],
        ["schema", "apply", "--dry-run"],
        ["identity", "review"],
        ["identity", "rules", "status"],
    ],
    ids=" ".join,
)
def test_reading_makes_no_store(command: list[str], tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    code, out, err = run_here(command, {"PROFILE_DATA_DIR": str(data_dir)})
    assert (code, out) == (2, "")
    assert err == f"profile-service: there is no store in {data_dir}; load a file first, or set PROFILE_DATA_DIR\n"
    assert list(tmp_path.iterdir()) == []


def test_crosswalk_of_no_store_has_no_rows(tmp_path: Path) -> None:
    data_dir, path = tmp_path / "data", tmp_path / "crosswalk.csv"
    code, out, _ = run_here(["identity", "crosswalk", "--out", str(path)], {"PROFILE_DATA_DIR": str(data_dir)})
    assert (code, out) == (0, f"{path}: 0 records, as of change 0 or later.\n")
    assert path.read_text().splitlines() == ["source,record_id,profile_id"]
    assert not data_dir.exists()


@pytest.mark.parametrize("options", [[], ["--json"], ["--full", "--yes"]], ids=" ".join)
def test_dry_run_makes_no_store(options: list[str], tmp_path: Path) -> None:
    data_dir, path = tmp_path / "data", tmp_path / "contacts.csv"
    contacts(path, range(3))
    command = ["load", "salesforce-contacts", str(path), "--dry-run", *options]
    code, out, err = run_here(command, {"PROFILE_DATA_DIR": str(data_dir)})
    assert (code, "3" in out + err) == (0, True)
    assert list(tmp_path.iterdir()) == [path]
