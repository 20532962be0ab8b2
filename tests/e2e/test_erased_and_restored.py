"""Who was erased since a backup was made stays erased when it is restored."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.erasures import erased, erasing_store, neighbours, told_of, zoe
from tests.rig.graph import nodes
from tests.rig.people import load, profile_id
from tests.rig.restored import elsewhere
from tests.rig.terminal import Terminal

pytestmark = pytest.mark.anyio
_SECRET = Path("access") / "privacy_secret"
_LEDGER = "privacy"


@pytest.fixture
async def erasing(
    store: Store, address: Address, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Store]:
    """A store of some people, with the secret of erasures of `tmp_path`."""
    await load(store, *zoe(), *neighbours())
    opened = erasing_store(address, request.node.callspec.params["address"], tmp_path)
    yield opened
    await opened.close()


def _with_ledger(place: Terminal, tmp_path: Path) -> None:
    """Put the ledger of erasures and its secret back into the data folder, as after a loss."""
    shutil.copytree(tmp_path / _LEDGER, place.data_dir / _LEDGER)
    (place.data_dir / _SECRET).parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy2(tmp_path / _SECRET, place.data_dir / _SECRET)


async def test_erased_person_does_not_come_back(erasing: Store, terminal: Terminal, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert terminal.run("store", "backup", backup).code == 0
    assert told_of(terminal.address) != []
    await erased(erasing, tmp_path, await profile_id(erasing, "shop:zqx1"))
    left = nodes(terminal.address, "SourceRecord", "key")

    with elsewhere(terminal, tmp_path / "elsewhere") as place:
        place.data_dir.mkdir(exist_ok=True)
        _with_ledger(place, tmp_path)
        restored = place.run("store", "restore", backup)
        told = told_of(place.address)
        keys = nodes(place.address, "SourceRecord", "key")
        whole = place.run("store", "verify")

    assert (restored.code, "2 records and 0 moved events erased again" in restored.err) == (0, True), restored.err
    assert (told, keys, len(left)) == ([], left, 2)
    assert whole.code == 0, whole.out + whole.err


async def test_store_without_its_ledger_serves_nobody(erasing: Store, terminal: Terminal, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    await erased(erasing, tmp_path, await profile_id(erasing, "shop:zqx1"))
    assert terminal.run("store", "backup", backup).code == 0

    with elsewhere(terminal, tmp_path / "elsewhere") as place:
        place.data_dir.mkdir(exist_ok=True)
        refused = place.run("store", "restore", backup)
        status = place.run("status")
        _with_ledger(place, tmp_path)
        restored = place.run("store", "restore", backup)
        after = place.run("status")

    assert (refused.code, "the ledger of erasures is not here" in refused.err) == (2, True), refused.err
    assert (status.code, "a backup is being restored into this store" in status.err) == (2, True)
    assert (restored.code, after.code) == (0, 0), restored.err + after.err
