"""Who looks at which customer or case of the review now, at this server: kept in memory while a page is open. Where the
server has several workers, each tells the others who looks at pages that it serves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

import orjson

from profile_service.domain.access.caller import Caller
from profile_service.service.access.periodic import repeated
from profile_service.service.workers.worker_board import Topic, WorkerSeat

_SECONDS = 0.5
Who: TypeAlias = tuple[str, str]
"""The kind of a caller, and the name."""


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
    def who(self) -> Who:
        return self.caller.kind, self.caller.name


class Viewers:
    """`most`: how many pages are told anything at once, `most_of_one`: of one caller. `seat`: of the worker."""

    def __init__(self, most: int = 300, most_of_one: int = 12, seat: WorkerSeat | None = None) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._seat = seat
        self._viewers: dict[str, list[Viewer]] = {}
        self._elsewhere: dict[str, list[Who]] = {}
        self._is_ending = False

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[None]:
        """Hear every half a second within the block who looks at pages of the other workers."""
        if self._seat is None:
            yield
            return
        async with repeated(self._hear, lambda: _SECONDS):
            yield

    def send_away(self) -> None:
        """The server is about to end: streams end too, and their pages come again, wherever they are let in then."""
        self._is_ending = True
        for viewer in chain.from_iterable(self._viewers.values()):
            viewer.woken.set()

    def are_over(self) -> bool:
        """Whether they were sent away."""
        return self._is_ending

    def __len__(self) -> int:
        """How many pages are open."""
        return sum(map(len, self._viewers.values()))

    def has_room_for(self, caller: Caller) -> bool:
        here = [viewer.who for viewer in chain.from_iterable(self._viewers.values())]
        everybody = [*here, *chain.from_iterable(self._elsewhere.values())]
        return len(everybody) < self._most and everybody.count((caller.kind, caller.name)) < self._most_of_one

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
        return self._names(id, viewer.who)

    def on_case(self, item: str, caller: Caller) -> list[str]:
        """The names of the others who have a case of the review open, each once, in their order."""
        return self._names(case_key(item), (caller.kind, caller.name))

    def _names(self, id: str, but: Who) -> list[str]:
        everybody = [*(viewer.who for viewer in self._viewers.get(id, ())), *self._elsewhere.get(id, ())]
        return sorted({name for kind, name in everybody if (kind, name) != but})

    def _wake_others(self, id: str, viewer: Viewer) -> None:
        for other in self._viewers[id]:
            if other is not viewer:
                other.woken.set()
        self._tell()

    def _tell(self) -> None:
        if self._seat:
            looking = {id: [viewer.who for viewer in viewers] for id, viewers in self._viewers.items() if viewers}
            self._seat.tell(Topic.VIEWERS, orjson.dumps(looking))

    async def _hear(self) -> None:
        assert self._seat  # noqa: S101  only asked where there is one
        heard: dict[str, list[Who]] = {}
        for text in self._seat.heard(Topic.VIEWERS):
            for id, several in orjson.loads(text).items():
                heard.setdefault(id, []).extend((kind, name) for kind, name in several)
        before, self._elsewhere = self._elsewhere, heard
        for id, viewers in self._viewers.items():
            if before.get(id) != heard.get(id):
                for viewer in viewers:
                    viewer.woken.set()


def case_key(item: str) -> str:
    """Under which a case stands beside the customers, whose ids have no blank."""
    return f"case {item}"
