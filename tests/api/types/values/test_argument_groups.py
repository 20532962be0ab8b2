"""A group of arguments stands in the schema as its single arguments, and reaches the resolver as one value."""

from dataclasses import dataclass

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.argument_groups import ArgumentGroup
from profile_service.api.types.values.fields import resolver


@dataclass(frozen=True, slots=True)
class _Bounds:
    low: int = 1
    high: int | None = UNSET


@strawberry.type
class _Query:
    @resolver("What the resolver received.", str, ArgumentGroup("bounds", _Bounds))
    def received(self, name: str, last: int = 9, *, bounds: _Bounds) -> str:
        return f"{name} {bounds.low} {'UNSET' if bounds.high is UNSET else bounds.high} {last}"


def test_group_stands_in_the_schema_in_its_place() -> None:
    for _ in range(2):
        schema = strawberry.Schema(_Query)
        assert "received(name: String!, last: Int! = 9, low: Int! = 1, high: Int): String!" in str(schema)


def test_group_reaches_the_resolver_as_one_value() -> None:
    answer = strawberry.Schema(_Query).execute_sync(
        '{ a: received(name: "x") b: received(name: "y", low: 2, high: 3) }'
    )
    assert answer.data == {"a": "x 1 UNSET 9", "b": "y 2 3 9"}
