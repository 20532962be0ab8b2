"""What commands say of cells that a load could not use, on both engines, and how they end."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from profile_service.store.places.address import Address
from tests.rig.graph import run
from tests.rig.terminal import Terminal

_HEADER = "Nr;Nom;Courriel;Tél"
_MAPPING = """source: gym
format: csv
country: FR
record:
  id: Nr
  attributes: {name: Nom}
  identifiers: [{type: email, field: Courriel}, {type: phone, field: Tél}]
"""


@pytest.fixture
def members(tmp_path: Path) -> tuple[str, ...]:
    """The arguments that load eight members; two e-mails and one phone are none."""
    rows = [f"{n};Zoé {n};zoe{n}@gym.example;06 12 34 56 {n}{n}" for n in range(1, 6)]
    rows += ["6;Ana;ana(at)gym;", "7;Иван;нет;", "8;Bo;;12 34"]
    (tmp_path / "gym.csv").write_text("\n".join([_HEADER, *rows]) + "\n")
    (tmp_path / "gym.yaml").write_text(_MAPPING)
    return ("load", "mapped", str(tmp_path / "gym.csv"), "--mapping", str(tmp_path / "gym.yaml"))


def _limited(terminal: Terminal, per_cent: int) -> Terminal:
    return replace(terminal, environment={**terminal.environment, "PROFILE_MAX_DROPPED": str(per_cent)})


def _data(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


_LINES = [
    "    2 × Courriel: the email is not of the form name@domain.tld; gym.csv:7 xxx(xx)xxx, gym.csv:8 xxx",
    "    1 × Tél: the phone is no valid number of its country; are there too few or too many digits?; gym.csv:9 99 99",
]


def test_summary_and_status_name_what_was_not_used(terminal: Terminal, members: tuple[str, ...]) -> None:
    loaded, again = _limited(terminal, 25).run(*members), _limited(terminal, 25).run(*members)
    status = terminal.run("status")

    closing, *rest = loaded.out.splitlines()
    assert (loaded.code, again.code) == (0, 0)
    assert ", 0 rejected, 3 cells not used in " in closing
    assert rest == again.out.splitlines()[1:] == _LINES
    assert status.out.splitlines()[2:4] == _LINES
    assert "нет" not in loaded.out + loaded.err + status.out


def test_too_many_of_one_column_end_with_1(terminal: Terminal, members: tuple[str, ...]) -> None:
    loaded = _limited(terminal, 24).run(*members)

    assert loaded.code == 1
    assert "25% of the rows have a cell of one column that was not used, more than the 24% of" in loaded.err


def test_programs_read_what_was_not_used(terminal: Terminal, members: tuple[str, ...]) -> None:
    tried = _data(_limited(terminal, 25).run(*members, "--dry-run", "--json").out)[-1]
    loaded = _data(_limited(terminal, 25).run(*members, "--json").out)[-1]
    (status,) = json.loads(terminal.run("status", "--json").out)["runs"]

    assert tried["dropped"] == loaded["dropped"] == status["dropped"]
    assert [(each["column"], each["count"]) for each in loaded["dropped"]] == [("Courriel", 2), ("Tél", 1)]
    assert loaded["dropped"][1]["examples"] == [{"file": members[2], "line": 9, "value": "99 99"}]


def test_no_value_reaches_the_store(terminal: Terminal, address: Address, members: tuple[str, ...]) -> None:
    terminal.run(*members)

    ((text,),) = run(address, "MATCH (l:LoadRun) RETURN l.dropped")
    assert "xxx(xx)xxx" in text
    assert "ana" not in text
