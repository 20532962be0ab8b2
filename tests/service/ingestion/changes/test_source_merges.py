"""What sources merge, delete and know of consent: on both engines, idempotent, and people's word stands above it."""

from dataclasses import replace

import pytest

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from profile_service.store.sources import runs
from tests.rig.dump import differences, dump
from tests.rig.graph import links, nodes, run
from tests.rig.people import at, did, load, record
from tests.rig.stewards import clusters, clusters_in, command

pytestmark = pytest.mark.anyio

_EMAIL = ("email", "ann@shop.org")
_MERGED = Item(
    2, merges=(SourceMerge("crm:2", "crm:1", "MasterRecordId"),), deletions=(SourceDeletion("crm:2", at("2026-02-01")),)
)


async def _bring(store: Store, *items: Item, run: str | None = None) -> Counts:
    return await store.write(lambda tx: ingest(tx, items, run=run))


def _consent(
    status: ConsentStatus, day: str | None, record: str = "mail:1", channel: str = "email", evidence: str = "Status"
) -> Consent:
    return Consent(record, "marketing", channel, status, at(day) if day else None, evidence)


def _saying(*consents: Consent) -> Item:
    return Item(2, consents=tuple(consents))


async def test_accounts_that_their_source_merged_are_one_person(store: Store, address: Address) -> None:
    await load(store, record("crm:1", name="Ann Roe"), record("crm:2", _EMAIL), did("v1", "crm:2", "2026-01-05"))

    first = await _bring(store, _MERGED)
    again = await _bring(store, _MERGED)

    assert (first, again) == (Counts(read=1, changed=1), Counts(read=1, unchanged=1))
    assert clusters_in(address) == clusters("crm:1 crm:2")
    assert links(address, "SourceRecord.key", "SAME_AS", "SourceRecord.key", "actor", "reason", "score") == {
        ("crm:1", "crm:2", "source:crm", "MasterRecordId", 1.0)
    }
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {("v1", "crm:2")}


async def test_a_merge_may_come_before_its_records(store: Store, address: Address) -> None:
    await _bring(store, _MERGED)
    await load(store, record("crm:1", name="Ann Roe"), record("crm:2", _EMAIL, day="2026-01-01"))

    assert clusters_in(address) == clusters("crm:1 crm:2")
    assert nodes(address, "SourceRecord", "key", "stub", "name", "retired_at") == {
        ("crm:1", False, "Ann Roe", None),
        ("crm:2", False, None, at("2026-02-01")),
    }


async def test_new_records_that_their_source_merged_begin_as_one_profile(store: Store, address: Address) -> None:
    await load(store, record("crm:1", name="Ann Roe"))

    await _bring(store, Item(2, (record("crm:3", _EMAIL), record("crm:4"))), replace(_MERGED, deletions=()))
    await _bring(store, Item(2, (record("crm:5"), record("crm:6")), merges=(SourceMerge("crm:6", "crm:5", "merged"),)))

    assert clusters_in(address) == clusters("crm:1 crm:2", "crm:3", "crm:4", "crm:5 crm:6")
    assert len(nodes(address, "Profile", "id")) == 4  # nobody was somebody else for a moment
    assert run(address, "MATCH (c:Change) UNWIND c.entries AS e WITH e WHERE e CONTAINS 'merged' RETURN e") == []


@pytest.mark.parametrize("said", ["retracted", "judged otherwise"])
async def test_a_steward_has_the_last_word_on_a_merge(store: Store, address: Address, said: str) -> None:
    await load(store, record("crm:1"), record("crm:2"))
    await _bring(store, Item(2, merges=(SourceMerge("crm:1", "crm:2", "merged"),)))
    ((id,),) = run(address, "MATCH ()-[j:SAME_AS]->() RETURN j.id")
    stewardship = Stewardship(store)
    if said == "retracted":
        await stewardship.retract(id, command())
    else:
        await stewardship.judge("crm:1", "crm:2", Verdict.NOT_SAME, 1, command())

    again = await _bring(store, Item(2, merges=(SourceMerge("crm:1", "crm:2", "merged"),)))

    assert again == Counts(read=1, unchanged=1)
    assert clusters_in(address) == clusters("crm:1", "crm:2")


async def test_a_deleted_record_is_no_evidence_and_keeps_its_events(store: Store, address: Address) -> None:
    await load(
        store,
        record("shop:1", _EMAIL, ("phone", "(415) 555-2671")),
        record("crm:1", _EMAIL, day="2026-01-01", name="Ann Roe", city="Paris"),
        record("app:1", ("phone", "(415) 555-2671")),
        did("v1", "crm:1", "2026-01-05"),
    )

    counts = await _bring(store, Item(2, deletions=(SourceDeletion("crm:1", at("2026-02-01")),)))

    assert counts == Counts(read=1, changed=1)
    assert clusters_in(address) == clusters("shop:1 app:1", "crm:1")
    assert run(address, "MATCH (r:SourceRecord {key: 'crm:1'}) RETURN r.attributes, r.name, r.retired_at") == [
        ("{}", None, at("2026-02-01"))
    ]
    assert links(address, "Event.key", "BY", "SourceRecord.key") == {("v1", "crm:1")}
    assert {record for record, _ in links(address, "SourceRecord.key", "HAS", "Identifier.key")} == {"shop:1", "app:1"}


