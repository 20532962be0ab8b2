"""The arguments by which fields of a profile select events."""

from dataclasses import dataclass, replace
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.arguments import Channels, Kinds, Since, Until
from profile_service.api.types.values.fields import set_or_none, value_or, value_or_none
from profile_service.domain.profile.event_words import MOST_WORDS, search_words
from profile_service.domain.profile.timelines import EventFilter
from profile_service.service.profile.event_search import MOST_SEARCHED

Text = Annotated[
    str | None,
    strawberry.argument(
        description=f"Words that the events say, up to {MOST_WORDS}, all of them, in any case and as parts of words: "
        "in their kind, channel, number, details, subjects and goods, as the caller is shown them. For a page "
        f"{MOST_SEARCHED:,} events and the rest of that month are searched; `pageInfo` says where to go on."
    ),
]


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


@dataclass(frozen=True, slots=True)
class TimelineSelection(EventSelection):
    text: Text = UNSET

    @property
    def words(self) -> tuple[str, ...]:
        """The words that the events say; none where the query omits them. Raises InvalidInput."""
        text = value_or_none(self.text)
        return () if text is None else search_words(text)

    def saying(self, words: tuple[str, ...]) -> EventFilter:
        return replace(self.filter(), words=words)
