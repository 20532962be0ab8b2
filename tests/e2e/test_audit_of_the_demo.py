"""Whatever is asked of the demo, no word of its raw files is in the audit: of no cell, and of no profile's id."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from profile_service.api.graphql.schema import build_schema
from profile_service.store.engine.store import Store
from tests.bench.callers import load_people
from tests.oracle.callers import sayings
from tests.rig.audits import audit_lines
from tests.rig.callers import SETTINGS
from tests.rig.clients import client_of
from tests.sources import ROOT

pytestmark = pytest.mark.anyio
_QUESTIONS = re.compile(r"<!-- (?:question|story) -->\n```graphql\n(.*?)```", re.DOTALL)
_SEARCH = "query ($text: String!) { searchProfiles(text: $text) { nodes { id name { value } email { value } } } }"
_PROFILE = """
query ($id: ID!) {
  profile(id: $id) { id attributes { value } identifiers { value } perhapsAlso { profile { id } } }
  how(profile: $id) { steps { sentence } } history(profile: $id) { nodes { sentence } }
}
"""
_HASH = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_OWN_WORDS = {"local", "admin", "graphql", "answered", "begun", "refused", "full", "support"}
"""Who asks, how, in which view, and what came of it; an operation is a field of the schema."""


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_no_word_of_the_raw_files_is_kept(store: Store, tmp_path: Path) -> None:
    await load_people(store, tmp_path / "demo", households=40)
    ids: set[str] = set()
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as client:

        async def ask(query: str, **variables: str) -> dict[str, Any]:
            answer: dict[str, Any] = (
                await client.post("/graphql", json={"query": query, "variables": variables})
            ).json()
            return answer

        for saying in sayings(tmp_path / "demo", 2):
            found = (await ask(_SEARCH, text=saying.text))["data"]["searchProfiles"]["nodes"]
            ids |= {each["id"] for each in found}
        for id in ids:
            assert "data" in await ask(_PROFILE, id=id)
        for question in _questions():
            await ask(question)
        note = 'profile: $id, kind: "note", text: "Martha Kowalczyk rang", reason: "Martha Kowalczyk asked"'
        query = f"mutation ($id: ID!) {{ martha: recordInteraction(input: {{{note}}}) {{ event }} }}"
        assert "errors" not in await ask(query, id=min(ids))
    lines = audit_lines(tmp_path / "audit")
    assert len(ids) > 50
    assert len(lines) > 3 * len(ids)
    operations = {*build_schema()._schema.get_type("Query").fields, *build_schema()._schema.get_type("Mutation").fields}  # type: ignore[union-attr]
    words = {word for line in lines for word in _words(line)}
    assert words <= operations | _OWN_WORDS | {"perhapsAlso"}
    kept = " ".join(words)
    assert {cell for cell in _cells(tmp_path / "demo") if cell in kept} == set()
    text = (tmp_path / "audit" / "audit.jsonl").read_text()
    assert {id for id in ids if id in text} == set()


def _words(line: dict[str, Any]) -> Iterator[str]:
    """Every text of a line but hashes and times, which are looked at here; and the id of a decision."""
    assert all(_HASH.fullmatch(each) for each in line.pop("profiles", []))
    assert _HASH.fullmatch(line.pop("reason", {"hmac": "0" * 32})["hmac"])
    assert _TIME.fullmatch(line.pop("at"))
    assert line.pop("details", {"decision": ""}).keys() == {"decision"}
    assert len(line.pop("mac")) == 64
    yield from (value for value in line.values() if isinstance(value, str) and value)
    assert all(isinstance(value, str | int) for value in line.values()), json.dumps(line)


def _questions() -> Iterator[str]:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        yield from _QUESTIONS.findall(page.read_text(encoding="utf-8"))


def _cells(folder: Path) -> Iterator[str]:
    """Every value of the files that is no plain number, date, or a word of our own."""
    for path in folder.rglob("*.csv"):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.reader(file):
                yield from (cell for cell in row if len(cell) > 3 and cell.casefold() not in _OWN_WORDS)
