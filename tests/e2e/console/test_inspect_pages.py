"""A file that is dropped on the console: what it holds and what loading it would do, and nothing of it is loaded."""

import gzip
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest
from playwright.sync_api import FilePayload, expect

from tests.rig.axe_core import accessibility_findings
from tests.rig.browsers import FROM_HERE, SESSION_COOKIE
from tests.rig.chromium import OpenPage, needs_chromium
from tests.rig.demo import Demo

_PEOPLE = b"Member No,E-mail,Joined\n1,ann@shop.org,2026-01-02\n2,bob@shop.org,someday\n3,,2026-01-04\n"
_DROP = """(form, text) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], "members.csv", { type: "text/csv" }));
  for (const type of ["dragover", "drop"]) {
    form.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


def _post(demo: Demo, session: str, content: bytes, **headers: str) -> httpx.Response:
    with httpx.Client(base_url=demo.url, cookies={SESSION_COOKIE: session}, timeout=120) as client:
        files = {"file": ("members.csv", content)}
        return client.post("/operations/inspect", files=files, headers={**FROM_HERE, **headers})


@needs_chromium
def test_file_that_is_dropped_says_what_it_holds(open_page: OpenPage, demo: Demo) -> None:
    runs = "{ loadRuns(first: 100) { nodes { id } } store { lastSeq } }"
    before = demo.ask(runs)
    page = open_page("steward")
    page.goto("/operations/inspect")
    page.locator("[data-drop]").evaluate(_DROP, _PEOPLE.decode())
    expect(page.get_by_role("heading", level=1)).to_have_text("members.csv")
    expect(page.get_by_label("Drafted mapping")).to_contain_text("type: email")
    expect(page.get_by_label("Commands that load the file")).to_contain_text("load mapped members.csv --mapping")
    expect(page.locator("#main")).to_contain_text("Nothing was written.")
    assert "ann@shop.org" not in page.content(), "values are shown by their shape"
    assert accessibility_findings(page) == []
    assert demo.ask(runs) == before


@needs_chromium
def test_form_works_without_scripts(open_page: OpenPage, problems: list[str]) -> None:
    page = open_page("loader", java_script_enabled=False)
    page.goto("/operations")
    page.get_by_role("link", name="Look into a file").click()
    damaged = FilePayload(name="notes.bin", mimeType="application/octet-stream", buffer=b"\x00\x01" * 500)
    page.get_by_label("Choose an export").set_input_files(damaged)
    page.get_by_role("button", name="Look into it").click()
    expect(page.get_by_role("alert")).to_contain_text("otes.bin: ")
    problems.append("Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)")


def test_only_those_who_read_load_runs_look_into_files(demo: Demo, session_of: Callable[[str], str]) -> None:
    assert _post(demo, session_of("agent"), _PEOPLE).status_code == 403
    for role, says in (("loader", "not compared with the store"), ("steward", "Nothing was written.")):
        answer = _post(demo, session_of(role), _PEOPLE)
        assert (answer.status_code, says in answer.text) == (200, True), role


def test_packed_file_is_unpacked_and_an_archive_refused(demo: Demo, session_of: Callable[[str], str]) -> None:
    session, archive = session_of("loader"), BytesIO()
    with ZipFile(archive, "w") as packed:
        packed.writestr("members.csv", _PEOPLE)
    assert _post(demo, session, gzip.compress(_PEOPLE)).status_code == 200
    refused = _post(demo, session, archive.getvalue())
    assert (refused.status_code, "unpack it, and choose one of its files here" in refused.text) == (422, True)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_page_of_another_site_sends_no_file(demo: Demo, session_of: Callable[[str], str], site: str) -> None:
    answer = _post(demo, session_of("loader"), _PEOPLE, **{"sec-fetch-site": site})
    assert answer.status_code == 403


def test_what_is_no_file_or_too_large_is_refused_in_a_sentence(demo: Demo, session_of: Callable[[str], str]) -> None:
    session = session_of("loader")
    large = _post(demo, session, b"x" * (21 * 1024**2))
    assert (large.status_code, "larger than 20 MB" in large.text) == (413, True)
    empty = _post(demo, session, b"")
    assert (empty.status_code, "is empty" in empty.text) == (422, True)
    with httpx.Client(base_url=demo.url, cookies={SESSION_COOKIE: session}, headers=FROM_HERE) as client:
        for sent in (
            {"data": {"file": "text"}},
            {"files": {"other": ("a.csv", _PEOPLE)}},
            {"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=y"}},
            {"content": b"--x", "headers": {"content-type": "multipart/form-data"}},
        ):
            assert client.post("/operations/inspect", **sent).status_code == 400, sent
