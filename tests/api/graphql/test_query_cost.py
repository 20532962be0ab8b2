"""A document is priced before it runs: by its fields, its reads, and the lengths of its lists."""

import pytest
from graphql import parse

from profile_service.api.graphql.cost_limit import MAX_COST
from profile_service.api.graphql.query_cost import (
    AUDIT_COST,
    CONTEXT_COST,
    EXPLANATION_COST,
    FEED_COST,
    INSIGHT_COST,
    INTROSPECTION_COST,
    QUEUE_COST,
    READ_COST,
    SEARCH_COST,
    SUMMARY_COST,
    TEXT_COST,
    cost_plan,
)
from profile_service.api.graphql.schema import build_schema
from tests.rig.cpu import least_cpu_seconds

pytestmark = pytest.mark.anyio
_SCHEMA = build_schema()
_GRAPHQL = _SCHEMA._schema


def _cost(query: str, operation: str | None = None, **variables: object) -> int:
    return cost_plan(_GRAPHQL, parse(query), operation).total(variables)


def test_field_costs_one_and_a_read_more() -> None:
    assert _cost('{ profile(id: "a") { id name { value } } }') == 4
    assert _cost('{ profile(id: "a") { consents { purpose } } }') == 2 + READ_COST
    assert _cost('{ profile(id: "a") { summary { orders } } }') == 2 + SUMMARY_COST
    assert _cost('{ searchProfiles(text: "a", first: 3) { nodes { id } } }') == SEARCH_COST + 3 * 2


def test_questions_cost_what_their_shortest_answer_takes() -> None:
    assert _cost('{ why(a: "a", b: "b") { summary } how(profile: "a") { profile } }') == 2 * (EXPLANATION_COST + 1)
    assert _cost('{ history(profile: "a", first: 3) { nodes { kind } } }') == EXPLANATION_COST + 3 * 2
    assert _cost("{ changes(first: 1) { nodes { kind } } }") == FEED_COST + 2
    assert _cost("{ reviewQueue(first: 1) { nodes { id } } }") == QUEUE_COST + 2
    assert _cost('{ auditTrail(actor: "nobody", first: 1) { nodes { number } } }') == AUDIT_COST + 2


def test_context_costs_by_what_is_selected_of_it() -> None:
    assert _cost('{ profile(id: "a") { context { now } } }') == 2 + CONTEXT_COST
    two = "context { value { reason } orders(first: 4) { key } }"
    assert _cost(f'{{ profile(id: "a") {{ {two} }} }}') == 1 + CONTEXT_COST + 2 * INSIGHT_COST + 1 + 4


def test_list_multiplies_what_stands_under_it() -> None:
    assert _cost("{ loadRuns(first: 7) { nodes { id } } }") == READ_COST + 7 * 2
    assert _cost("{ loadRuns { nodes { id } } }") == READ_COST + 10 * 2
    assert _cost('{ profiles(ids: ["a", "b", "c"]) { profile { id } } }') == 1 + 3 * 2
    timeline = "profile { timeline(first: 5) { nodes { key } } }"
    assert _cost(f'{{ profiles(ids: ["a", "b"]) {{ {timeline} }} }}') == 1 + 2 * (1 + READ_COST + 5 * 2)


def test_list_that_no_argument_bounds_counts_as_long_as_it_usually_is() -> None:
    queue = "reviewQueue(first: 10) { nodes { profiles { journey(first: 5) { sentence } } } }"
    assert _cost(f"{{ {queue} }}") == QUEUE_COST + 10 * (1 + 1 + 2 * (READ_COST + 5))
    plan = cost_plan(_GRAPHQL, parse(f"{{ {queue} }}"), None)
    assert plan.heaviest({}) == ["`first` of `reviewQueue`", "`first` of `journey`"]


def test_variables_say_how_long_lists_are() -> None:
    timeline = "timeline(first: $n) { nodes { key } }"
    query = f"query q($ids: [ID!]!, $n: Int = 4) {{ profiles(ids: $ids) {{ profile {{ {timeline} }} }} }}"
    each = 1 + READ_COST
    assert _cost(query, ids=["a"] * 30, n=2) == 1 + 30 * (each + 2 * 2)
    assert _cost(query, ids=["a"]) == 1 + each + 4 * 2
    assert _cost(query, ids="a", n=-5) == 1 + each
    assert _cost("query q($n: Int) { loadRuns(first: $n) { nodes { id } } }", n=None) == READ_COST + 10 * 2
    # Null takes the place of the variable's default, and the argument's own counts.
    assert _cost("query q($n: Int = 1) { loadRuns(first: $n) { nodes { id } } }", n=None) == READ_COST + 10 * 2


