"""Looking into files: offered where a program tries them, and told to each as far as their sources go."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from profile_service.cli.load.file_trial import CommandTrial
from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.audits import audit_lines
from tests.rig.browsers import FROM_HERE
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_FILES = {"file": ("members.csv", b"Member No,E-mail\n1,ann@shop.org\n2,bob@shop.org\n")}
_ROLES = """
roles:
  everywhere: {who: a, views: [], reads: [load_runs], mutations: [], sources: all, clear: all, reveals: [], rows: all}
  shop: {who: b, views: [], reads: [load_runs], mutations: [], sources: [shop], clear: all, reveals: [], rows: all}
  masked: {who: c, views: [], reads: [load_runs], mutations: [], sources: all, clear: [email], reveals: [], rows: all}
"""


async def test_where_files_are_not_tried_nothing_offers_it(client: httpx.AsyncClient) -> None:
    for path in ("/", "/operations"):
        page = await client.get(path)
        assert (page.status_code, "/operations/inspect" in page.text) == (200, False), path
    asked = await client.get("/operations/inspect")
    sent = await client.post("/operations/inspect", files=_FILES, headers=FROM_HERE)
    for answer in (asked, sent):
        assert (answer.status_code, "the command `profile-service inspect FILE` does it" in answer.text) == (404, True)


async def test_empty_service_takes_a_file(store: Store) -> None:
    async with client_of(store, trial=CommandTrial(3 * 1024**2)) as client:
        page = (await client.get("/")).text
        assert ('action="/operations/inspect"' in page, "up to 3 MB" in page) == (True, True)
        assert "packed with gzip or zstd but not in a zip" in page
        assert "/operations/inspect" in (await client.get("/operations")).text
    async with client_of(store, trial=CommandTrial(0)) as client:
        assert "/operations/inspect" not in (await client.get("/")).text


async def test_signs_that_cannot_be_seen_are_shown_by_their_escapes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROFILE_DATA_DIR", str(tmp_path / "none"))
    header = "Member No,E-mail,Am\u202etnuo\x1b[31m,Two\u200bfold"
    file = ("odd\u202ename.csv", f"{header}\n1,ann@shop.org,a\x07b,x\n2,bob@shop.org,c,y\n".encode())
    async with client_of(store, trial=CommandTrial(1024**2)) as client:
        page = (await client.post("/operations/inspect", files={"file": file}, headers=FROM_HERE)).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Am\\u202etnuo\\x1b[31m" in table
    assert "Two\\u200bfold" in table
    assert {sign for sign in table if not sign.isprintable()} == {"\n"}
    assert {sign for sign in page if not sign.isprintable()} == {"\n"}


async def test_role_of_some_sources_or_values_is_not_told_what_the_store_has(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    monkeypatch.setenv("PROFILE_DATA_DIR", str(tmp_path / "none"))
    roles = tmp_path / "access.yaml"
    roles.write_text(_ROLES)
    settings = replace(SETTINGS, data_dir=tmp_path / "data", access=roles)
    async with client_of(store, settings, CommandTrial(1024**2)) as client:
        told = {
            role: (
                await client.post(
                    "/operations/inspect",
                    files=_FILES,
                    headers={**FROM_HERE, **await bearer(store, role, name=role, roles=roles)},
                )
            ).text
            for role in ("everywhere", "shop", "masked")
        }
    assert ["Nothing was written." in told[role] for role in ("everywhere", "shop", "masked")] == [True, False, False]
    assert ["not compared with the store" in told[role] for role in ("everywhere", "shop", "masked")] == [
        False,
        True,
        True,
    ]
    lines = [line for line in audit_lines(tmp_path / "data" / "audit") if line["operation"] == "inspectFile"]
    assert [(line["who"], line["door"], line["rows"]) for line in lines] == [
        ("everywhere", "console", 2),
        ("shop", "console", 0),
        ("masked", "console", 0),
    ]
