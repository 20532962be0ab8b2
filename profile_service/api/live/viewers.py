"""Who looks at which customer or case of the review now, at this server: kept in memory while a page is open."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from profile_service.domain.access.caller import Caller


@dataclass(slots=True, eq=False)
class Viewer:
    """A page that is open. `woken` is set when others come or go, and when the customer changed, which `has_news` keeps
    until somebody takes it."""

    caller: Caller
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    has_news: bool = False

    def tell(self) -> None:
        """Called after each change of the customer."""
        self.has_news = True
        self.woken.set()

    def take_news(self) -> bool:
        """Whether the customer changed since the last time."""
        taken, self.has_news = self.has_news, False
        return taken

    @property
    def who(self) -> tuple[str, str]:
        return self.caller.kind, self.caller.name


class Viewers:
    """`most`: how many pages are told anything at once, `most_of_one`: of one caller."""

    def __init__(self, most: int = 300, most_of_one: int = 12) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._viewers: dict[str, list[Viewer]] = {}

    def __len__(self) -> int:
        """How many pages are open."""
        return sum(map(len, self._viewers.values()))

    def has_room_for(self, caller: Caller) -> bool:
        everybody = [viewer for viewers in self._viewers.values() for viewer in viewers]
        own = sum(viewer.who == (caller.kind, caller.name) for viewer in everybody)
        return len(everybody) < self._most and own < self._most_of_one

    @contextmanager
    def looking(self, id: str, viewer: Viewer) -> Iterator[None]:
        """The viewer's page is open within the block."""
        self._viewers.setdefault(id, []).append(viewer)
        self._wake_others(id, viewer)
        try:
            yield
        finally:
            self._viewers[id].remove(viewer)
            self._wake_others(id, viewer)
            if not self._viewers[id]:
                del self._viewers[id]

    def others(self, id: str, viewer: Viewer) -> list[str]:
        """The names of the others who look at the customer, each once, in their order."""
        everybody = self._viewers.get(id, ())
        return sorted({other.caller.name for other in everybody if other.who != viewer.who})

    def on_case(self, item: str, caller: Caller) -> list[str]:
        """The names of the others who have a case of the review open, each once, in their order."""
        everybody = self._viewers.get(case_key(item), ())
        return sorted({other.caller.name for other in everybody if other.who != (caller.kind, caller.name)})

    def _wake_others(self, id: str, viewer: Viewer) -> None:
        for other in self._viewers[id]:
            if other is not viewer:
                other.woken.set()


def case_key(item: str) -> str:
    """Under which a case stands beside the customers, whose ids have no blank."""
    return f"case {item}"
