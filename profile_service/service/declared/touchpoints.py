"""The touchpoints that `schema/touchpoints.yaml` declares."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Annotated, TypeAlias

from pydantic import Field, model_validator

from profile_service.domain.sources.kinds import Family, Kinds, plain_kind
from profile_service.domain.sources.touchpoints import Cost, Direction, Stage, Touchpoint, TouchpointMatch, Touchpoints
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import Names, NonEmptyText, StrictModel, name_set, read_declaration

FamilyName: TypeAlias = Annotated[Family, Field(strict=False)]


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


class FamilyModel(StrictModel):
    """A family of kinds, as it is declared."""

    about: NonEmptyText
    kinds: Names
    states: dict[NonEmptyText, NonEmptyText] = Field(default={})
    aliases: dict[NonEmptyText, NonEmptyText] = Field(default={})


class _TouchpointsFile(StrictModel):
    touchpoints: Annotated[dict[NonEmptyText, _Touchpoint], Field(min_length=1)]
    families: dict[FamilyName, FamilyModel] = Field(default={})

    @model_validator(mode="after")
    def _each_kind_is_of_one_family(self) -> "_TouchpointsFile":
        counts = Counter(word for family in self.families.values() for word in {*family.kinds, *family.aliases})
        if twice := sorted(word for word, count in counts.items() if count > 1):
            raise ValueError(f"{twice[0]} is of two families; leave it in one")
        for name, family in self.families.items():
            strange = sorted({*family.states, *family.aliases.values()} - {*family.kinds})
            if strange:
                raise ValueError(f"{strange[0]} is no kind of the family {name.value}; add it to its kinds")
        return self


def touchpoints_from(text: str, where: str) -> Touchpoints:
    """The touchpoints in YAML text. Raises InvalidInput naming `where`, the line and what was expected."""
    file = read_declaration(_TouchpointsFile, text, where)
    return Touchpoints((_match(name, declared) for name, declared in file.touchpoints.items()), _kinds(file.families))


@cache
def touchpoints() -> Touchpoints:
    path = schema_path("touchpoints.yaml")
    return touchpoints_from(path.read_text(encoding="utf-8"), str(path))


def declared_families() -> Mapping[Family, FamilyModel]:
    """The families as they are declared, in their order."""
    path = schema_path("touchpoints.yaml")
    return read_declaration(_TouchpointsFile, path.read_text(encoding="utf-8"), str(path)).families


def _kinds(families: Mapping[Family, FamilyModel]) -> Kinds:
    return Kinds(
        families={kind: name for name, family in families.items() for kind in family.kinds},
        states={kind: state for family in families.values() for kind, state in family.states.items()},
        aliases={plain_kind(a): kind for family in families.values() for a, kind in family.aliases.items()},
    )


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
