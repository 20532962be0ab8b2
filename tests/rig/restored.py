"""Places to restore into: an embedded store of its own, or the Neo4j of the tests, emptied down to its schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.places.address import Address
from tests.rig.graph import forget_schema, wipe
from tests.rig.loading import BATCH_ROWS
from tests.rig.terminal import Terminal


@contextmanager
def embedded_place(data_dir: Path) -> Iterator[Terminal]:
    """Commands on a new embedded store, whose engine runs until the end of the block."""
    with EngineLease.open(data_dir) as lease:
        yield Terminal.embedded(lease.address, data_dir, BATCH_ROWS)


def emptied_neo4j(address: Address, data_dir: Path) -> Terminal:
    """Commands on the Neo4j as it was before its first start."""
    wipe(address)
    forget_schema(address)
    return Terminal.neo4j(address, data_dir, BATCH_ROWS)


@contextmanager
def elsewhere(terminal: Terminal, data_dir: Path) -> Iterator[Terminal]:
    """An empty place of the same engine: of Neo4j the same database, emptied."""
    if "PROFILE_NEO4J_URI" in terminal.environment:
        yield emptied_neo4j(terminal.address, data_dir)
        return
    with embedded_place(data_dir) as place:
        yield place
