"""The limits on queries, and the cost of measuring one: never more than that of reading it."""

import pytest
from graphql import get_introspection_query

from profile_service.api.graphql.query_limits import MAX_DIGITS
from profile_service.api.graphql.schema import build_schema
from tests.rig.cpu import least_cpu_seconds_of

pytestmark = pytest.mark.anyio
_SCHEMA = build_schema()


async def _refusal(query: str) -> str:
    """The code and text of the first error; empty where there is none."""
    answer = await _SCHEMA.execute(query)
    errors = answer.errors or []
    return f"{(errors[0].extensions or {}).get('code')}: {errors[0].message}" if errors else ""


async def test_introspection_is_answered() -> None:
    assert await _refusal(get_introspection_query(input_value_deprecation=True, specified_by_url=True)) == ""


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{ " + "a: __typename " * 16 + "}", "16 aliases, and 15 are allowed"),
        ("{ " + "__typename @skip(if: false) " * 51 + "}", "51 directives, and 50 are allowed"),
        ("{ __typename " + "@skip(if: false) " * 51 + "}", "51 directives, and 50 are allowed"),
        ("{ a " * 11 + "}" * 11, "levels deep, and 10 are allowed"),
        ("{ __schema { types { " + "ofType { " * 20 + "name" + "}" * 23, "levels of introspection deep"),
        ("fragment f on Query { a: __typename b: __typename } { " + "...f " * 8 + "}", "16 aliases"),
        ("{ " + "__typename " * 1_001 + "}", "more than 1000 tokens"),
        ("{ " + "a " * 201 + "}", "a field named a stands 201 times in the document, and 200 are allowed"),
        ("{ " + "a b c " * 170 + "}", "43095 pairs of fields have one name, of 30000 at most"),
    ],
    ids=[
        "aliases",
        "directives",
        "one field's directives",
        "depth",
        "introspection",
        "fragments",
        "tokens",
        "one name",
        "several names",
    ],
)
async def test_large_queries_are_refused(query: str, reason: str) -> None:
    assert reason in await _refusal(query)


@pytest.mark.parametrize("digits", [MAX_DIGITS + 1, 4_301, 50_000])
@pytest.mark.parametrize(
    "query",
    [
        "{ loadRuns(first: %s) { nodes { id } } }",
        "query($n: Int = -%s) { loadRuns(first: $n) { nodes { id } } }",
        "{ profiles(ids: [%s]) { id } }",
        "fragment f on Query { loadRuns(first: %s) { nodes { id } } } { ...f }",
        "{ __typename @include(if: %s) }",
    ],
    ids=["argument", "default", "list", "fragment", "directive"],
)
async def test_long_number_is_the_clients_fault(query: str, digits: int, caplog: pytest.LogCaptureFixture) -> None:
    assert await _refusal(query % ("9" * digits)) == f"BAD_REQUEST: a number has {digits} digits, and 1000 are allowed"
    assert caplog.records == []


async def test_number_within_the_limit_is_read() -> None:
    assert "cannot represent non 32-bit" in await _refusal(f"{{ loadRuns(first: {'9' * 999}) {{ nodes {{ id }} }} }}")


async def test_nesting_to_the_bottom_of_the_stack_is_refused() -> None:
    assert "nested too deeply" in await _refusal("{ a " * 330 + "}" * 330)
    assert "nested too deeply" in await _refusal("{ profile(id: " + "[" * 450 + "]" * 450 + ") { id } }")


async def test_fragments_that_spread_twice_are_measured_once() -> None:
    levels = 60
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(levels))
    query = f"{{ ...f0 }} {chain} fragment f{levels} on Query {{ a: __typename }}"
    assert "aliases" in await _refusal(query)
    assert await least_cpu_seconds_of(lambda: _refusal(query)) < 0.05


async def test_fragments_in_a_circle_end() -> None:
    assert "Cannot spread fragment" in await _refusal(
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"
    )
