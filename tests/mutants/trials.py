"""Trials of mutants: each in a process of its own that imports the changed file and runs the tests of the domain."""

import os
import resource
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from tests.mutants.remainder import Mutant
from tests.sources import ROOT

TESTS = "tests/domain"
SLOW = "tests/domain/resolution/test_resolution_quality.py"
"""Seconds for every mutant that lives, and none dies of it alone."""
_CPU_SECONDS = 60
# What the tests import from others: a process that is forked with it starts in half the time.
_OTHERS = ("anyascii", "hypothesis", "neo4j", "nicknames", "orjson", "phonenumbers", "pydantic", "rapidfuzz", "xdist")


def trials(mutants: Sequence[Mutant], folder: Path, workers: int, until: float) -> list[tuple[Mutant, bool]]:
    """Each mutant of which the trial began before `until` (monotonic seconds), and whether it survived."""
    for name in _OTHERS:
        import_module(name)
    results = [folder / f"{n}.results" for n in range(workers)]
    shares = [range(n, len(mutants), workers) for n in range(workers)]
    working = [_forked(partial(_work, mutants, *each, until)) for each in zip(shares, results, strict=True)]
    if sum(_failed(worker) for worker in working):
        raise SystemExit("the trials of mutants broke off")
    lines = [line.split() for result in results for line in result.read_text().splitlines()]
    return [(mutants[int(n)], outcome == "survived") for n, outcome in lines]


def _work(mutants: Sequence[Mutant], mine: Iterable[int], result: Path, until: float) -> int:
    """One after the other, in a copy of the project. No threads and no queues: those do not go with forking."""
    copy = _copy(result.with_suffix(""))
    if not _passes(copy, "values"):
        print("The tests of the domain fail as they are: make test says how.", file=sys.stderr)
        return 1
    with result.open("w") as lines:
        for n in mine:
            if time.monotonic() > until:
                break
            print(n, "survived" if _survives_in(copy, mutants[n]) else "died", file=lines, flush=True)
    return 0


def _forked(work: Callable[[], int]) -> int:
    """The id of a process that does it and ends with what it returns."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        code = work()
    except Exception:  # noqa: BLE001 (a forked process must not go on with what its parent does)
        traceback.print_exc()
    finally:
        os._exit(code)


def _failed(process: int) -> bool:
    return os.waitpid(process, 0)[1] != 0


def _copy(folder: Path) -> Path:
    """The parts of the project that the tests need, of which the domain may be changed."""
    package = folder / "profile_service"
    package.mkdir(parents=True)
    for name in ("tests", "loaders", "schema", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    for part in (ROOT / "profile_service").iterdir():
        if part.name == "domain":
            shutil.copytree(part, package / "domain", ignore=shutil.ignore_patterns("__pycache__"))
        elif part.name != "__pycache__":
            (package / part.name).symlink_to(part)
    return folder


def _survives_in(copy: Path, mutant: Mutant) -> bool:
    file = copy / mutant.path
    original = file.read_text(encoding="utf-8")
    file.write_text(mutant.code, encoding="utf-8")
    try:
        return _passes(copy, mutant.path.parent.name)
    finally:
        file.write_text(original, encoding="utf-8")


def _passes(copy: Path, area: str) -> bool:
    """Whether no test fails."""
    return not _failed(_forked(partial(_run, copy, area)))


def _run(copy: Path, area: str) -> int:
    """In the process of one mutant: the tests of its own area first, until one fails."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(copy)
    os.environ["PROFILE_TEST_EXAMPLES"] = "mutants"
    sys.dont_write_bytecode = True
    sys.path[:] = [str(copy), *(entry for entry in sys.path if Path(entry or ".").resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in {"profile_service", "loaders", "tests"}]:
        del sys.modules[name]
    areas = sorted((each.name for each in (copy / TESTS).iterdir()), key=lambda each: (each != area, each))
    arguments = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", f"--ignore={SLOW}"]
    return int(pytest.main([*arguments, *(f"{TESTS}/{each}" for each in areas if each != "__pycache__")]))
