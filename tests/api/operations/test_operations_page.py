"""The pages of load runs: what became of the rows of each, for those who may read them."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.quality.dropped_cells import DroppedCell
from profile_service.domain.values.masking import masked
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine.store import Store
from profile_service.store.sources import runs
from tests.rig.callers import bearer
from tests.rig.files import load_of
from tests.rig.people import record
from tests.sources import ROOT

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_SCRIPT = "<script>alert(1)</script>"
_MIGRATIONS = len(list((ROOT / "schema" / "graph").glob("*.cypher")))
_RUN = LoadRun(
    "0193", "shopify-customers", "shopify", ("/exports/customers.csv",), "finished", Counts(100, 90, 4, 2, 4),
    "2026-11-22T09:00:00.000000Z", "2026-11-22T09:00:02.000000Z", rows=100,
)  # fmt: skip


async def _stored(store: Store, *all_runs: LoadRun) -> None:
    for run in all_runs:
        await store.write(lambda tx, run=run: runs.start(tx, run, resume_key=run.id, host="h"))  # type: ignore[misc]


async def _loaded(store: Store, folder: Path, column: str, reason: str) -> str:
    """The id of a run over one file: a row with an odd cell, a good one, and one that is rejected."""
    good = Item(2, (record("crm:1", ("email", "p1@shop.org")),))
    odd = Item(3, (record("crm:2", name="Bo"),), dropped=(DroppedCell.of(3, column, reason, "bo(at)x"),))
    rejected = Rejected(4, "no date", "x", "Born", value="May 7")
    return (await LoadRunner(store, folder).run(load_of([good, odd, rejected]))).id


async def test_row_of_a_run_counts_what_became_of_its_rows(store: Store, client: httpx.AsyncClient) -> None:
    await _stored(store, _RUN)
    page = (await client.get("/operations")).text
    cells = re.findall(r'<td class="number">(?:<b class="bad">)?([^<]*)', page)
    assert cells == ["100", "90", "4", "2", "4", "0", "50"], "read, new, changed, as before, rejected, cells, rows/s"
    assert ("shopify-customers" in page, "customers.csv" in page) == (True, True)


async def test_page_says_how_the_store_is_as_far_as_the_role_may_know(store: Store, keyed: httpx.AsyncClient) -> None:
    await _stored(store, replace(_RUN, state="running"))
    await store.define("DROP INDEX load_run_resume")
    try:
        steward = (await keyed.get("/operations", headers=await bearer(store, "steward"))).text
        loader = (await keyed.get("/operations", headers=await bearer(store, "loader"))).text
    finally:
        await store.define("CREATE INDEX load_run_resume IF NOT EXISTS FOR (l:LoadRun) ON (l.resume_key)")
    for page in (steward, loader):
        assert "ArcadeDB 26." in page
        assert f"<dt>Schema</dt><dd>{_MIGRATIONS} of {_MIGRATIONS} migrations</dd>" in page
        assert "load_run_resume: missing" in page
        assert "<dt>Runs under way</dt><dd>1</dd>" in page
    assert ["0 waiting" in page for page in (steward, loader)] == [True, False]
    assert ["Changes so far" in page for page in (steward, loader)] == [True, False]


async def test_page_of_a_run_has_cells_by_their_shape_and_what_to_do(
    store: Store, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    id = await _loaded(store, tmp_path, "Email", "the email has no domain")
    page = (await client.get(f"/operations/loads/{id}")).text
    for text in ("Email", "the email has no domain", f"<code>{masked('bo(at)x')}</code>", "line 3", "0.csv"):
        assert text in page, text
    for text in ("<td>Born</td><td>no date</td>", f"<code>{masked('May 7')}</code>", "line 4"):
        assert text in page, text
    assert ("bo(at)x" in page, "May 7" in page) == (False, False)
    for command in (f"identity undo-run {id} --dry-run", f"rejects show {id}", "rejects retry "):
        assert command in page, command
    await store.write(lambda tx: tx.run("MATCH (l:LoadRun {id: $id}) SET l.state = 'undone'", id=id))
    page = (await client.get(f"/operations/loads/{id}")).text
    assert (f"rejects show {id}" in page, "rejects retry" in page) == (True, False)


async def test_running_load_is_looked_at_again_and_a_finished_one_is_not(
    store: Store, client: httpx.AsyncClient
) -> None:
    await _stored(store, _RUN)
    assert "every 2s" not in (await client.get("/operations")).text
    await _stored(store, replace(_RUN, id="0194", state="running", rows=400))
    page = (await client.get("/operations")).text
    assert ("every 2s" in page, '<progress value="100" max="400"' in page) == (True, True)
    assert "undo-run" not in (await client.get("/operations/loads/0194")).text


async def test_pages_of_runs_have_each_once(store: Store, client: httpx.AsyncClient) -> None:
    await _stored(store, *(replace(_RUN, id=f"{n:04}") for n in range(45)))
    seen, path = [], "/operations"
    while path:
        page = (await client.get(path)).text
        seen += re.findall(r'href="/operations/loads/(\d+)"', page)
        more = re.search(r'href="(/operations\?after=[^"]+)"', page)
        path = more[1] if more else ""
    assert seen == [f"{n:04}" for n in reversed(range(45))]


async def test_role_that_may_not_read_runs_is_told_so(store: Store, keyed: httpx.AsyncClient) -> None:
    await _stored(store, _RUN)
    statuses = {}
    for role in ("agent", "steward", "loader", "privacy_officer", "admin"):
        headers = await bearer(store, role, name=role)
        pages = [await keyed.get(path, headers=headers) for path in ("/operations", "/operations/loads/0193")]
        statuses[role] = [page.status_code for page in pages]
        assert [("customers.csv" in page.text) for page in pages] == [role != "agent"] * 2, role
    assert statuses.pop("agent") == [403, 404], "whether there is such a run is not told"
    assert set(map(tuple, statuses.values())) == {(200, 200)}


async def test_unknown_run_is_not_found_and_odd_addresses_are_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get("/operations/loads/nothing")).status_code == 404
    assert (await client.get(f"/operations/loads/{_SCRIPT[:-9]}")).status_code == 404
    assert (await client.get("/operations?after=x")).status_code == 400


async def test_text_of_files_is_never_markup(store: Store, client: httpx.AsyncClient, tmp_path: Path) -> None:
    odd = replace(_RUN, loader=_SCRIPT, source=_SCRIPT, files=(_SCRIPT,))
    await _stored(store, odd)
    id = await _loaded(store, tmp_path, _SCRIPT, _SCRIPT)
    for path in ("/operations", "/operations/loads/0193", f"/operations/loads/{id}"):
        page = await client.get(path)
        assert (page.status_code, "<script>" in page.text, "&lt;script&gt;" in page.text) == (200, False, True), path


async def test_installation_is_shown_to_those_who_may_read_who_has_access(
    store: Store, keyed: httpx.AsyncClient
) -> None:
    await _stored(store, _RUN)
    await store.define("DROP INDEX load_run_resume")
    try:
        admin = await bearer(store, "admin")
        page = (await keyed.get("/operations", headers=admin)).text
        renewed = (await keyed.get("/operations", headers={**admin, "hx-request": "true"})).text
        steward = (await keyed.get("/operations", headers=await bearer(store, "steward"))).text
    finally:
        await store.define("CREATE INDEX load_run_resume IF NOT EXISTS FOR (l:LoadRun) ON (l.resume_key)")
    assert "The installation" in page
    assert "load_run_resume is missing in the store" in page
    assert "run profile-service schema apply" in page
    assert ("The installation" in renewed, "The installation" in steward) == (False, False)
