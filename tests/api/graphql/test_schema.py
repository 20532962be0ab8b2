"""The published schema is the one served, plain selections get the usual answer, unexpected errors are masked."""

import logging
from typing import Any

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from profile_service.api.graphql.fast_selection import PlainFirst
from profile_service.api.graphql.print_schema import printed
from profile_service.api.graphql.schema import Query, Schema, build_schema
from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.sources.events import Interaction, Transaction
from profile_service.api.types.sources.load_runs import LoadRun
from profile_service.api.types.values.request import Request
from profile_service.api.types.values.scalars import SCALARS
from profile_service.schema_data import schema_path
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.people import bought, did, load, record

pytestmark = pytest.mark.anyio
_QUERY = """
query($short: Boolean!) { profileBy(identifier: {type: "email", value: "ann@shop.org"}) {
  id version locked lockedAt judgements { verdict } name { value conflicting { value } }
  records { ...r identifiers { type firstSeen records } attributes @skip(if: $short) { name value } }
  timeline {
    edges { cursor node { __typename ...e ... on Transaction { lines { quantity product { key } } } } }
    nodes { at: occurredAt @include(if: $short) key ... on Interaction { details about { name } } }
    pageInfo { hasNextPage endCursor }
  }
  summary { events spend { currency totalMinor } byKind { kind count } }
} }
fragment r on SourceRecord { key stub name observedAt }
fragment e on Event { key kind channel record { ...r } }
"""


def test_published_schema_is_the_one_served() -> None:
    published = schema_path("profile.graphql").read_text(encoding="utf-8")
    assert published == printed(), "run: python -m profile_service.api.graphql.print_schema > schema/profile.graphql"


async def test_plain_selections_get_the_usual_answer(store: Store) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org"), name="Ann Smith"),
        record("crm:7", ("email", "ann@shop.org"), name="Anne Smith", city="Paris"),
        did("v1", "crm:7", "2026-01-05", "support_call", None),
        bought("o1", "shop:1", "2026-01-07"),
    )
    usual = strawberry.Schema(
        Query, types=[Interaction, Transaction, Profile, LoadRun], config=StrawberryConfig(scalar_map=SCALARS)
    )
    for short in (True, False, True):
        request = Request("r", ProfileReader(store, None), Stewardship(store))
        answers = [
            await schema.execute(_QUERY, {"short": short}, context_value=request) for schema in (usual, build_schema())
        ]
        assert [answer.errors for answer in answers] == [None, None]
        assert answers[0].data == answers[1].data


@strawberry.type
class _Inner:
    number: int
    text: str


@strawberry.type
class _Outer:
    inner: list[_Inner]

    @strawberry.field
    def broken(self) -> int:
        raise KeyError("ann@shop.org")


@pytest.mark.parametrize("executor", [None, PlainFirst])
async def test_value_of_a_wrong_type_is_an_error_at_its_place(executor: Any) -> None:
    @strawberry.type
    class Root:
        @strawberry.field
        def outer(self) -> _Outer | None:
            return _Outer(inner=[_Inner(number=1, text="a"), _Inner(number=2**40, text="b")])

    schema = strawberry.Schema(Root, execution_context_class=executor)
    answer = await schema.execute("{ outer { inner { number text } } }")
    assert answer.data == {"outer": None}
    assert answer.errors
    assert answer.errors[0].path == ["outer", "inner", 1, "number"]


async def test_unexpected_error_is_masked_and_logged_without_values(caplog: pytest.LogCaptureFixture) -> None:
    @strawberry.type
    class Root:
        @strawberry.field
        def outer(self) -> _Outer:
            return _Outer(inner=[])

    away = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    request = Request("0f3c2a1e77aa4b1c", ProfileReader(away, None), Stewardship(away))
    with caplog.at_level(logging.ERROR):
        answer = await Schema(Root).execute("{ outer { broken } }", context_value=request)
    await away.close()
    assert answer.errors
    assert answer.errors[0].extensions == {"code": "INTERNAL", "requestId": "0f3c2a1e77aa4b1c"}
    assert "ann@shop.org" not in answer.errors[0].message + caplog.text
    assert "request 0f3c2a1e77aa4b1c failed unexpectedly: KeyError at test_schema.py" in caplog.text


@pytest.mark.anyio
async def test_introspection_is_refused_where_it_is_off() -> None:
    answer = await build_schema(introspection=False).execute("{ __schema { types { name } } }")
    assert answer.data is None
    assert {error.extensions["code"] for error in answer.errors or [] if error.extensions} == {"BAD_REQUEST"}
    usual = await build_schema().execute("{ __schema { types { name } } }")
    assert usual.errors is None
