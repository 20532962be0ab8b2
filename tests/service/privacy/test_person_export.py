"""The export of a person has whatever the store holds of them, by words of their own in every field of several
sources, and nothing of anybody else."""

import html
import json
import re
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from profile_service.api.privacy.person_page import html_chunks
from profile_service.domain.profile.notes import Note
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.declared.privacy_inventory import inventory
from profile_service.service.privacy.export_file import json_chunks
from profile_service.service.privacy.person_export import SECTIONS, ExportSources, PersonExport, person_export
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.audits import DESK, audit_place, entry
from tests.rig.canary_exports import Canary
from tests.rig.loading import load as load_file
from tests.rig.people import did, load, load_ann, profile_id, record
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio
_STAFF = "stewardess"
_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
_LINKS = "MATCH ()-[l]->() RETURN properties(l) AS properties"
_RECORDS = "MATCH (p:Profile {id: $id})<-[:OF]-(r:SourceRecord)"
_WALKS = {
    "MATCH (n:Profile {id: $id})": "Profile",
    "MATCH (:Profile {id: $id})<-[:MERGED_INTO*1..]-(n:Profile)": "Profile",
    "MATCH (:Profile {id: $id})<-[n:MERGED_INTO]-(:Profile)": "MERGED_INTO",
    "MATCH (:Profile {id: $id})<-[:OF]-(n:SourceRecord)": "SourceRecord",
    f"{_RECORDS}-[n:HAS]->(:Identifier)": "HAS",
    f"{_RECORDS}-[:HAS]->(n:Identifier)": "Identifier",
    f"{_RECORDS}-[n:CONSENTED]->()": "CONSENTED",
    f"{_RECORDS}<-[:BY]-(n:Event)": "Event",
    f"{_RECORDS}<-[:BY]-(n:Transaction)": "Transaction",
    f"{_RECORDS}<-[:BY]-(:Event)-[:ABOUT]->(n:Product)": "Product",
    f"{_RECORDS}<-[:BY]-(:Event)-[:ABOUT]->(n:Case)": "Case",
    f"{_RECORDS}<-[:BY]-(:Event)-[n:LINE]->(:Product)": "LINE",
    f"{_RECORDS}<-[:BY]-(:Event)-[:LINE]->(n:Product)": "Product",
    f"{_RECORDS}-[n:SAME_AS]-(:SourceRecord)": "SAME_AS",
    f"{_RECORDS}-[n:NOT_SAME_AS]-(:SourceRecord)": "NOT_SAME_AS",
}
"""Whatever a walk from the profile reaches without leaving for another customer: the label or type of `n`."""


async def test_no_word_of_the_person_is_missing(store: Store, tmp_path: Path) -> None:
    canary, profile = await _canaries(store, tmp_path)
    page = await _export(store, profile, tmp_path)
    text = await _json(page)
    stored = await _words(store, canary.prefix)
    assert len(stored) > 60
    assert stored - _words_in([text], canary.prefix) == set()
    assert _words_in([text], "nghbr") == set()
    assert [line for line in text.splitlines() if _STAFF in line] == []
    assert list(json.loads(text)) == list(SECTIONS)
    assert {name: count for name, count in page.counts.items() if count == 0} == {"address_consents": 0}


async def test_page_to_read_has_every_word(store: Store, tmp_path: Path) -> None:
    canary, profile = await _canaries(store, tmp_path)
    chunks = [chunk async for chunk in html_chunks((await _export(store, profile, tmp_path)).sections())]
    page = b"".join(chunks).decode()
    seen = html.unescape(re.sub(r"<[^>]*>", " ", page))
    assert await _words(store, canary.prefix) - _words_in([seen], canary.prefix) == set()
    assert "nghbr" not in page.lower()
    assert "<script" not in page
    assert re.findall(r"(?:href|src)=\"(?!#|data:)", page) == []


async def test_walk_from_the_profile_meets_nothing_that_is_missing(store: Store, tmp_path: Path) -> None:
    """Of each label and relation the properties that the inventory gives to the person, with all their values."""
    _, profile = await _canaries(store, tmp_path)
    sources = ExportSources(store, None, names_staff=True)
    customer = await _reader(store, await reading_basis(store)).customer(profile)
    assert customer is not None
    values = {str(value) for value in _leaves(json.loads(await _json(await person_export(sources, customer))))}
    declared = inventory()
    for walk, kind in _WALKS.items():
        rows = await store.read(f"{walk} RETURN properties(n) AS stored", id=profile)
        assert rows, walk
        exported = {**declared.labels, **declared.relations}[kind].exported_names()
        for row in rows:
            for name in exported & row["stored"].keys():
                missing = {str(leaf) for leaf in _read(name, row["stored"][name])} - values
                assert missing == set(), (kind, name)


async def test_names_of_employees_are_there_where_the_setting_says_so(store: Store, tmp_path: Path) -> None:
    _, profile = await _canaries(store, tmp_path)
    text = await _json(await _export(store, profile, tmp_path, names_staff=True))
    assert _STAFF in text
    assert "desk" in {access["who"] for access in json.loads(text)["accesses"]}


