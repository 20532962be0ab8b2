"""The command line on the store of each engine."""

from pathlib import Path

import pytest

from profile_service.store.address import Address
from tests.rig.terminal import Terminal

BATCH_ROWS = "10"


@pytest.fixture
def terminal(address: Address, embedded_dir: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Terminal:
    """Commands against the empty store, in batches so small that a load of a thousand rows has a middle."""
    engine = request.node.callspec.params["address"]
    if engine == "embedded":
        environment = {"PROFILE_DATA_DIR": str(embedded_dir)}
    else:
        environment = {
            "PROFILE_DATA_DIR": str(tmp_path / "data"),
            "PROFILE_NEO4J_URI": address.uri,
            "PROFILE_NEO4J_USER": address.user,
            "PROFILE_NEO4J_PASSWORD": address.password,
            "PROFILE_NEO4J_DATABASE": address.database,
        }
    data_dir = Path(environment["PROFILE_DATA_DIR"])
    return Terminal(engine, address, data_dir, {**environment, "PROFILE_BATCH_ROWS": BATCH_ROWS})
