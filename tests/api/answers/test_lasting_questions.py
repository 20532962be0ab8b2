"""Which questions are answered with what is kept."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, get_named_type

from profile_service.api.answers.lasting_questions import FLEETING, lasts
from profile_service.api.graphql.schema import build_schema

_SCHEMA: GraphQLSchema = build_schema()._schema


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ('{ profile(id: "1") { id name { value } } }', True),
        ('{ profileBy(identifier: {type: "email", value: "a@b.c"}) { id } }', True),
        ('{ who: profile(id: "1") { ...F } } fragment F on Profile { timeline { nodes { about { name } } } }', True),
        ('{ profile(id: "1") { id } profileBy(identifier: {type: "email", value: "a@b.c"}) { id } }', False),
        ('{ profile(id: "1") { id } loadRuns { nodes { id } } }', False),
        ('{ searchProfiles(text: "a") { nodes { id } } }', False),
        ('{ profile(id: "1") { context { summary { text } } } }', False),
        ('{ profile(id: "1") { ...F } } fragment F on Profile { journey { steps { stage } } }', False),
        ('{ profile(id: "1") { ... on Profile { perhapsAlso { reason } } } }', False),
        ('{ profile(id: "1") { transactions(stage: [DELIVERED]) { nodes { key } } } }', False),
        ('{ profile(id: "1") { timeline { nodes { profile { context { summary { text } } } } } } }', False),
        ('mutation { lockProfile(profile: "1") { profile { id } } }', False),
        ("{ __typename }", False),
        ("{ ...F } fragment F on Query { __typename }", False),
    ],
)
def test_question_lasts_where_only_the_version_decides(question: str, *, expected: bool) -> None:
    assert lasts(_SCHEMA, question, None) is expected


def test_named_operation_counts() -> None:
    document = 'query A { profile(id: "1") { id } } query B { loadRuns { nodes { id } } }'
    assert lasts(_SCHEMA, document, "A")
    assert not lasts(_SCHEMA, document, "B")
    assert not lasts(_SCHEMA, document, None), "it is not said which"


def _fields_of_a_profile() -> Iterator[tuple[str, GraphQLField]]:
    """`Type.field` of all that can be asked of a profile without a fleeting field, and the field."""
    waiting, seen = ["Profile"], set()
    while waiting:
        name = waiting.pop()
        type = _SCHEMA.get_type(name)
        if name in seen or not isinstance(type, GraphQLObjectType | GraphQLInterfaceType):
            continue
        seen.add(name)
        if isinstance(type, GraphQLInterfaceType):
            waiting += [each.name for each in _SCHEMA.get_possible_types(type)]
        for field_name, field in type.fields.items():
            if f"{name}.{field_name}" not in FLEETING:
                yield f"{name}.{field_name}", field
                waiting.append(get_named_type(field.type).name)


def test_fields_that_take_an_argument_were_looked_at() -> None:
    """Who adds one says whether the present time or other customers decide what it returns: then it is `FLEETING`."""
    with_arguments = {name for name, field in _fields_of_a_profile() if field.args}
    assert with_arguments == {
        "Profile.attribute",
        "Profile.identifiers",
        "Profile.summary",
        "Profile.timeline",
        "Profile.transactions",
    }
