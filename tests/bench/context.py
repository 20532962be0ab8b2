"""The whole context of a customer beside the bare statements that it sends: of an ordinary one, of a long history."""

import time
from statistics import median

from profile_service.api.request import Request
from profile_service.api.schema import build_schema
from profile_service.service.context import Context
from profile_service.service.stewardship import Stewardship
from profile_service.store.engines import Remote
from tests.bench import customers
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.reading import Recording, bare_read

_NAME = "context of a customer"
_QUESTION = """
query Context($email: String!) {
  profileBy(identifier: {type: "email", value: $email}) {
    context(now: "2026-01-01T00:00:00Z", channel: "phone") {
      openThreads { kind topic channel canGoOn reason evidence }
      recentContacts { at kind channel topic outcome }
      repeatContacts { topic times channels solved }
      orders { number stage late reason }
      sentiment { score mood trend reason }
      preferences { channel { value share } device { value share } hours { value } weekday { value } }
      value { currency recencyDays frequency monetaryMinor lifetimeMinor averageMinor nextYearMinor }
      risks { kind level score reason }
      promoter { kind points }
      products { due { key dueAt } recommended { key reason } }
      nextStep { kind probability reason }
    }
  }
}
"""
_TIMES = 100


async def measure(engine: Engine, scale: float, figures: Figures) -> None:
    """On the customers that reading.measure loaded."""
    long = int(100_000 * scale)
    emails = [customers.email(n % max(1, int(1_000 * scale))) for n in range(_TIMES)]
    store = Recording(Remote(engine.address, engine.name))
    bare = await bare_read(store, engine, emails, _QUESTION)
    bare_long = await bare_read(store, engine, [customers.LONG] * _TIMES, _QUESTION)
    ordinary, slow = await _p50(store, emails), await _p50(store, [customers.LONG] * _TIMES)
    await store.close()
    figures.add(f"{_NAME}, p50", engine.name, ordinary * 1e3, "ms", bare * 1e3)
    of_long = f"{_NAME} with {long:,} events, p50"
    figures.add(f"{of_long} (floor: an ordinary customer)", engine.name, slow * 1e3, "ms", ordinary * 1e3)
    figures.add(f"{of_long} (floor: bare)", engine.name, slow * 1e3, "ms", bare_long * 1e3)


async def _p50(store: Recording, emails: list[str]) -> float:
    """Median seconds of the question, asked in this process."""
    schema, taken = build_schema(), []
    for address in [*emails[:20], *emails]:
        request = Request("", Context(store, None), Stewardship(store))
        start = time.perf_counter()
        answer = await schema.execute(_QUESTION, {"email": address}, context_value=request)
        taken.append(time.perf_counter() - start)
        assert answer.errors is None, answer.errors
    return median(taken[20:])
