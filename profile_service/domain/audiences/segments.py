"""Segments: customers who meet a condition at the moment of the question."""

from dataclasses import dataclass

from profile_service.domain.audiences.conditions import AllOf, AnyOf, Condition


@dataclass(frozen=True, slots=True)
class Segment:
    """`title` and `why` are for people: what it is called, and what it is for."""

    name: str
    title: str
    why: str
    condition: Condition

    @property
    def words(self) -> str:
        """Who is in it."""
        words = str(self.condition)
        return words[1:-1] if isinstance(self.condition, AllOf | AnyOf) else words
