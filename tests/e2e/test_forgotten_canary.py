"""A person with a word of her own in every field of every source: after her erasure no answer, page, log, file or new
backup has one, and neither her exports nor an older backup bring her back."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from backports import zstd

from tests.bench.reading import FULL
from tests.rig.browsers import FROM_HERE, HTML
from tests.rig.canary_exports import Canary
from tests.rig.restored import emptied_neo4j
from tests.rig.served import served
from tests.rig.terminal import Ended, Terminal

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
_CANARY = Canary("cnry", "+33142685300", 1)
_TRACES = (b"cnry", b"142685300", b"yrnc", b"003586241")
"""What all her words begin with, and her phone; and both as searches by the end of a value keep them."""
_LOUD = {"PROFILE_LOG_LEVEL": "debug", "PROFILE_LOG_FORMAT": "json"}
_NOTE = """mutation($id: ID!, $text: String!) {
  recordInteraction(input: {profile: $id, kind: "note", text: $text, idempotencyKey: $text}) { event } }"""
_SEARCH = "query($text: String!) { searchProfiles(text: $text) { nodes { id name { value } } } }"
_OF_ALL = """{
  changes(first: 100) { nodes { kind profile } }
  loadRuns(first: 100) { nodes { id files state } }
  reviewQueue(first: 100) { nodes { id profiles { id } } }
  auditTrail(first: 100) { nodes { operation outcome } }
}"""
_OF_HER = """query($id: ID!) {
  profile(id: $id) { id name { value } timeline(first: 100) { nodes { key details } } }
  history(profile: $id, first: 100) { nodes { kind } }
}"""


@pytest.fixture
def exports(tmp_path: Path) -> list[tuple[str, Path]]:
    """All of hers, and a row that is rejected."""
    files = _CANARY.write(tmp_path / "exports")
    orders = dict(files)["shopify-orders"]
    with orders.open(encoding="utf-8", newline="") as file:
        header, row = csv.reader(file)
    row[header.index("Created at")], row[header.index("Name")] = "never", "#cnryrejected"
    rejected = tmp_path / "exports" / "rejected.csv"
    with rejected.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row])
    return [*files, ("shopify-orders", rejected)]


@pytest.fixture(params=["embedded", "neo4j"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Terminal:
    """Commands on an empty store of either engine. What the files of a Neo4j keep, docs/privacy.md says."""
    if request.param == "embedded":
        alone: Terminal = request.getfixturevalue("alone")
        return alone
    return emptied_neo4j(request.getfixturevalue("neo4j_server"), tmp_path / "data")


def _elsewhere(terminal: Terminal, data_dir: Path) -> Terminal:
    """An empty place of the same engine: of Neo4j the same database, emptied."""
    if "PROFILE_NEO4J_URI" in terminal.environment:
        return emptied_neo4j(terminal.address, data_dir)
    return Terminal(terminal.address, data_dir, {"PROFILE_DATA_DIR": str(data_dir)})


def test_person_leaves_no_trace(terminal: Terminal, exports: list[tuple[str, Path]], tmp_path: Path) -> None:
    log: list[str] = []
    assert {run.code for run in _loaded(terminal, exports)} == {0, 1}
    with served({**terminal.environment, **_LOUD}, "127.0.0.1", log) as (url, _):
        client = httpx.Client(base_url=url, headers=FROM_HERE, timeout=60)
        id = _asked(client, FULL, email=_CANARY.email)["data"]["profileBy"]["id"]
        noted = _asked(client, _NOTE, id=id, text=_CANARY.word())
        before = "".join(_answers(client, id))
        assert terminal.run("store", "backup", tmp_path / "older").code == 0
        exported = terminal.run("privacy", "export", id, "--out", tmp_path / "person.json")
        erased = terminal.run(
            "privacy", "erase", id, "--yes", "--reason", "cnry asked", "--receipt", tmp_path / "receipt"
        )
        again = _loaded(terminal, exports)
        late = _asked(client, _NOTE, id=id, text=_CANARY.words[-1])
        answers = list(_answers(client, id))
        assert terminal.run("store", "backup", tmp_path / "newer").code == 0
        client.close()

    assert ("errors" in noted, exported.code, erased.code) == (False, 0, 0), (noted, exported.err, erased.err)
    export = (tmp_path / "person.json").read_text()
    stored = b"".join(_unpacked(path) for path in (tmp_path / "older").iterdir())
    words = {word for word in _CANARY.words if word.encode() in stored}
    assert len(words) > 50
    assert {word for word in words if word not in export} == set()
    assert any(word in before for word in words)
    assert [run.code for run in again] == [0] * len(exports)
    assert late["errors"][0]["extensions"]["code"] == "ERASED"
    assert [answer for answer in answers if _has_trace(answer.encode())] == []
    assert [line for line in "".join(log).splitlines() if _has_trace(line.encode())] == []
    assert _traces_in(terminal.data_dir) == []
    assert _traces_in(tmp_path / "older") != []
    assert _traces_in(tmp_path / "newer") == []
    assert not _has_trace((tmp_path / "receipt").read_bytes())
    _restore_the_older_backup(terminal, tmp_path, id)


def _restore_the_older_backup(terminal: Terminal, tmp_path: Path, id: str) -> None:
    data_dir = tmp_path / "restored"
    place = _elsewhere(terminal, data_dir)
    data_dir.mkdir()
    for kept in ("privacy", "access", "audit"):
        shutil.copytree(terminal.data_dir / kept, data_dir / kept)
    restored = place.run("store", "restore", tmp_path / "older")
    assert restored.code == 0, restored.err
    with (
        served(place.environment, "127.0.0.1") as (url, _),
        httpx.Client(base_url=url, headers=FROM_HERE, timeout=60) as client,
    ):
        assert [answer for answer in _answers(client, id) if _has_trace(answer.encode())] == []
    assert place.run("privacy", "purge").code == 0
    assert _traces_in(data_dir) == []


def _loaded(terminal: Terminal, exports: list[tuple[str, Path]]) -> list[Ended]:
    return [terminal.run("load", loader, path) for loader, path in exports]


def _answers(client: httpx.Client, id: str) -> Iterator[str]:
    """Of all doors that could tell of her."""
    yield json.dumps(_asked(client, FULL, email=_CANARY.email))
    yield json.dumps(_asked(client, _OF_HER, id=id))
    yield json.dumps(_asked(client, _OF_ALL))
    for word in (*_CANARY.words, "cnryfamily", "cnrycard", _CANARY.phone, "5300"):
        yield json.dumps(_asked(client, _SEARCH, text=word))
    for path in (f"/customers/{id}", "/", "/recent", "/loads", "/review", "/audit", "/privacy"):
        yield client.get(path, headers=HTML, follow_redirects=True).text


def _asked(client: httpx.Client, query: str, **variables: object) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/graphql", json={"query": query, "variables": variables}).json()
    return answer


def _traces_in(folder: Path) -> list[str]:
    """The files that have a word of hers, unpacked where they are packed."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [str(path.relative_to(folder)) for path in paths if _has_trace(_unpacked(path))]


def _unpacked(path: Path) -> bytes:
    return zstd.decompress(path.read_bytes()) if path.suffix == ".zst" else path.read_bytes()


def _has_trace(text: bytes) -> bool:
    lowered = text.lower()
    return any(trace in lowered for trace in _TRACES)
