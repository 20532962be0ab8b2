"""Who meets a condition, and why one customer does or does not."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from profile_service.domain.audiences.conditions import AllOf, AnyOf, Condition, Fact, Not


@dataclass(frozen=True, slots=True)
class FactReason:
    """A fact that a segment asks for, in words; whether the customer meets it; and the evidence: how often and when
    last, the amount, the value."""

    fact: str
    is_met: bool
    evidence: str


def members(condition: Condition, everybody: Set[str], holders: Callable[[Fact], Set[str]]) -> Set[str]:
    """Those of `everybody` who meet the condition. `holders`: who meets a fact, others than `everybody` too."""
    if isinstance(condition, Not):
        return everybody - members(condition.condition, everybody, holders)
    if isinstance(condition, AllOf):
        left = everybody
        for each in condition.conditions:
            left = members(each, left, holders)
        return left
    if isinstance(condition, AnyOf):
        return set[str]().union(*(members(each, everybody, holders) for each in condition.conditions))
    return everybody & holders(condition)
