"""The touchpoints that `schema/touchpoints.yaml` declares."""

from functools import cache
from typing import Annotated

from pydantic import Field

from profile_service.domain.sources.touchpoints import Cost, Direction, Stage, Touchpoint, TouchpointMatch, Touchpoints
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import Names, NonEmptyText, StrictModel, name_set, read_declaration


class _Touchpoint(StrictModel):
    stage: Stage
    direction: Direction
    cost: Cost
    channel: NonEmptyText | None = None
    device: NonEmptyText | None = None
    task: NonEmptyText | None = None
    kinds: Names
    channels: Names | None = None
    devices: Names | None = None
    tasks: Names | None = None


class _TouchpointsFile(StrictModel):
    touchpoints: Annotated[dict[NonEmptyText, _Touchpoint], Field(min_length=1)]


def touchpoints_from(text: str, where: str) -> Touchpoints:
    """The touchpoints in YAML text. Raises InvalidInput naming `where`, the line and what was expected."""
    file = read_declaration(_TouchpointsFile, text, where)
    return Touchpoints(_match(name, declared) for name, declared in file.touchpoints.items())


@cache
def touchpoints() -> Touchpoints:
    path = schema_path("touchpoints.yaml")
    return touchpoints_from(path.read_text(encoding="utf-8"), str(path))


def _match(name: str, declared: _Touchpoint) -> TouchpointMatch:
    return TouchpointMatch(
        touchpoint=Touchpoint(
            name=name,
            stage=declared.stage,
            direction=declared.direction,
            cost=declared.cost,
            channel=declared.channel,
            device=declared.device,
            task=declared.task,
        ),
        kinds=frozenset(declared.kinds),
        channels=name_set(declared.channels),
        devices=name_set(declared.devices),
        tasks=name_set(declared.tasks),
    )
