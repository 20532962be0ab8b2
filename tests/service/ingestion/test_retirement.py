"""A full export retires what it does not hold any more: its own kind of records alone, and only what is sure."""

from pathlib import Path

import pytest

from profile_service.domain.sources.items import Item, Rejected, SourceDeletion
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.service.ingestion.load_options import LoadOptions
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.files import load_of
from tests.rig.graph import links, run
from tests.rig.people import at, did, record
from tests.rig.stewards import clusters, clusters_in

pytestmark = pytest.mark.anyio

_FULL = LoadOptions(full=True, retire_limit=0.5)


def _people(*numbers: int, day: str | None = "2026-01-01") -> list[Item | Rejected]:
    return [Item(n + 2, (record(f"crm:{n:02d}", ("email", f"p{n}@shop.org"), day=day),)) for n in numbers]


def _retired(address: Address) -> set[str]:
    return {key for (key,) in run(address, "MATCH (r:SourceRecord) WHERE r.retired_at IS NOT NULL RETURN r.key")}


async def _load(store: Store, data_dir: Path, load: Load, terms: LoadOptions = _FULL) -> LoadRun:
    return await LoadRunner(store, data_dir, 2).run(load, options=terms)


async def test_what_the_export_lacks_is_retired(store: Store, address: Address, tmp_path: Path) -> None:
    await _load(store, tmp_path, load_of(_people(1, 2, 3, 4, 5)), LoadOptions())
    await _load(store, tmp_path, load_of([Item(2, (record("shop:1", ("email", "p2@shop.org")),))], loader="shop"))

    first = await _load(store, tmp_path, load_of(_people(1, 3), _people(5)))
    again = await _load(store, tmp_path, load_of(_people(1, 3), _people(5)))

    assert (first.retired, first.counts.unchanged, again.retired) == (2, 3, 0)
    assert _retired(address) == {"crm:02", "crm:04"}
    assert clusters_in(address) == clusters("crm:01", "crm:02", "crm:03", "crm:04", "crm:05", "shop:1")


async def test_other_kinds_of_the_source_stay(store: Store, address: Address, tmp_path: Path) -> None:
    """Records that another loader brought, stand-ins of events, and what was deleted already."""
    called = Item(2, (record("crm:phone:1"),), (did("v1", "crm:99", "2026-01-01"),))
    await _load(store, tmp_path, load_of([called], loader="crm-calls"), LoadOptions())
    await _load(
        store,
        tmp_path,
        load_of([*_people(1, 2), Item(9, deletions=(SourceDeletion("crm:08", at("2026-01-01")),))]),
        LoadOptions(),
    )

    loaded = await _load(store, tmp_path, load_of(_people(1)))

    assert loaded.retired == 1
    assert _retired(address) == {"crm:02", "crm:08"}
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {("v1", "crm:99")}


async def test_too_many_are_not_retired_until_approved(store: Store, address: Address, tmp_path: Path) -> None:
    await _load(store, tmp_path, load_of(_people(*range(10))), LoadOptions())
    part = load_of(_people(1, 2))

    with pytest.raises(InvalidInput, match="lacks 8 of 10 records, 80%, which is more than 10%"):
        await _load(store, tmp_path, part, LoadOptions(full=True))
    before = _retired(address)
    approved = await _load(store, tmp_path, part, LoadOptions(full=True, approved=True))

    assert (before, approved.retired, len(_retired(address))) == (set(), 8, 8)


async def test_nothing_is_retired_where_a_row_was_rejected(store: Store, address: Address, tmp_path: Path) -> None:
    await _load(store, tmp_path, load_of(_people(1, 2)), LoadOptions())

    with pytest.raises(InvalidInput, match="nothing was retired: 1 row was rejected"):
        await _load(store, tmp_path, load_of([*_people(1), Rejected(3, "no date", "2,x")]))

    assert _retired(address) == set()


async def test_a_record_that_is_back_in_the_export_is_revived(store: Store, address: Address, tmp_path: Path) -> None:
    await _load(store, tmp_path, load_of(_people(1, 2)))
    await _load(store, tmp_path, load_of(_people(1)))

    back = await _load(store, tmp_path, load_of(_people(2, 1)))

    assert (back.counts.changed, back.retired, _retired(address)) == (1, 0, set())


async def test_a_run_that_stopped_while_retiring_goes_on(store: Store, address: Address, tmp_path: Path) -> None:
    await _load(store, tmp_path, load_of(_people(*range(12))), LoadOptions())
    part = load_of(_people(*range(6)))

    def stop(run: LoadRun) -> None:
        if run.retired:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await LoadRunner(store, tmp_path, 2).run(part, stop, _FULL)
    halfway = _retired(address)
    ended = await _load(store, tmp_path, part)

    assert halfway == {"crm:06", "crm:07"}
    assert (ended.retired, ended.counts.read, ended.state) == (6, 6, "finished")
    assert _retired(address) == {f"crm:{n:02d}" for n in range(6, 12)}
