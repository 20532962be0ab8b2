"""Enums of the domain as GraphQL shows them."""

from enum import Enum

import strawberry
from strawberry.types.enum import has_enum_definition


def describe_enum(enum: type[Enum], description: str, /, **values: str) -> None:
    """Register a domain enum under its own name, with a description for itself and for each of its values.

    Raises KeyError where a value has no description.
    """
    registered = strawberry.enum(enum, description=description)
    if has_enum_definition(registered):
        for value in registered.__strawberry_definition__.values:
            value.description = values[value.name]
