"""A person is erased: nothing of theirs is left, the others' graph is as if they had never been there."""

import json
from pathlib import Path

import pytest

from profile_service.domain.profile.notes import Note
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import Erased, LedgerUnavailable, NotFound
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.privacy.erasure import ErasureRequest, erase, preview_erasure
from profile_service.service.privacy.replay import Replay, replay_ledger
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.resolution import change_feed
from tests.rig.dump import differences, dump
from tests.rig.erasures import MARK, consents, erased, erasing_store, ledger_in, neighbours, told_of, zoe
from tests.rig.graph import run, wipe
from tests.rig.people import items, load, profile_id, record

pytestmark = pytest.mark.anyio


async def _load_others(store: Store) -> None:
    await load(store, *neighbours())
    await store.write(lambda tx: ingest(tx, [consents(of_zoe=False)]))


async def _load_all(store: Store) -> str:
    """Load her and the others; the id of her profile."""
    await _load_others(store)
    await load(store, *zoe())
    await store.write(lambda tx: ingest(tx, [consents()]))
    return await profile_id(store, "shop:zqx1")


async def test_nothing_is_left_and_the_others_are_as_without_her(
    keyed: Store, address: Address, tmp_path: Path
) -> None:
    await _load_others(keyed)
    without_her = dump(address)
    wipe(address)
    zoes = await _load_all(keyed)
    outcome = await erased(keyed, tmp_path, zoes)
    assert outcome.counts["Event"] == 3
    assert told_of(address) == []
    assert differences(without_her, dump(address)) == []


