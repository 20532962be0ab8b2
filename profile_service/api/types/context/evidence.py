"""The reason and the evidence that every part of the context has."""

import strawberry

REASON = "Why this is so, in a few words."
EVIDENCE = "Keys of the events that it is drawn from."


def keys(evidence: tuple[str, ...]) -> list[strawberry.ID]:
    return [strawberry.ID(key) for key in evidence]
