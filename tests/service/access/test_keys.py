"""Keys in the store: made, listed, rotated and revoked."""

import pytest

from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.domain.values.times import utc_now
from profile_service.service.access.keys import NewKey
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import access_keys, made_key
from tests.rig.graph import run

pytestmark = pytest.mark.anyio


async def test_store_never_holds_the_token(store: Store, address: Address) -> None:
    key, token = await made_key(store, "agent", "read", "view:support")
    kept = str(run(address, "MATCH (k:AccessKey) RETURN properties(k)"))
    assert key.id in kept
    assert token.secret not in kept
    assert await access_keys(store).all() == [key]


async def test_tokens_are_random(store: Store) -> None:
    made = [await made_key(store, "agent") for _ in range(3)]
    assert len({token.secret for _, token in made} | {key.id for key, _ in made}) == 6
    assert all(len(token.secret) == 43 for _, token in made)


async def test_rotated_key_ends_as_its_successor_begins(store: Store) -> None:
    old, _ = await made_key(store, "service", "read", name="till")
    new, _ = await access_keys(store).rotate(old.id, "root", 7)
    states = {key.id: key.state(utc_now()) for key in await access_keys(store).all()}
    assert states == {old.id: "revoked", new.id: "active"}
    assert (new.name, new.role, new.scopes) == ("till", "service", ("read",))
    with pytest.raises(InvalidInput, match="is revoked; create a new one"):
        await access_keys(store).rotate(old.id, "root", 7)


async def test_revoking_again_changes_nothing(store: Store) -> None:
    key, _ = await made_key(store, "agent")
    first = await access_keys(store).revoke(key.id)
    assert await access_keys(store).revoke(key.id) == first
    with pytest.raises(NotFound):
        await access_keys(store).revoke("nosuchkey234")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (NewKey(" ", "agent", (), 1, "root"), "name is blank"),
        (NewKey("ivo\nroot", "agent", (), 1, "root"), "a line break or a sign that cannot be seen"),
        (NewKey("ivo\u202etoor", "agent", (), 1, "root"), "a line break or a sign that cannot be seen"),
        (NewKey("Source:crm", "agent", (), 1, "root"), "begins with source:"),
        (NewKey("ivo", "king", (), 1, "root"), "there is no role king; choose one of admin, agent, analyst"),
        (NewKey("ivo", "agent", ("read:all",), 1, "root"), "read:all is no scope"),
        (NewKey("ivo", "agent", (), 0, "root"), "valid for 1 to 730 days"),
    ],
)
async def test_senseless_keys_are_refused(store: Store, wanted: NewKey, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        await access_keys(store).create(wanted)
