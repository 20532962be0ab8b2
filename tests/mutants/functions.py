"""Mutants of function bodies: mutmut makes and tries them; here they are drawn, and what came of them is read."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.sources import ROOT

_FIRST = "profile_service.domain.values.masking.*"
"""A few: whatever is tried, mutmut first makes all mutants and finds out which tests run which function."""
_AT_FIRST, _AT_ONCE = 300, 2_000


def trials(folder: Path, random: Random, workers: int, until: float) -> tuple[dict[str, bool], int]:
    """Mutant → whether it survived, of as many as were drawn and tried until then (monotonic seconds); and how many
    there are. Those that no test runs survive. Raises SystemExit where the tests fail as they are.
    """
    folder.mkdir()
    for part in ("profile_service", "tests", "loaders", "schema", "pyproject.toml"):
        (folder / part).symlink_to(ROOT / part)
    _mutmut(folder, "run", "--max-children", str(workers), _FIRST)
    names = sorted(_outcomes(folder))
    random.shuffle(names)
    tried, count = 0, _AT_FIRST
    while count > 0 and tried < len(names):
        begun = time.monotonic()
        drawn = names[tried : tried + count]
        _mutmut(folder, "run", "--max-children", str(workers), *drawn)
        tried += len(drawn)
        rate = len(drawn) / (time.monotonic() - begun)
        count = min(int(rate * (until - time.monotonic())), _AT_ONCE)
    outcomes = _outcomes(folder)
    return {name: outcomes[name] in {"survived", "no tests"} for name in names[:tried]}, len(names)


def _outcomes(folder: Path) -> dict[str, str]:
    return dict(_pairs(_mutmut(folder, "results", "--all", "true")))


def _pairs(lines: str) -> Iterator[tuple[str, str]]:
    for line in lines.splitlines():
        name, colon, outcome = line.strip().partition(": ")
        if colon and "__mutmut_" in name:
            yield name, outcome


def _mutmut(folder: Path, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    environment = os.environ | {"PROFILE_TEST_EXAMPLES": "mutants"}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{' '.join(command[:2])} failed:\n{run.stdout[-4000:]}\n{run.stderr[-4000:]}")
    return run.stdout
