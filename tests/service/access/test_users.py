"""Users in the store: made, changed and removed."""

import pytest

from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run
from tests.rig.users import PASSWORD, made_user, users_of

pytestmark = pytest.mark.anyio


async def test_store_never_holds_the_password(store: Store, address: Address) -> None:
    await made_user(store, name="Ada")
    ((kept,),) = run(address, "MATCH (u:AccessUser) RETURN u.password")
    (user,) = await users_of(store).all()
    assert (user.name, user.role, user.state, user.password) == ("ada", "agent", "active", kept)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in str(run(address, "MATCH (u:AccessUser) RETURN properties(u)"))


async def test_users_change_one_thing_at_a_time(store: Store) -> None:
    users = users_of(store)
    await made_user(store)
    (before,) = await users.all()
    changed = await users.set_password("ADA", "another long password")
    assert (changed.password != before.password, changed.role) == (True, "agent")
    assert (await users.set_role("ada", "steward")).role == "steward"
    disabled = await users.disable("ada")
    assert (disabled.state, await users.disable("ada")) == ("disabled", disabled)
    assert (await users.enable("ada")).state == "active"
    assert [user.role for user in await users.all()] == ["steward"]


async def test_removed_user_leaves_nothing_but_the_name(store: Store, address: Address) -> None:
    users = users_of(store)
    await made_user(store)
    await users.remove("ada")
    assert await users.all() == []
    assert run(address, "MATCH (u:AccessUser) RETURN u.name, u.password, u.role") == [("ada", "", "")]
    with pytest.raises(NotFound):
        await users.enable("ada")
    with pytest.raises(NotFound):
        await users.remove("nobody")
    await made_user(store, "steward")
    assert [(user.role, user.state) for user in await users.all()] == [("steward", "active")]


async def test_name_is_taken_once_however_it_is_written(store: Store) -> None:
    await made_user(store)
    with pytest.raises(Conflict):
        await made_user(store, name="ADA")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("name", "role", "password", "says"),
    [
        ("a b", "agent", PASSWORD, "1 to 100 characters and no blanks"),
        ("ada\u200b", "agent", PASSWORD, "the user's name has a line break or a sign that cannot be seen"),
        ("source:crm", "agent", PASSWORD, "begins with source:"),
        ("ada", "king", PASSWORD, "there is no role king"),
        ("ada", "agent", "short", "fewer than 12 characters"),
        ("ada.lovelace.1815", "agent", "Ada.Lovelace.1815", "is the user's name"),
    ],
)
async def test_senseless_users_are_refused(store: Store, name: str, role: str, password: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        await users_of(store).create(name, role, password, "root")
