"""GraphiQL: the page loads, and all of it comes from this service."""

import json
import re

import httpx
import pytest

pytestmark = pytest.mark.anyio
_HTML = {"accept": "text/html"}


async def test_page_and_its_parts_come_from_here(storeless: httpx.AsyncClient) -> None:
    page = await storeless.get("/graphql", headers=_HTML)
    parts = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page.text)

    assert len(parts) == 5
    assert [(await storeless.get(f"/{part}")).status_code for part in parts] == [200] * 5
    policy = page.headers["content-security-policy"]
    assert "http" not in policy
    assert re.search(r"script-src 'self' 'sha256-[\w+/=]{44}';", policy), "no other script in the page is run"


async def test_query_on_the_page_is_valid(storeless: httpx.AsyncClient) -> None:
    page = await storeless.get("/graphql", headers=_HTML)
    example = re.search(r"const query = (\".*\");", page.text)

    assert example is not None
    answer = await storeless.post("/graphql", json={"query": json.loads(example[1])})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["STORE_UNAVAILABLE"]
