"""A profile's version moves with all that is shown of it: what was read under one version never reads differently."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson
import pytest
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_required_argument
from strawberry.types import ExecutionResult

from profile_service.api.answers.answer_cache import SETTLED_SECONDS, AnswerCache, KeptAnswer
from profile_service.api.answers.kept_answers import KeptAnswers
from profile_service.api.graphql.schema import build_schema
from profile_service.api.http.graphql_request import GraphQLRequest
from profile_service.api.types.values.request import Request
from profile_service.domain.telemetry.request_record import RequestRecord, begin_record
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store
from profile_service.store.profile.current_versions import current_version
from tests.rig.random_writes import RandomWrites

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

_NOW = "2027-06-01T09:00:00.000000Z"
# The present time decides these two, so they are asked as of a moment.
_ARGUMENTS = {"context": f'(now: "{_NOW}")', "journey": f'(until: "{_NOW}")', "attribute": '(name: "city")'}
_SCHEMA = build_schema()
_TOKENS = 800


def _selections() -> Iterator[str]:
    """Queries that together select every field of a profile."""
    schema: GraphQLSchema = _SCHEMA._schema
    profile = schema.get_type("Profile")
    assert isinstance(profile, GraphQLObjectType)
    chosen: list[str] = []
    for name, field in profile.fields.items():
        if name in {"perhapsAlso", "recommendations"}:  # they depend on the records and the orders of others
            continue
        text = _selected(name, field, 0)
        if chosen and len(" ".join([*chosen, text]).split()) > _TOKENS:
            yield " ".join(chosen)
            chosen = []
        chosen.append(text)
    yield " ".join(chosen)


def _selected(name: str, field: GraphQLField, depth: int) -> str:
    """The field with all that is below it; empty where it would lead to a profile again."""
    if name not in _ARGUMENTS and any(map(is_required_argument, field.args.values())):
        return ""
    named = get_named_type(field.type)
    if named.name == "Profile" or depth > 5:
        return ""
    if not hasattr(named, "fields"):
        return f"{name}{_ARGUMENTS.get(name, '')}"
    below = " ".join(filter(None, (_selected(n, f, depth + 1) for n, f in named.fields.items())))
    return f"{name}{_ARGUMENTS.get(name, '')} {{ {below} }}" if below else ""


# The last is such as is asked most, and kept; the others ask for the present, too, or are dear.
_USUAL = """records { key name version } identifiers { type value contested former } judgements { verdict }
  name { value conflicting { value } } locked formerIds consents { status } timeline { nodes { key about { name } } }
  transactions { nodes { status lines { priceMinor } } } summary { orders spend { totalMinor } lastSeen }"""
_QUERIES = [
    f'query ($id: ID!) {{ profile(id: $id, view: "full") {{ id version {s} }} }}' for s in [*_selections(), _USUAL]
]


class _Histories(RandomWrites):
    """Random writes, and a cache of what was read under each (id, version)."""

    def __init__(self, store: Store, seed: int) -> None:
        super().__init__(store, seed)
        self.cache: dict[tuple[str, int, int], str] = {}
        self.clock = 0.0
        self.kept = KeptAnswers(_SCHEMA, AnswerCache(50_000_000, lambda: self.clock))
        self.hits = 0

    async def read_all(self) -> None:
        """Every profile, which reads as it did under the same version."""
        self.basis = await reading_basis(self.store)
        await self.look()
        for id in sorted(self.state.profile_ids):
            answers = [(await self._executed(GraphQLRequest(query, {"id": id}, None, None))) for query in _QUERIES]
            current = await current_version(self.store, id)
            assert current
            assert current.version + self.basis.version_base == answers[0]["profile"]["version"]
            key, text = (id, answers[0]["profile"]["version"], current.renamings), json.dumps(answers, sort_keys=True)
            self.hits += key in self.cache
            assert self.cache.setdefault(key, text) == text, self.names[-1]
            await self._read_again(id, answers[-1])

    async def _read_again(self, id: str, expected: Any) -> None:
        """A server that keeps answers gives the same one. It is asked now and then."""
        self.clock += SETTLED_SECONDS
        begin_record(RequestRecord("r", "graphql"))
        question = GraphQLRequest(_QUERIES[-1], {"id": id}, None, None)
        answer = await self.kept.answer(question, self._request(), partial(self._execute, question))
        data = orjson.loads(answer.body)["data"] if isinstance(answer, KeptAnswer) else answer.data
        assert json.dumps(data, sort_keys=True) == json.dumps(expected, sort_keys=True), self.names[-1]

    def _request(self) -> Request:
        return Request("r", ProfileReader(self.store, None, self.basis), self.steward)

    async def _execute(self, question: GraphQLRequest, request: Request) -> ExecutionResult:
        return await _SCHEMA.execute(question.query, question.variables, context_value=request)

    async def _executed(self, question: GraphQLRequest) -> Any:
        answer = await self._execute(question, self._request())
        assert answer.errors is None
        return answer.data

    async def step(self) -> None:
        await self.write()
        await self.read_all()


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_reads_differently_under_one_version(store: Store, seed: int) -> None:
    if store.engine != "embedded" and seed:
        pytest.skip("one history is enough there")
    histories = _Histories(store, seed)
    for _ in range(3):
        await histories.load()
        await histories.do()
    await histories.read_all()
    for _ in range(30 if store.engine == "embedded" else 12):
        await histories.step()
    assert histories.hits > len(histories.names), "most steps leave most profiles alone"
    assert histories.kept.cache.hits >= 5, "and some answers are given again"