def test_search_of_a_timeline_is_dear_where_it_is_one() -> None:
    plain = 1 + READ_COST + 5 * 2
    timeline = "timeline(first: 5, text: {}) {{ nodes {{ key }} }}"
    assert _cost(f'{{ profile(id: "a") {{ {timeline.format(chr(34) + "tea" + chr(34))} }} }}') == plain + TEXT_COST
    assert _cost(f'{{ profile(id: "a") {{ {timeline.format("null")} }} }}') == plain
    asked = f'query q($t: String) {{ profile(id: "a") {{ {timeline.format("$t")} }} }}'
    assert [_cost(asked), _cost(asked, t=None), _cost(asked, t="tea")] == [plain, plain, plain + TEXT_COST]
    usual = asked.replace("$t: String", '$t: String = "tea"')
    assert [_cost(usual), _cost(usual, t=None)] == [plain + TEXT_COST, plain]


def test_fragments_and_other_operations_count_as_what_is_executed() -> None:
    query = """
    query small { loadRuns(first: 1) { ...runs } }
    query large { loadRuns(first: 100) { ...runs ... on LoadRunConnection { pageInfo { hasNextPage } } } }
    fragment runs on LoadRunConnection { nodes { id } }
    """
    assert _cost(query, "small") == READ_COST + 2
    assert _cost(query, "large") == READ_COST + 100 * 4
    assert _cost(query, "other") == 0
    assert _cost("{ __typename __schema { types { name } } }") == 1 + INTROSPECTION_COST


def test_heaviest_argument_is_named_from_the_outside_in() -> None:
    profiles = "profiles(ids: $ids) { profile { timeline { nodes { key } } } }"
    plan = cost_plan(_GRAPHQL, parse(f"query($ids: [ID!]!) {{ loadRuns {{ nodes {{ id }} }} {profiles} }}"), None)
    assert plan.heaviest({"ids": ["a"] * 40}) == ["`ids` of `profiles`", "`first` of `timeline`"]
    assert plan.heaviest({"ids": []}) == ["`first` of `loadRuns`"]


async def test_operation_over_the_limit_is_refused_before_anything_is_read() -> None:
    query = "query($ids: [ID!]!) { profiles(ids: $ids) { profile { timeline(first: 100) { nodes { key kind } } } } }"
    answer = await _SCHEMA.execute(query, {"ids": [str(n) for n in range(500)]})
    assert answer.data is None
    (error,) = answer.errors or []
    cost = 1 + 500 * (1 + READ_COST + 100 * 3)
    assert error.extensions == {
        "code": "TOO_LARGE", "cost": cost, "allowed": MAX_COST,
        "arguments": ["`ids` of `profiles`", "`first` of `timeline`"],
    }  # fmt: skip
    assert error.message == (
        f"the operation may cost {cost:,}, and {MAX_COST:,} are allowed; "
        "make `ids` of `profiles` or `first` of `timeline` smaller"
    )


@pytest.mark.parametrize(
    ("count", "selection"),
    [(500, "id name { value } email { value } records { key }"), (100, "context { openThreads { kind } }")],
)
def test_many_customers_are_affordable(count: int, selection: str) -> None:
    query = f"query($ids: [ID!]!) {{ profiles(ids: $ids) {{ id code profile {{ {selection} }} }} }}"
    assert _cost(query, ids=["a"] * count) < MAX_COST / 2


def test_fragments_that_spread_twice_are_planned_once() -> None:
    levels = 40
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(levels))
    last = f"fragment f{levels} on Query {{ loadRuns(first: 3) {{ nodes {{ id }} }} }}"
    document = parse(f"{{ ...f0 }} {chain} {last}")
    plan = cost_plan(_GRAPHQL, document, None)
    assert plan.total({}) == (READ_COST + 3 * 2) * 2**levels
    assert len(plan.lists) == 1
    assert least_cpu_seconds(lambda: cost_plan(_GRAPHQL, document, None)) < 0.05
