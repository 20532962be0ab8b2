"""The page of who has access: for the admin alone, without a secret, with the commands that change it."""

import httpx
import pytest

from profile_service.service.access.users import Users
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.store import Store
from tests.rig.callers import bearer, made_key
from tests.rig.users import PASSWORD

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_page_lists_keys_users_and_roles_and_what_changes_them(store: Store, keyed: httpx.AsyncClient) -> None:
    key, token = await made_key(store, "service", "read:changes", name="<b>nightly</b>")
    user = await Users(store, declared_access()).create("ada", "agent", PASSWORD, "root")

    page = (await keyed.get("/operations/access", headers=await bearer(store, "admin"))).text

    for text in (f"<code>{key.id}</code>", "&lt;b&gt;nightly&lt;/b&gt;", "only read:changes", "<td>ada</td>"):
        assert text in page, text
    for text in ("a support agent with a customer on the line", "keys revoke ID", "users disable NAME"):
        assert text in page, text
    for secret in (token.secret, key.digest, user.password):
        assert secret not in page


async def test_keys_and_users_are_turned_apart(store: Store, keyed: httpx.AsyncClient) -> None:
    admin = await bearer(store, "admin", name="root")
    for n in range(51):
        await made_key(store, "agent", name=f"key{n:02}")
    first = (await keyed.get("/operations/access", headers=admin)).text
    assert ("key01" in first, "key00" in first, "Earlier users" in first) == (True, False, False)
    (address,) = [
        part.split('"')[0] for part in first.split('href="')[1:] if part.startswith("/operations/access?keys=")
    ]
    second = (await keyed.get(address, headers=admin)).text
    assert ("key50" in second, "key00" in second, "root" in second) == (False, True, True)


async def test_page_is_for_those_who_may_know(store: Store, keyed: httpx.AsyncClient) -> None:
    for role in declared_access().roles:
        headers = await bearer(store, role, name=role)
        page = await keyed.get("/operations/access", headers=headers)
        assert page.status_code == (200 if role == "admin" else 403), role
        if role in {"steward", "admin"}:
            leads = 'href="/operations/access"' in (await keyed.get("/operations", headers=headers)).text
            assert leads is (role == "admin"), role
