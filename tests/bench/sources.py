"""How fast each loader loads, from its file to the store, beside the bare writes of the same rows."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.build.loader import ItemReader
from loaders.registry import loader
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import floors
from tests.bench.figures import Figures
from tests.bench.loading import Engine, clear
from tests.loaders.damage import FILES
from tests.loaders.entries import FIXTURES

_ROWS = 6_000
_BATCH_ROWS = 500


async def measure(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    """Each fixture, its rows repeated until it is long; each repetition is about other people."""
    store = Store(RemoteEngine(engine.address, engine.name))
    await migrations.apply(store)
    try:
        for name, file in FILES:
            if file.startswith("journey/"):
                continue  # measured whole by tests.bench.journey
            path = _long(folder, FIXTURES / file, int(_ROWS * scale))
            items = Others(ItemReader(loader(name, country="US"), path))
            await _rates(store, engine, items)  # an engine that still compiles what it runs is slower by half
            floor, rate = await _rates(store, engine, items)
            figures.add(f"load {file.rpartition('/')[2]}", engine.name, rate, "rows/s", floor)
    finally:
        await store.close()


@dataclass(frozen=True)
class Others:
    """The items of a file that says the same again and again, as if each time it were about others."""

    reading: ItemReader

    def __call__(self, rules: Rules) -> Iterator[Item | Rejected]:
        seen = Counter[str]()
        for entry in self.reading(rules):
            if isinstance(entry, Rejected):
                yield entry
                continue
            first = next(chain((r.key for r in entry.records), (e.key for e in entry.events)), "")
            yield _of_others(entry, f"~{seen[first]}")
            seen[first] += 1


def _of_others(item: Item, mark: str) -> Item:
    return replace(
        item,
        records=tuple(_record(each, mark) for each in item.records),
        events=tuple(_event(each, mark) for each in item.events),
        merges=tuple(
            replace(j, record=j.record + mark, survivor=j.survivor and j.survivor + mark) for j in item.merges
        ),
        deletions=tuple(replace(gone, record=gone.record + mark) for gone in item.deletions),
        consents=tuple(consent._replace(record=consent.record + mark) for consent in item.consents),
    )


def _record(record: SourceRecord, mark: str) -> SourceRecord:
    identifiers = tuple(Identifier(each.type, each.value + mark) for each in record.identifiers)
    return replace(record, record_id=record.record_id + mark, identifiers=identifiers)


def _event(event: Event, mark: str) -> Event:
    return replace(event, key=event.key + mark, record=event.record + mark)


async def _rates(store: Store, engine: Engine, items: Others) -> tuple[float, float]:
    """Rows a second of the bare writes and of the load."""
    entries = list(items(packaged_rules()))
    written = [entry for entry in entries if isinstance(entry, Item)]
    said = {record.key for item in written for record in item.records}
    before = sorted({event.record for item in written for event in item.events} - said)
    clear(engine.address, before)
    floor = sum(item.rows for item in written) / floors.seconds(engine.address, written, _BATCH_ROWS)
    clear(engine.address, before)
    rows = sum(entry.rows for entry in entries)
    load = Load("bench", "bench", [FileToLoad(items.reading.path, str(items.reading.path), rows, items)])
    with TemporaryDirectory() as data_dir:
        start = time.perf_counter()
        await LoadRunner(store, Path(data_dir), _BATCH_ROWS).run(load)
        return floor, rows / (time.perf_counter() - start)


def _long(folder: Path, fixture: Path, rows: int) -> Path:
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
    path.write_bytes(b"".join(head + body * (rows // max(len(body), 1) + 1)))
    return path
