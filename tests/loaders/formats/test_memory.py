"""Large files are read in flat memory, whatever their format."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("kind", "megabytes"), [("csv", 60), ("json", 30), ("gz", 30)])
def test_memory_stays_flat(tmp_path: Path, kind: str, megabytes: int) -> None:
    """A large file is read through twice; the process does not grow beyond what one of 1 MB takes."""
    path = tmp_path / f"big.{kind}"
    growth = subprocess.run(
        [sys.executable, "-c", _GROWTH, kind, str(path), str(megabytes)], capture_output=True, text=True, check=True
    ).stdout
    assert 0 <= int(growth) < 4_000


_GROWTH = """
import gzip, resource, sys
from pathlib import Path
from loaders.formats.detection import detect_format
kind, path = sys.argv[1], Path(sys.argv[2])
row = "1," + "x" * 998 + chr(10) if kind != "json" else '{"a": "' + "x" * 990 + '"},'
head, tail = ("a,b" + chr(10), "") if kind != "json" else ("[", '{"a": 1}]')
def write(count):
    with (gzip.open if kind == "gz" else open)(path, "wt") as file:
        file.write(head)
        for _ in range(count):
            file.write(row)
        file.write(tail)
def peak():
    format = detect_format(path)
    format.inspect(path)
    sum(1 for _ in format.rows(path))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write(1_000)
before = peak()
write(1_000 * int(sys.argv[3]))
print(peak() - before)  # in kB
"""
