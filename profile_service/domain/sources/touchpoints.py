"""Touchpoints: where, on what and for what a retailer and a customer meet, and when in the way to a purchase."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from profile_service.domain.sources.events import Event
from profile_service.domain.sources.kinds import Kinds

Stage: TypeAlias = Literal["before", "during", "after"]
Direction: TypeAlias = Literal["one-way", "two-way"]
Cost: TypeAlias = Literal["low", "medium", "high"]
_Names: TypeAlias = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """`stage`: before, during or after the purchase. `cost`: the class of what one contact costs the retailer.
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
    """The events that happen at a touchpoint. Of channels, devices and tasks None stands for any, also for none."""

    touchpoint: Touchpoint
    kinds: frozenset[str]
    channels: _Names = None
    devices: _Names = None
    tasks: _Names = None

    def accepts(self, channel: str | None, device: str | None, task: str | None) -> bool:
        return all(
            names is None or name in names
            for names, name in ((self.channels, channel), (self.devices, device), (self.tasks, task))
        )


class Touchpoints:
    """The declared touchpoints, in their order: the first one that accepts an event is where it happens. `kinds`: the
    declared kinds and families of events."""

    def __init__(self, matches: Iterable[TouchpointMatch], kinds: Kinds | None = None) -> None:
        self.matches = tuple(matches)
        self.kinds = kinds or Kinds()
        self._by_kind: dict[str, list[TouchpointMatch]] = defaultdict(list)
        for match in self.matches:
            for kind in match.kinds:
                self._by_kind[kind].append(match)

    def find(
        self, kind: str, channel: str | None, device: str | None = None, task: str | None = None
    ) -> Touchpoint | None:
        """The touchpoint of such events, with their own channel, device and task, else its usual ones; None where no
        touchpoint is declared for them."""
        for match in self._by_kind.get(self.kinds.declared(kind), ()):
            if match.accepts(channel, device, task):
                usual = match.touchpoint
                return replace(
                    usual,
                    channel=channel or usual.channel,
                    device=device or usual.device,
                    task=task or usual.task,
                )
        return None

    def of(self, event: Event) -> Touchpoint | None:
        return self.find(event.kind, event.channel, event.device, event.task)

    def covers(self, kind: str, channel: str | None) -> bool:
        """Whether events of a kind in a channel have a touchpoint, on some device and for some task at least."""
        matches = self._by_kind.get(self.kinds.declared(kind), ())
        return any(match.channels is None or channel in match.channels for match in matches)
