"""The inventory: what the store keeps of people, by label, relation and property, and what an erasure does with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class ErasureVerdict(Enum):
    """What becomes of something when a person is erased: DETACH leaves it to others, without what leads to the
    person."""

    DELETE = "delete"
    DETACH = "detach"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """Properties with one reason. `left_out`: why an export of the person has them not; None where it has them."""

    names: tuple[str, ...]
    verdict: ErasureVerdict
    why: str
    left_out: str | None

    @property
    def is_exported(self) -> bool:
        return self.left_out is None


@dataclass(frozen=True, slots=True)
class InventoryEntry:
    """A label, a type of relation, or a place outside the graph, as `PropertyGroup` has it."""

    name: str
    verdict: ErasureVerdict
    why: str
    left_out: str | None
    properties: tuple[PropertyGroup, ...] = ()

    @property
    def is_exported(self) -> bool:
        return self.left_out is None

    def property_names(self) -> Iterator[str]:
        return (name for group in self.properties for name in group.names)

    def exported_names(self) -> frozenset[str]:
        """The properties that an export of the person has."""
        return frozenset(name for group in self.properties if group.is_exported for name in group.names)


@dataclass(frozen=True, slots=True)
class Inventory:
    """By name, in the order of their file."""

    labels: Mapping[str, InventoryEntry]
    relations: Mapping[str, InventoryEntry]
    places: Mapping[str, InventoryEntry]
