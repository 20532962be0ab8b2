"""What the customer is likely to do next, by what they did after the same before.

A Markov chain of the customer's own steps, mixed with how often they take each step at all. A step is the kind of an
event and its channel. Where the last step was followed n times by k different steps, the chain counts n / (n + 4 k),
after Witten & Bell ("The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991), who count k once.
Four was chosen on the September of The Complete Journey; tests/bench/next_step.py scores its November and December.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from profile_service.domain.context.history import History
from profile_service.domain.context.preferences import OURS

LEAST_STEPS = 5
_CAUTION = 4


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
    """None where the customer took too few steps to tell."""
    done = [event for event in reversed(history.latest) if event.kind not in OURS]
    if len(done) < LEAST_STEPS:
        return None
    steps = [CandidateStep(event.kind, event.channel or "") for event in done]
    chances = probabilities(steps)
    # Of equals, the first by name, so that the same history has the same answer.
    likely = max(sorted(chances), key=lambda step: chances[step])
    after = [n for n in range(1, len(steps)) if steps[n] == likely and steps[n - 1] == steps[-1]]
    because = f"{steps.count(likely)} of the latest {len(steps)} steps"
    if after:
        because = f"followed {len(after)} of {steps[:-1].count(steps[-1])} times on {steps[-1].kind}"
    evidence = [done[n].key for n in after] or [event.key for event, s in zip(done, steps, strict=True) if s == likely]
    return NextStep(
        kind=likely.kind,
        channel=likely.channel or None,
        probability=round(chances[likely], 2),
        of=len(steps),
        reason=because,
        evidence=tuple(reversed(evidence)),
    )


def probabilities(steps: Sequence[CandidateStep]) -> dict[CandidateStep, float]:
    """Of each step that occurs in `steps` (oldest first, at least one), the chance to come next; they sum to 1."""
    chances = {step: count / len(steps) for step, count in Counter(steps).items()}
    followers = Counter(after for before, after in pairwise(steps) if before == steps[-1])
    seen, doubt = followers.total(), _CAUTION * len(followers)
    return {step: (followers[step] + doubt * c) / (seen + doubt) if seen else c for step, c in chances.items()}
