"""The reason and the evidence that every part of the context carries."""

import strawberry

REASON = "In a few words, why this is said."
EVIDENCE = "Keys of the events that it rests on."


def keys(evidence: tuple[str, ...]) -> list[strawberry.ID]:
    return [strawberry.ID(key) for key in evidence]
