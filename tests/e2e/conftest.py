"""The command line on the store of each engine."""

from pathlib import Path

import pytest

from profile_service.store.engine.address import Address
from tests.rig.loading import BATCH_ROWS
from tests.rig.terminal import Terminal


@pytest.fixture
def terminal(address: Address, embedded_dir: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Terminal:
    """Commands against the empty store."""
    if request.node.callspec.params["address"] == "embedded":
        return Terminal.embedded(address, embedded_dir, BATCH_ROWS)
    return Terminal.neo4j(address, tmp_path / "data", BATCH_ROWS)
