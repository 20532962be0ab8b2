"""The commands of docs/backup.md, run by a shell as they stand there: each night's, and those of the drill."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from tests.rig.exports import contacts
from tests.rig.loading import load
from tests.rig.terminal import Terminal
from tests.sources import ROOT

pytestmark = pytest.mark.anyio
_FENCE = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CRON = re.compile(r"^[\d*]+ [\d*]+ [\d*]+ [\d*]+ [\d*]+ +(.*)$", re.MULTILINE)


def _commands(heading: str, backups: Path) -> str:
    """The first commands behind the text, with the folder of backups in the place of `/backups`."""
    text = (ROOT / "docs" / "backup.md").read_text(encoding="utf-8")
    fence = _FENCE.search(text, text.index(heading))
    assert fence
    commands = "\n".join(_CRON.findall(fence[1]) or [fence[1]])
    assert "/backups" in commands
    return commands.replace(r"\%", "%").replace("/backups", str(backups))


def _shell(commands: str, environment: dict[str, str]) -> str:
    ran = subprocess.run(
        ["sh", "-ec", commands], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.thorough
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_commands_of_the_page_work(store: Store, terminal: Terminal, tmp_path: Path) -> None:
    contacts(tmp_path / "people.csv", range(20))
    await load(store, tmp_path / "loads", "salesforce-contacts", tmp_path / "people.csv")
    backups, scratch = tmp_path / "backups", tmp_path / "scratch"
    backups.mkdir()
    scratch.mkdir()
    old, other = backups / "2020-01-31", backups / "keep"
    for folder in (old, other):
        folder.mkdir()
        (folder / "manifest.json").touch()
        os.utime(folder, (0, 0))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**terminal.environment, "PATH": path, "TMPDIR": str(scratch)}

    night = _shell(_commands("## Each night", backups), environment)
    kept = sorted(each.name for each in backups.iterdir())
    other.joinpath("manifest.json").unlink()
    other.rmdir()
    drill = _shell(_commands("**Drill.**", backups), environment)

    assert ("Intact." in night, len(kept), old.exists(), kept[-1]) == (True, 2, False, "keep")
    assert ("Restored in" in drill, "no fault" in drill, "salesforce-contacts" in drill) == (True, True, True)
    assert len(list(scratch.iterdir())) == 1
