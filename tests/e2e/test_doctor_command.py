"""`profile-service doctor` on a whole installation: its lines, its exit code, and that it changes nothing."""

import json
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from tests.rig.in_process import run_here
from tests.rig.people import load_ann
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio
_COUNTRY = {"PROFILE_COUNTRY": "US"}


async def test_sound_installation_has_no_problem(store: Store, terminal: Terminal) -> None:
    await load_ann(store)
    terminal.data_dir.mkdir(mode=0o700, exist_ok=True)
    code, out, err = run_here(["doctor"], {**terminal.environment, **_COUNTRY})
    lines = out.splitlines()
    assert (code, err, lines[-1]) == (0, "", "0 problems, 0 warnings")
    assert {line.split()[0] for line in lines[:-1]} == {"ok"}
    assert {line.split()[1] for line in lines[:-1]} >= {"settings:", "store:", "schema:", "clock:", "disk:", "access:"}


async def test_problem_comes_with_what_to_do_and_exit_code_1(store: Store, terminal: Terminal) -> None:
    terminal.data_dir.mkdir(mode=0o700, exist_ok=True)
    settings = {**terminal.environment, **_COUNTRY, "PROFILE_HOST": "0.0.0.0"}
    code, out, _ = run_here(["doctor"], settings)
    assert (code, out.splitlines()[-1]) == (1, "1 problem, 0 warnings")
    assert "→ make a key (profile-service keys create)" in out

    code, out, _ = run_here(["doctor", "--json"], settings)
    findings = [json.loads(line) for line in out.splitlines()]
    (wrong,) = [each for each in findings if each["health"] != "ok"]
    assert (code, wrong["check"], wrong["health"]) == (1, "access", "problem")
    assert wrong["advice"].startswith("make a key")


def test_variable_that_cannot_be_read_is_a_line_of_the_diagnosis(tmp_path: Path) -> None:
    code, out, err = run_here(["doctor"], {"PROFILE_DATA_DIR": str(tmp_path), "PROFILE_PORT": "many"})
    assert (code, err) == (1, "")
    assert 'problem  settings: PROFILE_PORT: "many" is no whole number from 1 to 65535' in out


def test_without_a_store_none_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    code, out, _ = run_here(["doctor"], {"PROFILE_DATA_DIR": str(folder), **_COUNTRY})
    assert (code, folder.exists()) == (0, False)
    assert "store: there is none yet" in out


def test_store_that_does_not_answer_is_a_problem(tmp_path: Path) -> None:
    environment = {"PROFILE_DATA_DIR": str(tmp_path), "PROFILE_NEO4J_URI": "bolt://127.0.0.1:1"}
    code, out, err = run_here(["doctor"], {**environment, "PROFILE_NEO4J_PASSWORD": "hush", **_COUNTRY})
    assert (code, err) == (1, "")
    assert "problem  store: the store cannot be reached" in out
    assert "hush" not in out
