"""The drawing of an identity: records on the left, identifiers on the right, a line for each claim."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

MOST_NODES = 60
"""Of more nodes nobody sees anything: the records of one source are then one node, and the identifiers of one type."""
_ROW, _TOP = 34, 20
_Groups: TypeAlias = Mapping[str, list[Mapping[str, Any]]]
"""Id of a node → the records or identifiers for which it stands."""
_States: TypeAlias = Callable[[Sequence[Mapping[str, Any]]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """`id`: by which a link names it: a record's key, `type:value` of an identifier, or a source or type. `states`:
    words such as `contested` by which it looks different. `y`: its middle."""

    id: str
    size: int
    states: tuple[str, ...]
    y: int


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A claim of a record (id) on an identifier (id), or `size` of them; `former` where none of them holds."""

    record: str
    identifier: str
    size: int
    former: bool
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class IdentityDrawing:
    """`grouped`: whether a node stands for several."""

    records: tuple[DrawnNode, ...]
    identifiers: tuple[DrawnNode, ...]
    lines: tuple[DrawnLine, ...]
    grouped: bool

    @property
    def height(self) -> int:
        return _TOP + _ROW * max(len(self.records), len(self.identifiers), 1)


def identifier_id(identifier: Mapping[str, Any]) -> str:
    """`email:ann@shop.org`."""
    return f"{identifier['type']}:{identifier['value']}"


def draw_identity(
    records: Sequence[Mapping[str, Any]], identifiers: Sequence[Mapping[str, Any]], most: int = MOST_NODES
) -> IdentityDrawing:
    """The drawing of a profile's records and identifiers, as the document `identity` asks for them."""
    grouped = len(records) + len(identifiers) > most
    record_groups: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        record_groups.setdefault(record["source"] if grouped else record["key"], []).append(record)
    identifier_groups: dict[str, list[Mapping[str, Any]]] = {}
    for identifier in identifiers:
        id = identifier["type"] if grouped else identifier_id(identifier)
        identifier_groups.setdefault(id, []).append(identifier)
    left = _column(record_groups, _record_states, len(identifier_groups))
    right = _column(identifier_groups, _identifier_states, len(record_groups))
    return IdentityDrawing(left, right, tuple(_lines(left, right, record_groups, identifier_groups)), grouped)


def _column(groups: _Groups, states: _States, others: int) -> tuple[DrawnNode, ...]:
    """The nodes one below the other; the shorter column is spread beside the longer one."""
    step = _ROW * max(others, len(groups)) / max(len(groups), 1)
    return tuple(
        DrawnNode(
            id,
            len(members),
            states(members),
            round(_TOP / 2 + step * (place + 0.5)),
        )
        for place, (id, members) in enumerate(groups.items())
    )


def _record_states(members: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return ("former",) if all(record["retiredAt"] or record["merged"] for record in members) else ()


def _identifier_states(members: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    words = {
        "contested": any(each["contested"] for each in members),
        "former": all(each["former"] or each["endedAt"] for each in members),
        "powerless": not any(each["joins"] for each in members),
    }
    return tuple(word for word, holds in words.items() if holds)


def _lines(
    left: Sequence[DrawnNode],
    right: Sequence[DrawnNode],
    record_groups: _Groups,
    identifier_groups: _Groups,
) -> Iterable[DrawnLine]:
    group_of = {record["key"]: id for id, members in record_groups.items() for record in members}
    heights = {("record", node.id): node.y for node in left} | {("identifier", node.id): node.y for node in right}
    for id, members in identifier_groups.items():
        claims: dict[str, list[bool]] = {}
        for identifier in members:
            for key in identifier["records"]:
                if key in group_of:
                    is_former = bool(identifier["former"] or identifier["endedAt"])
                    claims.setdefault(group_of[key], []).append(is_former)
        for record, former in claims.items():
            yield DrawnLine(record, id, len(former), all(former), heights["record", record], heights["identifier", id])
