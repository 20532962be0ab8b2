"""The step that the customer is likely to take next, by what they did after the same step before.

A Markov chain of the customer's own steps, mixed with how often they take each step at all. A step is the kind of an
event and its channel. Where the last step was followed n times by k different steps, the chain counts n / (n + 4 k),
after Witten & Bell ("The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991), who count k once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from profile_service.domain.context.history import History
from profile_service.domain.values.quantities import counted

LEAST_STEPS = 5
"""Fewer steps than this tell nothing of the next one."""
DOUBT_WEIGHT = 4
"""How often each different follower counts. Chosen on the September of The Complete Journey; tests/bench/next_step.py
scores its November and December."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """`probability` among the steps that the customer ever took in the window; `of`: how many steps it rests on."""

    kind: str
    channel: str | None
    probability: float
    of: int
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class CandidateStep:
    kind: str
    channel: str


def next_step(history: History) -> NextStep | None:
    """None where the customer took fewer than LEAST_STEPS steps."""
    events = history.customers_own(reversed(history.latest))
    if len(events) < LEAST_STEPS:
        return None
    steps = [CandidateStep(event.kind, event.channel or "") for event in events]
    chances = probabilities(steps)
    # Of equals, the first by name, so that the same history has the same answer.
    likely = max(sorted(chances), key=lambda step: chances[step])
    reason, places = _evidence(steps, likely)
    return NextStep(
        kind=likely.kind,
        channel=likely.channel or None,
        probability=round(chances[likely], 2),
        of=len(steps),
        reason=reason,
        evidence=tuple(events[place].key for place in reversed(places)),
    )


def probabilities(steps: Sequence[CandidateStep]) -> dict[CandidateStep, float]:
    """Of each step that occurs in `steps` (oldest first, at least one), the chance to come next; they sum to 1."""
    frequencies = {step: count / len(steps) for step, count in Counter(steps).items()}
    followers = Counter(after for before, after in pairwise(steps) if before == steps[-1])
    if not followers:
        return frequencies
    doubt = DOUBT_WEIGHT * len(followers)
    weight = followers.total() + doubt
    return {step: (followers[step] + doubt * share) / weight for step, share in frequencies.items()}


def _evidence(steps: Sequence[CandidateStep], likely: CandidateStep) -> tuple[str, list[int]]:
    """The reason in words, and the places of the steps that it rests on: those that followed a step such as the last,
    else all of their kind."""
    last = steps[-1]
    followed = [n for n in range(1, len(steps)) if steps[n] == likely and steps[n - 1] == last]
    if followed:
        return f"followed {len(followed)} of {counted(steps[:-1].count(last), 'time')} on {last.kind}", followed
    alike = [n for n, step in enumerate(steps) if step == likely]
    return f"{len(alike)} of the latest {counted(len(steps), 'step')}", alike