async def test_accesses_are_told_by_role_and_time(store: Store, tmp_path: Path) -> None:
    profile = await load_ann(store)
    export = json.loads(await _json(await _export(store, profile, tmp_path)))
    (access,) = export["accesses"]
    assert access.pop("at")[:4] == utc_now()[:4]
    assert access == {
        "role": "agent",
        "kind": "key",
        "door": "graphql",
        "operation": "profile",
        "purpose": "support",
        "outcome": "answered",
        "who": "an employee or a system of ours",
    }


async def test_records_of_others_are_named_by_their_source_alone(store: Store, tmp_path: Path) -> None:
    ann = await load_ann(store)
    await load(store, record("reviews:email:bob@b.example", ("email", "bob@b.example"), name="Bob Roe"))
    steward = Stewardship(store)
    await steward.judge("crm:7", "reviews:email:bob@b.example", Verdict.MAYBE, 0.5, command(reason="same street"))
    text = await _json(await _export(store, ann, tmp_path))
    (judgement,) = json.loads(text)["judgements"]
    assert (judgement["left"], judgement["right"]) == ("crm:7", "another customer's record (reviews)")
    assert judgement["reason"] == "same street"
    assert "bob" not in text.lower()


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_memory_does_not_grow_with_events(store: Store, tmp_path: Path) -> None:
    profile = await load_ann(store)
    peaks = []
    for some in (range(2_000), range(2_000, 8_000)):
        for start in some[::500]:
            await load(
                store, *(did(f"e{n}", "crm:7", "2026-01-05", "visit", "store") for n in range(start, start + 500))
            )
        peaks.append(await _peak(store, profile, tmp_path))
    assert peaks[1] < 1.2 * peaks[0]


async def _peak(store: Store, profile: str, folder: Path) -> int:
    export, size = await _export(store, profile, folder), 0
    tracemalloc.start()
    try:
        async for chunk in json_chunks(export.sections()):
            size += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 300_000
    return peak


async def _canaries(store: Store, folder: Path) -> tuple[Canary, str]:
    """Load two people, who have the same shop, help desk and products in common, and let employees decide about the
    first; who she is, and her profile's id."""
    canary = Canary("cnry", "+33142685300", 1)
    neighbour = Canary("nghbr", "+33612345678", 2)
    for person in (neighbour, canary):
        for loader, path in person.write(folder / person.prefix):
            await load_file(store, folder / "data", loader, path)
    profile = await profile_id(store, "till:K-1")
    await _decide(store, canary, profile)
    return canary, await profile_id(store, "till:K-1")


async def _decide(store: Store, canary: Canary, profile: str) -> None:
    """A note that was corrected, a merge, a lock that was taken back, an event and an identifier that were moved, and a
    judgement about somebody else."""
    steward = Stewardship(store)

    def act(key: str | None = None) -> StewardCommand:
        return StewardCommand(_STAFF, canary.word(), key)

    event, _ = await steward.record(profile, Note("note", text=canary.word(), topic=canary.word()), act())
    await steward.correct_note(event, {"text": canary.word()}, act())
    await load(store, record("erp:1", ("user_id", f"{canary.prefix}erp"), name=canary.word(), day="2026-01-01"))
    await steward.merge([profile, await profile_id(store, "erp:1")], act(key="k1"))
    locked = await steward.lock(await profile_id(store, "till:K-1"), act())
    await steward.undo(locked.decision, act())
    await steward.move_event("till:visit:1", "erp:1", act())
    await steward.judge("erp:1", "till:K-2", Verdict.NOT_SAME, 1.0, act())


def _reader(store: Store, basis: Any) -> ProfileReader:
    return ProfileReader(store, "FR", basis)


async def _export(store: Store, profile: str, folder: Path, *, names_staff: bool = False) -> PersonExport:
    """The export, after an agent looked at the person."""
    audit = audit_place(folder)
    async with AuditTrail(audit).kept_on_disk() as trail:
        await trail.write(DESK, [entry(profile), entry("somebody else")])
    customer = await _reader(store, await reading_basis(store)).customer(profile)
    assert customer is not None
    return await person_export(ExportSources(store, audit, names_staff), customer)


async def _json(export: PersonExport) -> str:
    return b"".join([chunk async for chunk in json_chunks(export.sections())]).decode()


async def _words(store: Store, prefix: str) -> set[str]:
    """The person's words in whatever the store holds."""
    rows = [*await store.read(_NODES), *await store.read(_LINKS)]
    kept = [row for row in rows if "Spelling" not in (row.get("labels") or ())]
    return _words_in((str(row["properties"]) for row in kept), prefix)


def _words_in(texts: Iterable[str], prefix: str) -> set[str]:
    return {word for text in texts for word in re.findall(rf"{prefix}(?:\d+q|[a-z]+)", text.lower())}


def _read(name: str, value: Any) -> Iterator[Any]:
    """The values of a property, which may be a JSON text."""
    if name in {"tally", "previous", "files", "moves", "locks", "versions", "before"}:
        return iter(())
    if name in {"attributes", "cleared", "details"}:
        return _leaves(json.loads(value))
    if name == "id" and "~" in str(value):
        return iter([str(value).partition("~")[0]])
    return _leaves(value)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield value