async def test_traces_of_stewards_go_with_her(keyed: Store, address: Address, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    bob, cem = await profile_id(keyed, "shop:b1"), await profile_id(keyed, "crm:c1")
    steward = Stewardship(keyed)
    merged = await steward.merge([bob, zoes], _by("merge"), despite=ContradictionKind)
    await steward.undo(merged.decision, _by("undo"))
    await steward.judge("shop:zqx1", "shop:b1", Verdict.NOT_SAME, 1.0, _by("judge"))
    await steward.judge("shop:zqx1", "crm:c1", Verdict.MAYBE, 0.5, _by("perhaps"))
    await steward.move_event("shop:review:b2", "crm:zqx2", _by("to her"))
    await steward.move_event("shop:review:zqx7", "crm:c1", _by("from her"))
    await steward.record(zoes, Note("note", channel="phone", text="zqx called"), _by("note"))
    await steward.lock(zoes, _by("lock"))
    await erased(keyed, tmp_path, zoes)
    assert [text for text in told_of(address) if "shop:review:zqx7" not in text] == []
    assert run(address, "MATCH (e:Event {key: 'shop:review:b2'}) RETURN e.key") == []
    assert run(address, "MATCH (r:SourceRecord) RETURN r.key, r.judged, r.judged_from ORDER BY r.key") == [
        ("crm:c1", None, None), ("shop:b1", None, None)
    ]  # fmt: skip
    assert (await profile_id(keyed, "shop:b1"), await profile_id(keyed, "crm:c1")) == (bob, cem)


async def test_old_ids_say_that_she_was_erased(keyed: Store, tmp_path: Path) -> None:
    await load(keyed, *neighbours(), zoe()[0])
    first = await profile_id(keyed, "shop:zqx1")
    await load(keyed, record("web:zqx9", ("loyalty_id", "zqx-99"), day="2026-01-01"))
    former = await profile_id(keyed, "web:zqx9")
    await Stewardship(keyed).merge([first, former], _by("merge"))
    await erased(keyed, tmp_path, await profile_id(keyed, "shop:zqx1"))
    reader = ProfileReader(keyed, None)
    for id in (first, former):
        with pytest.raises(Erased):
            await reader.customer(id)
    assert await reader.customer("nobody") is None
    assert [getattr(each, "code", "") for each in await reader.many.of_ids([first, "nobody"])] == [
        "ERASED", "NOT_FOUND"
    ]  # fmt: skip
    with pytest.raises(Erased):
        await Stewardship(keyed).lock(first, _by("lock"))


async def test_feed_tells_of_her_by_her_id_alone(keyed: Store, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    before = (await change_feed.store_state(keyed)).last_seq
    await erased(keyed, tmp_path, zoes)
    changes = [each.change for each in await change_feed.after(keyed, before, 100)]
    assert [change for change in changes if change.profile == zoes] == [Change(zoes, ChangeKind.ERASED)]


async def test_one_record_is_erased_and_the_rest_stays(keyed: Store, address: Address, tmp_path: Path) -> None:
    await load(keyed, *neighbours(), zoe()[0])
    rest = dump(address)
    await load(keyed, *zoe()[1:3])
    zoes = await profile_id(keyed, "shop:zqx1")
    preview = await preview_erasure(keyed, tmp_path, zoes, {"crm:zqx2"})
    assert ([r.key for r in preview.records], [r.key for r in preview.kept]) == (["crm:zqx2"], ["shop:zqx1"])
    await erased(keyed, tmp_path, zoes, "crm:zqx2")
    assert differences(rest, dump(address)) == []
    with pytest.raises(NotFound):
        await erased(keyed, tmp_path, zoes, "crm:zqx2")


async def test_preview_counts_and_masks_and_writes_nothing(keyed: Store, address: Address, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    before = dump(address)
    preview = await preview_erasure(keyed, tmp_path, zoes)
    assert [(r.source, r.name, r.events) for r in preview.records] == [
        ("crm", "Xxxxxx", 1),
        ("shop", "Xxxxxx Xxxxxx", 2),
    ]
    assert preview.counts == {
        "SourceRecord": 2, "Interaction": 2, "Transaction": 1, "Identifier": 3, "Profile": 1, "HAS": 5, "CONSENTED": 2
    }  # fmt: skip
    assert (preview.by_source, preview.shared) == ({"crm": (1, 1), "shop": (1, 2)}, 1)
    assert differences(before, dump(address)) == []
    assert not (tmp_path / "privacy" / "ledger.jsonl").exists()


async def test_loading_her_again_brings_nothing_back(keyed: Store, address: Address, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    await erased(keyed, tmp_path, zoes)
    after = dump(address)
    later = record("news:5", ("email", "ZOE.zqx@zqx.example"), day="2026-02-01", name="Zoezqx")
    again = [*items(*neighbours(), *zoe(), later), consents()]
    counts = await keyed.write(lambda tx: ingest(tx, again))
    assert (counts.read, counts.unchanged, counts.suppressed) == (12, 5, 7)
    assert differences(after, dump(address)) == []


async def test_interrupted_erasure_is_gone_on_with(keyed: Store, address: Address, tmp_path: Path) -> None:
    await _load_others(keyed)
    without_her = dump(address)
    wipe(address)
    zoes = await _load_all(keyed)

    def stop(_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await erase(keyed, ledger_in(tmp_path), tmp_path, ErasureRequest(zoes, "ada"), stop)
    assert told_of(address) != []
    replayed = await replay_ledger(keyed, ledger_in(tmp_path), tmp_path, whole=False)
    assert (replayed.completed, replayed.records) == (1, 2)
    assert told_of(address) == []
    assert differences(without_her, dump(address)) == []
    assert await replay_ledger(keyed, ledger_in(tmp_path), tmp_path, whole=False) == Replay()


async def test_earlier_state_forgets_her_again(keyed: Store, address: Address, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    await Stewardship(keyed).move_event("shop:review:b2", "crm:zqx2", _by("to her"))
    await erased(keyed, tmp_path, zoes)
    erased_state = dump(address)
    wipe(address)
    await _load_all(keyed)  # as it was before, without suppressions
    replayed = await replay_ledger(keyed, ledger_in(tmp_path), tmp_path)
    assert (replayed.records, replayed.events) == (2, 1)
    assert told_of(address) == []
    assert differences(erased_state, dump(address)) == []
    counts = await keyed.write(lambda tx: ingest(tx, items(*zoe())))
    assert counts.suppressed == counts.read


async def test_another_ledger_or_secret_is_refused(keyed: Store, address: Address, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    await erased(keyed, tmp_path, zoes)
    cem = await profile_id(keyed, "crm:c1")
    other = tmp_path / "other"
    with pytest.raises(LedgerUnavailable):
        await erase(keyed, ledger_in(other), other, ErasureRequest(cem, "ada"))
    stranger = erasing_store(address, keyed.engine, other)
    with pytest.raises(LedgerUnavailable):
        await load(stranger, *neighbours())
    await stranger.close()


async def test_rejected_rows_of_hers_leave_their_files(keyed: Store, tmp_path: Path) -> None:
    zoes = await _load_all(keyed)
    path = tmp_path / "rejects" / "0199.ndjson"
    path.parent.mkdir()
    by = {"loader": "shop-orders", "source": "shop"}
    rows = [
        {"row": "2,ZOE.zqx@zqx.example,x", "cells": None, "by": by},
        {"row": "", "cells": [{"Id": "zqx1", "At": "never"}], "by": by},
        {"row": "", "cells": [{"Email": "bob@shop.org", "Phone": "(415) 555-0199"}], "by": by},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    await erased(keyed, tmp_path, zoes)
    assert [json.loads(line) for line in path.read_text().splitlines()] == rows[2:]
    assert MARK not in (tmp_path / "privacy" / "ledger.jsonl").read_text()


def _by(key: str) -> StewardCommand:
    return StewardCommand("ada", f"{key} about zqx", key)
