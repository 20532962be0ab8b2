"""Particles of family names, which people write apart from the name or together with it: `Le Goff`, `Legoff`."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from profile_service.domain.resolution.given_names import PARTICLES

_BEFORE_NAMES = PARTICLES - {"y", "e", "and", "und"} | set("al bin el ibn mac mc o saint san st ten".split())
_LONGEST = max(map(len, _BEFORE_NAMES))
_LEAST_NAME = 4
"""A name without its particle has at least so many letters."""


class WrittenTogether(NamedTuple):
    """The words from `start` up to `end`, particles and the name behind them, as one word."""

    start: int
    end: int
    word: str


def together(words: Sequence[str]) -> Iterator[WrittenTogether]:
    """Each run of particles with the name behind it: `de la croix` → `delacroix`, `lacroix`."""
    for start in range(len(words) - 1):
        end = start
        while end < len(words) - 1 and words[end] in _BEFORE_NAMES:
            end += 1
        if end > start:
            yield WrittenTogether(start, end + 1, "".join(words[start : end + 1]))


def apart(word: str) -> Iterator[list[str]]:
    """The word with one or more particles apart from the name: `delacroix` → `de lacroix`, `de la croix`, `del acroix`;
    none where it begins with none."""
    for end in range(1, min(_LONGEST, len(word) - _LEAST_NAME) + 1):
        if word[:end] in _BEFORE_NAMES:
            yield [word[:end], word[end:]]
            yield from ([word[:end], *rest] for rest in apart(word[end:]))
