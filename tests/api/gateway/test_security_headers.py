"""Security headers stand on every answer, refusals and errors included."""

import httpx
import pytest

from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.clients import client_of

pytestmark = pytest.mark.anyio
_HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("place", "headers"),
    [
        ("/", {}),
        ("/graphql", _HTML),
        ("/graphql?query={__typename}", {}),
        ("/graphql", {}),
        ("/healthz", {}),
        ("/readyz", {}),
        ("/metrics", {}),
        ("/none", {}),
        ("/healthz", {"host": "other.example"}),
    ],
    ids=["welcome", "page", "answer", "error", "alive", "ready", "metrics", "not found", "refused"],
)
async def test_every_answer_has_them(storeless: httpx.AsyncClient, place: str, headers: dict[str, str]) -> None:
    answer = (await storeless.get(place, headers=headers)).headers
    assert (answer["x-content-type-options"], answer["x-frame-options"]) == ("nosniff", "DENY")
    assert answer["referrer-policy"] == "no-referrer"
    assert answer["cache-control"] == "no-store"
    policy = answer["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert "strict-transport-security" not in answer


async def test_assets_may_be_kept(storeless: httpx.AsyncClient) -> None:
    script = await storeless.get("/assets/graphiql.min.js")
    assert (script.status_code, script.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_page_is_hidden_by_a_setting(store: Store) -> None:
    async with client_of(store, Settings(graphiql=False)) as client:
        assert (await client.get("/graphql", headers=_HTML)).status_code == 406
