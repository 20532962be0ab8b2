"""`python -m tests.verdicts`: write the table of verdicts anew. Read the difference before you commit it."""

import asyncio
import sys
import tempfile
from pathlib import Path

from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.verdicts.customers import load_customers
from tests.verdicts.observation import observe
from tests.verdicts.table import TABLE, write_table


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder, EngineLease.open(Path(folder)) as lease:
        store = Store(RemoteEngine(lease.address, "embedded"))
        await migrations.apply(store)
        observed = await observe(store, await load_customers(store))
        await store.close()
    write_table(observed.verdicts())
    sys.stderr.write(f"{TABLE}: {len(observed.verdicts())} fields\n")


if __name__ == "__main__":
    asyncio.run(_write())
