"""What the customer is likely to do next, by what they did after the same before.

A Markov chain of the customer's own steps. A step is the kind of an event and its channel. What followed the same two
steps is asked first, then what followed the last one, then what they do at all; each level counts as much as it has
seen (interpolation by Witten & Bell: "The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from profile_service.domain.context.history import History
from profile_service.domain.context.preferences import OURS

LEAST_STEPS = 5
_LONGEST = 2


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
class Step:
    kind: str
    channel: str


def next_step(history: History) -> NextStep | None:
    """None where the customer took too few steps to tell."""
    done = [event for event in reversed(history.latest) if event.kind not in OURS]
    if len(done) < LEAST_STEPS:
        return None
    steps = [Step(event.kind, event.channel or "") for event in done]
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


def probabilities(steps: Sequence[Step]) -> dict[Step, float]:
    """Of each step that occurs in `steps` (oldest first, at least one), the chance to come next; they sum to 1."""
    total = Counter(steps)
    chances = {step: count / len(steps) for step, count in total.items()}
    for length in range(1, _LONGEST + 1):
        followers = _followers(steps, length)
        seen, kinds = followers.total(), len(followers)
        if seen:
            chances = {step: (followers[step] + kinds * chance) / (seen + kinds) for step, chance in chances.items()}
    return chances


def _followers(steps: Sequence[Step], length: int) -> Counter[Step]:
    """What followed wherever the last `length` steps were taken before."""
    last = steps[-length:]
    return Counter(steps[n] for n in range(length, len(steps)) if steps[n - length : n] == last)
