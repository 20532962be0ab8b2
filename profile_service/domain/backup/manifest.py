"""What a backup says of itself: whose state it is, as of which change, and which files it consists of."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from profile_service.domain.stewardship.changes import StoreState

FORMAT = 1
"""Raised where a reader of the former form could not read the new one."""
PartKind: TypeAlias = Literal["nodes", "relations"]
GraphValue: TypeAlias = str | int | float | bool | list[str] | list[int] | list[float] | list[bool] | None
"""What a property of the graph may be."""
Properties: TypeAlias = Mapping[str, GraphValue]

_FILE = re.compile(r"(?:nodes|relations)-\d{4,}\.ndjson\.zst")


class NodeRow(NamedTuple):
    """A node: all its labels, sorted, and its properties."""

    labels: list[str]
    properties: Properties


class RelationRow(NamedTuple):
    """A relation from a node of the label of its part. Nodes are named by the value of their label's key."""

    type: str
    start: str | int
    end_label: str
    end: str | int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup: JSON lines, packed by zstd. `label`: of its nodes, or of the nodes where its relations
    start; `size`: of the file in bytes; `sha256`: of the file."""

    file: str
    kind: PartKind
    label: str
    lines: int
    size: int
    sha256: str

    @property
    def is_plain_name(self) -> bool:
        """Whether the file lies in the backup's own folder, under a name of its own kind."""
        return bool(_FILE.fullmatch(self.file)) and self.file.startswith(self.kind)


@dataclass(frozen=True, slots=True)
class BackedUpMigration:
    """A migration of the schema that the store had."""

    number: int
    name: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`id`: of this backup; `engine`: that it was made of, `embedded` or `neo4j`; `created_at`: fixed-width UTC text;
    `writers`: the properties of the node on which writers take turns; `nodes`: label → count, of the label by which the
    part is named; `relations`: type → count; `parts`: in the order in which they are restored."""

    format: int
    id: str
    created_at: str
    version: str
    engine: str
    writers: dict[str, str | int]
    migrations: tuple[BackedUpMigration, ...]
    nodes: dict[str, int]
    relations: dict[str, int]
    parts: tuple[Part, ...]

    @property
    def state(self) -> StoreState:
        """The store of which it is the state, and the number of the latest change in it."""
        id, seq = self.writers.get("store"), self.writers.get("seq", 0)
        return StoreState(None if id is None else str(id), int(seq))

    @property
    def node_count(self) -> int:
        return sum(self.nodes.values())

    @property
    def relation_count(self) -> int:
        return sum(self.relations.values())

    @property
    def size(self) -> int:
        """Of all parts, in bytes."""
        return sum(part.size for part in self.parts)


def count_differences(
    expected: Mapping[str, int], actual: Mapping[str, int], noun: Literal["nodes", "relations"]
) -> list[str]:
    """A sentence for each label or type of which there are others than expected; empty where all agree."""
    names = sorted({*expected, *actual})
    return [
        f"{noun} {name}: {actual.get(name, 0):,} instead of {expected.get(name, 0):,}"
        for name in names
        if actual.get(name, 0) != expected.get(name, 0)
    ]


def total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Name → the sum of its counts, sorted by name."""
    sums = Counter[str]()
    for each in counts:
        sums.update(each)
    return dict(sorted(sums.items()))
