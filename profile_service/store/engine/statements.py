"""Statements and their columns: one table for a statement and for its decoder, so that they cannot disagree."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias


class Statement(NamedTuple):
    """A Cypher text and its parameters."""

    cypher: str
    parameters: Mapping[str, object]


Columns: TypeAlias = Mapping[str, str]
"""Field → the Cypher expression that fills it."""
# Any: the driver does not say of what type the values of a statement are; decoders know, and give them to typed fields.
Values: TypeAlias = Sequence[Any]
"""The values of a list that `as_list` made, in the order of its table."""
NamedValues: TypeAlias = Mapping[str, Any]
"""The columns of a row, or the properties of a node."""


def as_list(columns: Columns) -> str:
    """Cypher: one list of all columns. A map would repeat the names with every row and take twice as long."""
    return f"[{', '.join(columns.values())}]"


def as_return(columns: Columns) -> str:
    """Cypher: the columns as RETURN wants them, `r.key AS record, p.id AS profile`."""
    return ", ".join(f"{expression} AS {field}" for field, expression in columns.items())


def by_name(columns: Columns, values: Values) -> dict[str, Any]:
    """Field → value, of a list that `as_list` made of the same columns."""
    return dict(zip(columns, values, strict=True))
