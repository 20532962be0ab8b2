"""The application on a real server, under concurrent requests."""

import asyncio

import httpx
import pytest

pytestmark = pytest.mark.anyio
_QUERY = '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { name { value } } }'
_ANSWER = {"data": {"profileBy": {"name": {"value": "Ann"}}}}


async def test_many_are_answered_at_once(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answers = await asyncio.gather(*(client.post("/graphql", json={"query": _QUERY}) for _ in range(20)))
    assert [answer.json() for answer in answers] == [_ANSWER] * 20
