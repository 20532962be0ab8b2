"""The whole context of a customer over HTTP beside the bare statements that it sends."""

from pathlib import Path
from statistics import median

from tests.bench import customers
from tests.bench.asking import Bare, bare_driver, beside, server, statements
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.reading import of_histories

_NAME = "context of a customer over HTTP"
CONTEXT = """
query Context($email: String!) {
  profileBy(identifier: {type: "email", value: $email}) {
    context(now: "2026-01-01T00:00:00Z", channel: "phone") {
      openThreads { kind topic channel canGoOn reason evidence }
      recentContacts { at kind channel topic outcome }
      repeatContacts { topic times channels solved }
      orders { number stage late reason }
      sentiment { score mood trend reason }
      preferences { channel { value share } device { value share } hours { value } weekday { value } }
      value { currency recencyDays frequency monetaryMinor lifetimeMinor averageMinor }
      risks { kind level score reason }
      promoter { kind points }
      products { due { key dueAt } recommended { key reason } }
      nextStep { kind probability reason }
    }
  }
}
"""
_TIMES = 150


async def measure(engine: Engine, data_dir: Path, scale: float, figures: Figures) -> None:
    """On the customers that reading.measure loaded."""
    count, long = int(1_000 * scale), int(100_000 * scale)
    emails = [customers.email(n % count) for n in range(_TIMES)]
    sent = await statements(engine, CONTEXT, {*emails, customers.REGULAR, customers.LONG})
    with server(engine, data_dir, PROFILE_ALLOWANCE="0") as (port, _):
        async with bare_driver(engine) as driver:
            bare = Bare(driver, engine.address.database, sent)
            await beside(port, bare, CONTEXT, emails[:60])
            taken, floors = await beside(port, bare, CONTEXT, emails)
            figures.add(f"{_NAME}, p50", engine.name, median(taken) * 1e3, "ms", median(floors) * 1e3)
            await of_histories(_NAME, (port, bare, CONTEXT, emails), long, figures, engine.name)
