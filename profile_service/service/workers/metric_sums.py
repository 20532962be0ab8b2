"""Samples of metrics as workers tell them to each other, and their sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import orjson

Labels: TypeAlias = tuple[tuple[str, str], ...]
Samples: TypeAlias = Mapping[tuple[str, Labels], float]
"""By the name of a sample and its labels."""


def samples_text(samples: Samples) -> bytes:
    return orjson.dumps([[name, labels, value] for (name, labels), value in samples.items()])


def samples_of(text: bytes) -> Samples:
    """What `samples_text` wrote; none of an empty text."""
    rows = orjson.loads(text) if text else []
    return {(name, tuple((key, value) for key, value in labels)): number for name, labels, number in rows}


def sums(several: Iterable[Samples]) -> Samples:
    """Each sample, summed over all who have it."""
    total: dict[tuple[str, Labels], float] = defaultdict(float)
    for samples in several:
        for key, value in samples.items():
            total[key] += value
    return dict(total)
