"""Words that differ by one slip: a letter too many, too few, another one, or two swapped (Damerau 1964).

They are found by what is left of both when a letter is taken out, as SymSpell does (Garbe 2012): a dictionary has each
word under itself and under each of these remainders.
"""

import re
from collections.abc import Container, Iterable

from rapidfuzz.distance import OSA

LEAST_LENGTH = 4
"""Of shorter words nearly every other one is a slip away."""
LONGEST = 40
_SPELLED = re.compile(rf"[\x00-\x2f\x3a-\x7f]{{{LEAST_LENGTH},{LONGEST}}}")  # ASCII without digits
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-_"


def is_spelled(word: str) -> bool:
    """Whether the word may be looked up with a slip: numbers may not."""
    return _SPELLED.fullmatch(word) is not None


def may_be_stored(word: str, stored: Container[str] | None) -> bool:
    """Whether records may have the word, by the words of the dictionary that were asked for: it has none that are not
    spelled. None: nothing was asked."""
    return stored is None or word in stored or not is_spelled(word)


def slips(word: str) -> list[str]:
    """The word, and what is left of it without each of its letters."""
    return list(dict.fromkeys([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]))


def slipped(word: str, start: int, end: int) -> list[str]:
    """All that the word may become by one slip, in the letters that a name before an @ may have, where it shares at
    most the first `start` and the last `end` letters with what is meant."""
    some: dict[str, None] = {}
    for place in range(min(start + 1, len(word)) + 1):
        before, letter, after = word[:place], word[place : place + 1], word[place + 1 :]
        if len(after) > end:
            continue
        if place <= start and len(letter + after) <= end:
            some |= dict.fromkeys(f"{before}{other}{letter}{after}" for other in _LETTERS)
        if place <= start and letter:
            some |= dict.fromkeys(f"{before}{other}{after}" for other in ("", *_LETTERS))
        if before and letter:
            some[f"{before[:-1]}{letter}{before[-1]}{after}"] = None
    some.pop(word, None)
    return list(some)


def is_near(typed: str, word: str) -> bool:
    """Whether the words differ by one slip, and not by more; words of which one is short never do."""
    return min(len(typed), len(word)) >= LEAST_LENGTH - 1 and is_spelled(typed) and is_slip(typed, word)


def is_slip(one: str, other: str) -> bool:
    """Whether two texts differ by a letter too many, too few or another one, or by two swapped. An ß, which the look-up
    form has as `ss`, is one letter too: `Weßikopf`."""
    if one == other:
        return False
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return True
    return "ss" in one and "ss" in other and OSA.distance(_sharp(one), _sharp(other), score_cutoff=1) <= 1


def _sharp(text: str) -> str:
    return text.replace("ss", "ß")


def near_words(typed: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that the typed word may be meant for, in order: those with its first letter, then the others."""
    near = {word for word in candidates if is_near(typed, word)}
    return sorted(near, key=lambda word: (word[:1] != typed[:1], word))
