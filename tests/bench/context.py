"""The whole context of a customer over HTTP beside the bare statements that it sends."""

from pathlib import Path
from statistics import median

from tests.bench import customers
from tests.bench.asking import Bare, bare_driver, beside, server, statements
from tests.bench.figures import Figures
from tests.bench.loading import Engine

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
    asked = [each for email in emails for each in (email, customers.LONG)]
    sent = await statements(engine, CONTEXT, {*asked})
    with server(engine, data_dir) as (port, _):
        async with bare_driver(engine) as driver:
            bare = Bare(driver, engine.address.database, sent)
            await beside(port, bare, CONTEXT, asked[:60])
            taken, floors = await beside(port, bare, CONTEXT, asked)
    ordinary, slow = median(taken[::2]) * 1e3, median(taken[1::2]) * 1e3
    figures.add(f"{_NAME}, p50", engine.name, ordinary, "ms", median(floors[::2]) * 1e3)
    of_long = f"{_NAME}, with {long:,} events, p50"
    figures.add(f"{of_long} (floor: an ordinary customer)", engine.name, slow, "ms", ordinary)
    figures.add(f"{of_long} (floor: bare)", engine.name, slow, "ms", median(floors[1::2]) * 1e3)
