"""Who has access and how the store is, over GraphQL: for those who may know, and never a secret."""

from typing import Any

import httpx
import pytest

from profile_service.service.access.users import Users
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.store import Store
from tests.rig.callers import access_keys, bearer, made_key
from tests.rig.users import PASSWORD

pytestmark = pytest.mark.anyio
_ACCESS = """
query ($first: Int, $after: String) {
  accessKeys(first: $first, after: $after) {
    nodes { id name role scopes state createdBy revokedAt usedAt } pageInfo { hasNextPage endCursor }
  }
  users { nodes { name role state loggedInAt } }
  roles { name who reads rows views }
}
"""


async def _ask(client: httpx.AsyncClient, sent: dict[str, str], query: str, **variables: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, "variables": variables}, headers=sent)


async def test_admin_sees_keys_users_and_roles_without_their_secrets(store: Store, keyed: httpx.AsyncClient) -> None:
    key, token = await made_key(store, "service", "read:changes", name="nightly")
    await access_keys(store).revoke(key.id)
    user = await Users(store, declared_access()).create("ada", "agent", PASSWORD, "root")
    admin = await bearer(store, "admin", name="root")

    answer = await _ask(keyed, admin, _ACCESS)

    data = answer.json()["data"]
    by_name = {node["name"]: node for node in data["accessKeys"]["nodes"]}
    assert list(by_name) == ["root", "nightly"], "newest first"
    assert by_name["nightly"] == {
        "id": key.id, "name": "nightly", "role": "service", "scopes": ["read:changes"], "state": "revoked",
        "createdBy": "root", "revokedAt": by_name["nightly"]["revokedAt"], "usedAt": None,
    }  # fmt: skip
    assert by_name["nightly"]["revokedAt"] is not None
    assert data["users"]["nodes"] == [{"name": "ada", "role": "agent", "state": "active", "loggedInAt": None}]
    agent, *_ = data["roles"]
    assert (agent["name"], agent["reads"], agent["rows"]) == ("agent", ["profiles", "search"], 50)
    assert agent["who"] == "a support agent with a customer on the line"
    for secret in (token.secret, key.digest, user.password):
        assert secret not in answer.text


async def test_keys_come_in_pages(store: Store, keyed: httpx.AsyncClient) -> None:
    admin = await bearer(store, "admin", name="root")
    names = [f"k{n}" for n in range(4)]
    for name in names:
        await made_key(store, "agent", name=name)
    seen, after = [], None
    while True:
        page = (await _ask(keyed, admin, _ACCESS, first=2, after=after)).json()["data"]["accessKeys"]
        seen += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [*reversed(names), "root"]
    wrong = (await _ask(keyed, admin, _ACCESS, after="bm9ib2R5")).json()
    assert wrong["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
@pytest.mark.parametrize("field", ["accessKeys { nodes { id } }", "users { nodes { name } }", "roles { name }"])
async def test_nobody_but_admin_reads_who_has_access(store: Store, keyed: httpx.AsyncClient, field: str) -> None:
    for role in declared_access().roles:
        answer = (await _ask(keyed, await bearer(store, role, name=role), f"{{ {field} }}")).json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert codes == ([] if role == "admin" else ["FORBIDDEN"]), role


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_looking_at_who_has_access_is_audited(store: Store, keyed: httpx.AsyncClient) -> None:
    admin = await bearer(store, "admin", name="root")
    await _ask(keyed, admin, _ACCESS)
    steward = await bearer(store, "steward", name="eve")
    await _ask(keyed, steward, "{ roles { name } }")
    trail = "query ($actor: String) { auditTrail(actor: $actor) { nodes { operation outcome rows } } }"

    lines = {
        actor: (await _ask(keyed, admin, trail, actor=actor)).json()["data"]["auditTrail"]["nodes"]
        for actor in ("root", "eve")
    }
    shown = {line["operation"]: line["rows"] for line in lines["root"]}
    assert shown == {"accessKeys": 1, "users": 0, "roles": len(declared_access().roles)}
    assert [(line["operation"], line["outcome"]) for line in lines["eve"]] == [("roles", "refused")]


async def test_diagnosis_is_for_those_who_read_who_has_access(store: Store, keyed: httpx.AsyncClient) -> None:
    query = "{ diagnosis { check health text advice } }"
    found = (await _ask(keyed, await bearer(store, "admin"), query)).json()["data"]["diagnosis"]
    refused = (await _ask(keyed, await bearer(store, "steward"), query)).json()

    assert {each["check"] for each in found} >= {"folder", "disk", "packages", "store", "schema", "clock", "access"}
    assert [each for each in found if each["health"] == "problem"] == []
    assert all(bool(each["advice"]) is (each["health"] != "ok") for each in found)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
