"""The arguments by which fields of a profile select events."""

from dataclasses import dataclass

from strawberry import UNSET

from profile_service.api.types.values.arguments import Channels, Kinds, Since, Until
from profile_service.api.types.values.fields import set_or_none, value_or, value_or_none
from profile_service.domain.profile.timelines import EventFilter


@dataclass(frozen=True, slots=True)
class EventSelection:
    """Each field is an argument of that name; UNSET where the query omits it."""

    kinds: Kinds = UNSET
    channels: Channels = UNSET
    since: Since = UNSET
    until: Until = UNSET

    @property
    def named_kinds(self) -> list[str]:
        return value_or(self.kinds, [])

    def filter(self, *, lines: bool = True) -> EventFilter:
        """`lines`: whether the lines of transactions are needed."""
        return EventFilter(
            set_or_none(self.kinds),
            set_or_none(self.channels),
            value_or_none(self.since),
            value_or_none(self.until),
            lines=lines,
        )
