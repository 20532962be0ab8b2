"""How a text sounds: the VADER lexicon and rules, for English alone.

Hutto & Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text" (ICWSM 2014).
"""

import re
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_WORDS = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_LONGEST = 2_000
# Words without which hardly a sentence of the language is written, and which the others do not have.
_COMMON = {
    "en": frozenset("the and is it to of was my for not this i you with have are but they what that's it's".split()),
    "de": frozenset("der die das und ist nicht ich ein eine zu mit auf für war sehr aber es".split()),
    "fr": frozenset("le la les et est pas je un une de pour avec très mais il des du que".split()),
    "es": frozenset("el la los y es no un una de para con muy pero que del por lo".split()),
    "it": frozenset("il la gli e è non un una di per con molto ma che del lo sono".split()),
    "nl": frozenset("de het een en is niet ik van te met voor zeer maar was dat op zijn".split()),
}


def tone(text: str, language: str = "") -> float | None:
    """From -1 to 1; None where the text is empty or not English. `language`: what the source says that it is in."""
    if language and not language.casefold().startswith("en"):
        return None
    shown = text[:_LONGEST]
    if not shown.strip() or not (language or _is_english(shown)):
        return None
    return float(_analyzer().polarity_scores(shown)["compound"])


def _is_english(text: str) -> bool:
    """Whether no other language has more of its common words in it. A text without any of them is taken as English."""
    words = _WORDS.findall(text.casefold())
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    return text.isascii() and counts["en"] >= max(counts.values())


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
