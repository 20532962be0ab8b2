"""How fast each loader makes rows ready to be written, on one core and without a store: what it can keep busy."""

import time
from pathlib import Path
from statistics import median

from loaders.catalogue import loader
from loaders.loader import Reading
from profile_service.service.batches import batches
from tests.bench.figures import Figures
from tests.loaders.damage import FILES
from tests.loaders.reading import FIXTURES

_ROWS = 4_000
_ROUNDS = 3


def measure(folder: Path, figures: Figures) -> None:
    """Each fixture, its rows repeated until it is long."""
    for name, file in FILES:
        if file.startswith("journey/"):
            continue  # measured whole by tests.bench.journey
        path = _long(folder, FIXTURES / file)
        reading = Reading(loader(name, country="US"), path)
        rate = median(_rate(reading) for _ in range(_ROUNDS))
        figures.add(f"read and prepare {file.rpartition('/')[2]}", "none", rate, "rows/s")


def _long(folder: Path, fixture: Path) -> Path:
    """The same name in an own folder, beside what the loader looks up there."""
    home = folder / f"{fixture.stem}-long"
    home.mkdir()
    for beside in fixture.parent.glob("zendesk_users.ndjson"):
        (home / "users.ndjson").write_bytes(beside.read_bytes())
    lines = fixture.read_bytes().splitlines(keepends=True)
    head, body = (lines[:1], lines[1:]) if fixture.suffix == ".csv" else ([], lines)
    if body and not body[-1].endswith(b"\n"):
        body[-1] += b"\n"
    path = home / fixture.name
    path.write_bytes(b"".join(head + body * (_ROWS // max(len(body), 1) + 1)))
    return path


def _rate(reading: Reading) -> float:
    start = time.perf_counter()
    made = list(batches(reading(), 500))
    loaded = sum(item.rows for batch in made for item in batch.items)
    rejected = sum(reject.rows for batch in made for reject in batch.rejects)
    return (loaded + rejected) / (time.perf_counter() - start)
