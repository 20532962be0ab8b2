"""The schema describes each of its elements, in words that say more than the element's name."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from profile_service.api.graphql.print_schema import printed

_FILLERS = {"a", "an", "the", "of", "its", "this", "for", "to", "in"}


def _elements(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """The dotted name of each type, field, argument, enum value and directive of our own, and its description."""
    for name, type in schema.type_map.items():
        if is_introspection_type(type) or is_specified_scalar_type(type):
            continue
        yield name, type.description or ""
        if isinstance(type, GraphQLEnumType):
            yield from ((f"{name}.{key}", value.description or "") for key, value in type.values.items())
        elif isinstance(type, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", field.description or "") for key, field in type.fields.items())
        elif isinstance(type, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in type.fields.items():
                yield f"{name}.{key}", field.description or ""
                yield from ((f"{name}.{key}.{arg}", each.description or "") for arg, each in field.args.items())
    for directive in schema.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description or ""


def _echoes(name: str, description: str) -> bool:
    """Whether a description has no word but those of the element's own dotted name."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return set(re.findall(r"[a-z]+", description.lower())) <= {part.lower() for part in parts} | _FILLERS


def test_every_element_is_described() -> None:
    elements = list(_elements(build_schema(printed())))
    assert len(elements) > 700
    assert [name for name, description in elements if not description.strip()] == []


def test_no_description_only_repeats_the_name() -> None:
    elements = _elements(build_schema(printed()))
    assert [name for name, description in elements if _echoes(name, description)] == []


@pytest.mark.parametrize(
    ("name", "echo", "description"),
    [
        ("Profile.id", "The id.", "Stable id."),
        ("Profile.createdAt", "Created at", "When this service formed the profile."),
        ("OrderStage.AWAITING_PAYMENT", "Awaiting payment.", "Not paid yet."),
    ],
)
def test_echo_differs_from_a_description(name: str, echo: str, description: str) -> None:
    assert _echoes(name, echo)
    assert not _echoes(name, description)
