"""Touchpoints: where, on what and for what a retailer and a customer meet, and when in the way to a purchase."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from profile_service.domain.sources.events import Event

Stage: TypeAlias = Literal["before", "during", "after"]
Direction: TypeAlias = Literal["one-way", "two-way"]
Cost: TypeAlias = Literal["low", "medium", "high"]
_Names = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """`stage`: before, during or after the purchase. `cost`: what one contact costs the retailer, by its class.
    `channel`, `device` and `task` are the usual ones; None where there is no usual one."""

    name: str
    stage: Stage
    direction: Direction
    cost: Cost
    channel: str | None = None
    device: str | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True)
class TouchpointMatch:
    """Which events happen at a touchpoint. Of channels, devices and tasks None stands for any, also for none."""

    touchpoint: Touchpoint
    kinds: frozenset[str]
    channels: _Names = None
    devices: _Names = None
    tasks: _Names = None

    def accepts(self, channel: str | None, device: str | None, task: str | None) -> bool:
        wanted = ((self.channels, channel), (self.devices, device), (self.tasks, task))
        return all(names is None or said in names for names, said in wanted)


class Touchpoints:
    """Of several that fit an event the first one counts."""

    def __init__(self, matches: Iterable[TouchpointMatch]) -> None:
        self.matches = tuple(matches)
        self._by_kind: dict[str, list[TouchpointMatch]] = defaultdict(list)
        for meeting in self.matches:
            for kind in meeting.kinds:
                self._by_kind[kind].append(meeting)

    def find(
        self, kind: str, channel: str | None, device: str | None = None, task: str | None = None
    ) -> Touchpoint | None:
        """Where such events happen; None where no touchpoint is declared for them."""
        for meeting in self._by_kind.get(kind, ()):
            if meeting.accepts(channel, device, task):
                return _said(meeting.touchpoint, channel, device, task)
        return None

    def of(self, event: Event) -> Touchpoint | None:
        return self.find(event.kind, event.channel, event.device, event.task)

    def covers(self, kind: str, channel: str | None) -> bool:
        """Whether events of a kind in a channel have a touchpoint, on some device and for some task at least."""
        return any(m.channels is None or channel in m.channels for m in self._by_kind.get(kind, ()))


def _said(usual: Touchpoint, channel: str | None, device: str | None, task: str | None) -> Touchpoint:
    """What the event says of itself counts before what is usual."""
    return replace(usual, channel=channel or usual.channel, device=device or usual.device, task=task or usual.task)
