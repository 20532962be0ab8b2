"""What is compressed, and for whom."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("site", "compressed"),
    [("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False), (None, False)],
)
async def test_no_answer_to_another_site_is_compressed(
    storeless: httpx.AsyncClient, site: str | None, *, compressed: bool
) -> None:
    """Its length would tell what the page says."""
    link = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "accept-encoding": "gzip"}
    headers = link | ({"sec-fetch-site": site} if site else {})
    answer = await storeless.get("/assets/console.css", headers=headers)
    assert (answer.status_code, answer.headers.get("content-encoding") == "gzip") == (200, compressed)


async def test_answers_of_the_api_are_not_compressed(storeless: httpx.AsyncClient) -> None:
    headers = {"sec-fetch-site": "same-origin", "accept-encoding": "gzip"}
    answer = await storeless.post("/graphql", json={"query": "{ __schema { types { name } } }"}, headers=headers)
    assert "content-encoding" not in answer.headers
