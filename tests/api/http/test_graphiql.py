"""The page on which people try questions out: it shows, and all of it comes from this service."""

import json
import re

import httpx
import pytest

pytestmark = pytest.mark.anyio
_HTML = {"accept": "text/html"}


async def test_page_and_its_parts_come_from_here(lonely: httpx.AsyncClient) -> None:
    page = await lonely.get("/graphql", headers=_HTML)
    parts = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page.text)

    assert len(parts) == 4
    assert [(await lonely.get(f"/{part}")).status_code for part in parts] == [200] * 4
    assert "http" not in page.headers["content-security-policy"]


async def test_question_on_the_page_is_a_valid_one(lonely: httpx.AsyncClient) -> None:
    page = await lonely.get("/graphql", headers=_HTML)
    question = re.search(r"const query = (\".*\");", page.text)

    assert question is not None
    answer = await lonely.post("/graphql", json={"query": json.loads(question[1])})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["STORE_UNAVAILABLE"]
