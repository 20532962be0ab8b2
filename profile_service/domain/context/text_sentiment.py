"""The tone of a text, by the VADER lexicon and rules, for English alone.

Hutto & Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text" (ICWSM 2014).
"""

import re
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

MOST_CHARACTERS = 2_000
"""Only the beginning of a longer text is scored."""
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
# Hardly a sentence of a language is written without one of its words, and the other languages do not have them.
_COMMON_WORDS = {
    "en": frozenset("the and is it to of was my for not this i you with have are but they what that's it's".split()),
    "de": frozenset("der die das und ist nicht ich ein eine zu mit auf für war sehr aber es".split()),
    "fr": frozenset("le la les et est pas je un une de pour avec très mais il des du que".split()),
    "es": frozenset("el la los y es no un una de para con muy pero que del por lo".split()),
    "it": frozenset("il la gli e è non un una di per con molto ma che del lo sono".split()),
    "nl": frozenset("de het een en is niet ik van te met voor zeer maar was dat op zijn".split()),
}


def tone(text: str, language: str = "") -> float | None:
    """The score of a text from -1 to 1; None where it is empty, not English, or has no word of the lexicon.

    `language`: what the source says that the text is in; without it the common words decide, and a text that has none
    is of no language.
    """
    if language and not language.casefold().startswith("en"):
        return None
    beginning = text[:MOST_CHARACTERS]
    if not beginning.strip() or not (language or _is_english(beginning)):
        return None
    scores = _analyzer().polarity_scores(beginning)
    return float(scores["compound"]) if scores["pos"] or scores["neg"] else None


def _is_english(text: str) -> bool:
    """Whether the text has more common words of English than of any other language."""
    words = _WORD.findall(text.casefold())
    counts = {language: sum(word in common for word in words) for language, common in _COMMON_WORDS.items()}
    return counts.pop("en") > max(counts.values())


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