async def test_a_newer_row_brings_a_deleted_record_back(store: Store, address: Address) -> None:
    await load(store, record("shop:1", _EMAIL), record("crm:1", _EMAIL, day="2026-01-01"))
    await _bring(store, Item(2, deletions=(SourceDeletion("crm:1", at("2026-02-01")),)))

    older = await _bring(store, Item(2, (record("crm:1", _EMAIL, day="2026-01-31"),)))
    apart = clusters_in(address)
    newer = await _bring(store, Item(2, (record("crm:1", _EMAIL, day="2026-02-02"),)))

    assert (older, newer) == (Counts(read=1, unchanged=1), Counts(read=1, changed=1))
    assert apart == clusters("shop:1", "crm:1")
    assert clusters_in(address) == clusters("shop:1 crm:1")
    assert nodes(address, "SourceRecord", "key", "retired_at") == {("shop:1", None), ("crm:1", None)}


async def test_taking_a_run_back_takes_its_deletions_back(store: Store, address: Address) -> None:
    await load(store, record("shop:1", _EMAIL), record("crm:1", _EMAIL, day="2026-01-01", name="Ann"))
    before = dump(address, history=False)
    await _start(store, "bad")
    await _bring(store, Item(2, deletions=(SourceDeletion("crm:1", at("2026-02-01")),)), run="bad")

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert differences(before, dump(address, history=False)) == []


async def test_a_changed_email_is_former_and_the_version_before_is_kept(store: Store, address: Address) -> None:
    await load(store, record("crm:1", _EMAIL, day="2026-01-01"))
    await load(store, record("crm:1", ("email", "roe@shop.org"), day="2026-02-01"))

    late = Item(2, (record("crm:1", _EMAIL, day="2026-01-15"),))

    assert await _bring(store, late) == Counts(read=1, changed=1), "it was stated until later than was known"
    assert await _bring(store, late) == Counts(read=1, unchanged=1)
    assert set(run(address, "MATCH (:SourceRecord)-[h:HAS]->(i:Identifier) RETURN i.value, h.stated_until")) == {
        ("roe@shop.org", None),
        ("ann@shop.org", at("2026-01-15")),
    }
    ((previous,),) = run(address, "MATCH (r:SourceRecord) RETURN r.previous")
    assert '["email","ann@shop.org"]' in previous


async def test_an_import_never_subscribes_again(store: Store, address: Address) -> None:
    granted, withdrawn = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN
    await load(store, record("mail:1", _EMAIL))
    counts = [
        await _bring(store, _saying(_consent(status, day)))
        for status, day in [
            (granted, "2026-01-01"), (withdrawn, "2026-02-01"), (granted, None), (granted, "2026-01-15"),
            (withdrawn, "2026-02-01"), (granted, "2026-03-01"),
        ]
    ]  # fmt: skip

    assert [each.changed for each in counts] == [1, 1, 0, 0, 0, 1]
    assert links(address, "SourceRecord.key", "CONSENTED", "Purpose.key", "channel", "status", "at", "evidence") == {
        ("mail:1", "marketing", "email", "granted", at("2026-03-01"), "Status")
    }


async def test_consent_is_kept_for_each_channel_and_record(store: Store, address: Address) -> None:
    granted, withdrawn = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN
    told = [_consent(granted, None), _consent(withdrawn, None, channel="sms"), _consent(granted, None, "shop:9")]

    counts = await _bring(store, _saying(*told), _saying(*told))

    assert counts == Counts(read=2, changed=1, unchanged=1)
    assert links(address, "SourceRecord.key", "CONSENTED", "Purpose.key", "channel", "status") == {
        ("mail:1", "marketing", "email", "granted"),
        ("mail:1", "marketing", "sms", "withdrawn"),
        ("shop:9", "marketing", "email", "granted"),
    }


async def test_a_withdrawal_outlives_the_run_that_brought_it(store: Store, address: Address) -> None:
    """The record is emptied to a stub, not deleted, so that a later import does not subscribe the person again."""
    withdrawn = _consent(ConsentStatus.WITHDRAWN, "2026-02-01")
    await _start(store, "bad")
    await _bring(store, Item(2, (record("mail:1", _EMAIL),), consents=(withdrawn,)), run="bad")

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert links(address, "SourceRecord.key", "CONSENTED", "Purpose.key", "status") == {
        ("mail:1", "marketing", "withdrawn")
    }


async def test_a_run_taken_back_leaves_the_withdrawals_of_addresses_alone(store: Store, address: Address) -> None:
    granted, withdrawn = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN
    left, joined = Identifier("email", "ann@shop.org"), Identifier("email", "roe@shop.org")
    before = _consent(withdrawn, "2026-01-01")._replace(address=joined)
    await _bring(store, Item(2, (record("mail:1", _EMAIL),), consents=(before,)))
    await _start(store, "bad")
    stated = (
        _consent(withdrawn, "2026-02-01")._replace(address=left),
        before._replace(status=granted, at=at("2026-03-01")),
    )
    await _bring(store, Item(2, (record("mail:1", _EMAIL),), consents=stated), run="bad")

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert links(address, "SourceRecord.key", "CONSENTED", "Identifier.key", "status", "at") == {
        ("mail:1", left.key, "withdrawn", at("2026-02-01")),
        ("mail:1", joined.key, "withdrawn", at("2026-01-01")),
    }


async def _start(store: Store, id: str) -> None:
    started = LoadRun(id, "crm", "crm", ("a.csv",), "running", Counts(), at("2026-11-22"), at("2026-11-22"))

    async def work(tx: WriteTransaction) -> None:
        await runs.start(tx, started, "key", "host")

    await store.write(work)
