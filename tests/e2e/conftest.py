"""The command line on the store of each engine."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from profile_service.store.embedded.directory import Directory
from profile_service.store.places.address import Address
from tests.rig.loading import BATCH_ROWS
from tests.rig.terminal import Terminal


@pytest.fixture
def terminal(address: Address, embedded_dir: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Terminal:
    """Commands against the empty store."""
    if request.node.callspec.params["address"] == "embedded":
        return Terminal.embedded(address, embedded_dir, BATCH_ROWS)
    return Terminal.neo4j(address, tmp_path / "data", BATCH_ROWS)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Terminal]:
    """Commands on an embedded store that no other test uses, for an erasure restarts its engine."""
    data_dir = tmp_path / "data"
    yield Terminal(Address("", "", "", ""), data_dir, {"PROFILE_DATA_DIR": str(data_dir)})
    _wait_for_end(data_dir)


def _wait_for_end(data_dir: Path) -> None:
    directory = Directory(data_dir)
    if directory.exists() and (state := directory.state()):
        with_sidecar = Path(f"/proc/{state.sidecar}")
        while with_sidecar.exists() and directory.is_running():
            time.sleep(0.05)
