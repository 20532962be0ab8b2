"""The application on a real server, under concurrent requests, and with views of one's own."""

import asyncio
from pathlib import Path

import httpx
import pytest

from profile_service.api.http.app import create_app
from profile_service.domain.values.errors import InvalidInput
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.clients import client_of
from tests.rig.graphql_client import error_code, graphql_answer
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio
_QUERY = '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { name { value } } }'
_ANSWER = {"data": {"profileBy": {"name": {"value": "Ann"}}}}


async def test_many_are_answered_at_once(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        answers = await asyncio.gather(*(client.post("/graphql", json={"query": _QUERY}) for _ in range(20)))
    assert [answer.json() for answer in answers] == [_ANSWER] * 20


_DOOR = """
door: {scope: who rings, why: a door opens, attributes: [name], identifiers: [phone], span: all, insights: []}
"""


async def test_own_views_are_listed_and_kept_to(store: Store, tmp_path: Path) -> None:
    (tmp_path / "door.yaml").write_text(_DOOR)
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    asked = '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}, view: "door") { name { value } %s } }'
    async with client_of(store, Settings(views=tmp_path / "door.yaml")) as client:
        answer = await graphql_answer(client, "{ views { name } }")
        person = await graphql_answer(client, asked % "view")
        code, _ = await error_code(client, asked % "email { value }")
        how, _ = await error_code(client, '{ how(profile: "shop:1", view: "window") { profile } }')
    assert {view["name"] for view in answer["data"]["views"]} == {"commerce", "door", "full", "marketing", "support"}
    assert person["data"]["profileBy"] == {"name": {"value": "Ann"}, "view": "door"}
    assert (code, how) == ("OUTSIDE_VIEW", "INVALID_INPUT")


def test_views_that_cannot_be_read_stop_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"PROFILE_VIEWS: .*none\.yaml cannot be read"):
        create_app(Settings(views=tmp_path / "none.yaml"))
