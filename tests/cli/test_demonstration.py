"""The access that the demo makes at each start."""

from pathlib import Path

import pytest

from profile_service.cli.demonstration import make_access
from profile_service.domain.access.keys import key_token
from profile_service.domain.values.times import utc_now
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import access_keys, made_key
from tests.rig.loading import BATCH_ROWS
from tests.rig.terminal import Terminal

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_key_of_the_start_before_ends(store: Store, embedded_dir: Path, address: Address) -> None:
    config = Settings.read(Terminal.embedded(address, embedded_dir, BATCH_ROWS).environment)
    _, own = await made_key(store, "agent", name="demo")
    first, second = [await make_access(config) for _ in range(2)]

    states = {key.id: (key.state(utc_now()), key.role) for key in await access_keys(store).all()}
    assert [states[token.id] for token in map(key_token, (first.key, second.key, own.text)) if token] == [
        ("revoked", "agent"),
        ("active", "agent"),
        ("active", "agent"),
    ]
    assert first.link != second.link
    assert first.link not in repr(first)
