"""Fields with a resolver, and the values of their arguments."""

from collections.abc import Callable, Iterable
from inspect import iscoroutinefunction, signature
from typing import TypeVar

import strawberry
from strawberry import UNSET
from strawberry.extensions.field_extension import FieldExtension
from strawberry.types.nodes import SelectedField, Selection

AT_ONCE = "at once"
"""Marks, in a field's metadata, a resolver that needs nothing but its object and answers without a wait."""
Value = TypeVar("Value")
Method = TypeVar("Method", bound=Callable[..., object])


def resolver(description: str, type: object = None, *extensions: FieldExtension) -> Callable[[Method], Method]:
    """Make a method the resolver of a field, and leave its type as it is for callers.

    `type`: the field's type, where the method returns an awaitable without being a coroutine function.
    """

    def decorate(method: Method) -> Method:
        waits = type is not None or iscoroutinefunction(method)
        resolve: Callable[[Method], Method] = strawberry.field(
            description=description,
            graphql_type=type,
            extensions=list(extensions),
            metadata={} if waits or len(signature(method).parameters) > 1 else {AT_ONCE: True},
        )
        return resolve(method)

    return decorate


def value_or(value: Value | None, default: Value) -> Value:
    """An argument's value; the default where the query omits it or says null."""
    return default if value is None or value is UNSET else value


def value_or_none(value: Value | None) -> Value | None:
    """An argument's value; None where the query omits it or says null.

    UNSET stands for an omitted argument, so that the schema shows no default value where there is none.
    """
    return None if value is UNSET else value


def set_or_none(values: Iterable[Value] | None) -> frozenset[Value] | None:
    """The values of an argument that is a list; None where the query omits it or says null."""
    given = value_or_none(values)
    return None if given is None else frozenset(given)


def selects_field(selections: Iterable[Selection], name: str) -> bool:
    """Whether a field of that name is selected at any depth."""
    return any(
        (isinstance(each, SelectedField) and each.name == name) or selects_field(each.selections, name)
        for each in selections
    )
