"""The inventory of personal data that `schema/privacy.yaml` declares."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from profile_service.domain.privacy.inventory import ErasureVerdict, Inventory, InventoryEntry, PropertyGroup
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import Names, NonEmptyText, StrictModel, read_declaration

_Verdict: TypeAlias = Literal["delete", "detach", "keep"]
_Export: TypeAlias = Literal[True] | NonEmptyText
"""True, or why it is not exported."""


class _Group(StrictModel):
    names: Names
    why: NonEmptyText
    verdict: _Verdict | None = None
    export: _Export | None = None


class _Entry(StrictModel):
    verdict: _Verdict
    why: NonEmptyText
    export: _Export
    properties: list[_Group] = Field(default=[])

    @model_validator(mode="after")
    def _each_property_is_in_one_group(self) -> "_Entry":
        counts = Counter(name for group in self.properties for name in group.names)
        if twice := sorted(name for name, count in counts.items() if count > 1):
            raise ValueError(f"{twice[0]} stands in two groups; leave it in one")
        return self


_Entries: TypeAlias = Annotated[dict[NonEmptyText, _Entry], Field(min_length=1)]


class _InventoryFile(StrictModel):
    labels: _Entries
    relations: _Entries
    places: _Entries


def inventory_from(text: str, where: str) -> Inventory:
    """The inventory in YAML text. Raises InvalidInput naming `where`, the line and what was expected."""
    file = read_declaration(_InventoryFile, text, where)
    return Inventory(_entries(file.labels), _entries(file.relations), _entries(file.places))


@cache
def inventory() -> Inventory:
    path = schema_path("privacy.yaml")
    return inventory_from(path.read_text(encoding="utf-8"), str(path))


def _entries(declared: Mapping[str, _Entry]) -> dict[str, InventoryEntry]:
    return {name: _entry(name, entry) for name, entry in declared.items()}


def _entry(name: str, declared: _Entry) -> InventoryEntry:
    groups = tuple(
        PropertyGroup(
            tuple(group.names),
            ErasureVerdict(group.verdict or declared.verdict),
            group.why,
            _left_out(declared.export if group.export is None else group.export),
        )
        for group in declared.properties
    )
    return InventoryEntry(name, ErasureVerdict(declared.verdict), declared.why, _left_out(declared.export), groups)


def _left_out(export: Literal[True] | str) -> str | None:
    return None if export is True else export
