"""A store that has the secret of a data folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.erasures import erasing_store


@pytest.fixture
async def keyed(store: Store, address: Address, tmp_path: Path) -> AsyncIterator[Store]:
    """The empty store, opened with the secret of a data folder."""
    opened = erasing_store(address, store.engine, tmp_path)
    yield opened
    await opened.close()
