"""Fields that are worked out: strawberry's decorator, typed so that what it decorates stays checked."""

from collections.abc import Callable, Iterable
from typing import TypeVar, overload

import strawberry
from strawberry import UNSET
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.nodes import SelectedField, Selection

Value = TypeVar("Value")
Resolver = TypeVar("Resolver", bound=Callable[..., object])


def worked_out(description: str, type: object = None, *extensions: FieldExtension) -> Callable[[Resolver], Resolver]:
    """Make a method the resolver of a field, and leave its type as it is for callers.

    `type`: the field's type, where the method returns an awaitable without being a coroutine function.
    """
    decorate: Callable[[Resolver], Resolver] = strawberry.field(
        description=description, graphql_type=type, extensions=list(extensions)
    )
    return decorate


@overload
def given(value: Value | None) -> Value | None: ...
@overload
def given(value: Value | None, otherwise: Value) -> Value: ...
def given(value: Value | None, otherwise: Value | None = None) -> Value | None:
    """An argument's value; `otherwise` where it was left out or is null. Left out is UNSET, so that the schema
    shows no default where there is none."""
    return otherwise if value is None or value is UNSET else value


def selects(selected: Iterable[Selection], name: str) -> bool:
    """Whether a field of that name is asked for anywhere below."""
    return any(
        (isinstance(each, SelectedField) and each.name == name) or selects(each.selections, name) for each in selected
    )
