"""The touchpoints that `schema/touchpoints.yaml` declares."""

from functools import cache
from typing import Annotated, TypeAlias

from pydantic import Field

from profile_service.domain.sources.touchpoints import Cost, Direction, Stage, Touchpoint, TouchpointMatch, Touchpoints
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import NonEmptyText, StrictModel, read_declaration

_Words: TypeAlias = Annotated[list[NonEmptyText], Field(min_length=1)]


class _Touchpoint(StrictModel):
    stage: Stage
    direction: Direction
    cost: Cost
    channel: NonEmptyText | None = None
    device: NonEmptyText | None = None
    task: NonEmptyText | None = None
    kinds: _Words
    channels: _Words | None = None
    devices: _Words | None = None
    tasks: _Words | None = None


class _File(StrictModel):
    touchpoints: Annotated[dict[NonEmptyText, _Touchpoint], Field(min_length=1)]


def touchpoints_from(text: str, where: str) -> Touchpoints:
    """What YAML text declares. Raises InvalidInput naming `where`, the line and what was expected."""
    return Touchpoints(_meeting(name, each) for name, each in read_declaration(_File, text, where).touchpoints.items())


@cache
def touchpoints() -> Touchpoints:
    path = schema_path("touchpoints.yaml")
    return touchpoints_from(path.read_text(encoding="utf-8"), str(path))


def _meeting(name: str, each: _Touchpoint) -> TouchpointMatch:
    return TouchpointMatch(
        Touchpoint(name, each.stage, each.direction, each.cost, each.channel, each.device, each.task),
        frozenset(each.kinds),
        _names(each.channels),
        _names(each.devices),
        _names(each.tasks),
    )


def _names(words: list[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)
