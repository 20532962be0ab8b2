"""Which published figures are older than the code that they measure: `make figures`.

A document says before its figures at which commit they were measured, and what they measure:
`<!-- measured at 1a2b3c4d: profile_service/store loaders -->`.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.sources import ROOT

DOCUMENTS = ("README.md", "docs/performance.md", "docs/sizing.md")
_MARK = re.compile(r"<!-- measured at ([0-9a-f]{7,40}): ([^>]+?) -->")


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures below line `line` of `document`, measured at `commit`, of the code under `paths`."""

    document: str
    line: int
    commit: str
    paths: Sequence[str]


def measured(document: str, text: str) -> Iterator[Measured]:
    """The marks of a document, in their order."""
    for number, line in enumerate(text.splitlines(), 1):
        if mark := _MARK.search(line):
            yield Measured(document, number, mark[1], mark[2].split())


def later_commits(figures: Measured, root: Path = ROOT) -> list[str]:
    """The commits since the figures were measured that changed what they measure, the latest first. Raises
    subprocess.CalledProcessError where the history does not reach so far, or there is none."""
    asked = ["git", "log", "--oneline", "--no-decorate", f"{figures.commit}..HEAD", "--", *figures.paths]
    done = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def main(documents: Iterable[str] = DOCUMENTS, root: Path = ROOT) -> int:
    """1 where figures are older than their code, else 0."""
    is_old = False
    for document in documents:
        path = root / document
        for figures in measured(document, path.read_text()) if path.exists() else ():
            place = f"{document}:{figures.line}"
            try:
                later = later_commits(figures, root)
            except subprocess.CalledProcessError:
                print(f"{place}: the history here does not reach {figures.commit}; fetch it whole")
                return 1
            is_old = is_old or bool(later)
            print(f"{place}: {len(later)} commits changed what was measured at {figures.commit}; the latest: {later[0]}"
                  if later else f"{place}: no code changed since")  # fmt: skip
    return int(is_old)


if __name__ == "__main__":
    sys.exit(main())
