"""Restriction: kept and loaded on, and shown to those alone who answer for privacy."""

from pathlib import Path

import pytest

from profile_service.domain.access.caller import Caller
from profile_service.domain.access.rights import UNRESTRICTED, Rights
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import NotFound, Restricted
from profile_service.service.privacy.replay import replay_ledger
from profile_service.service.privacy.restriction import lift_restriction, restrict
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.erasures import ledger_in
from tests.rig.graph import run
from tests.rig.people import load, load_ann, profile_id, record

pytestmark = pytest.mark.anyio

_DESK = Rights(reads=frozenset({"profiles", "search", "explanations"}))


def _reader(store: Store, rights: Rights) -> ProfileReader:
    return ProfileReader(store, None, caller=Caller("desk", "agent", rights))


async def test_restricted_customer_is_shown_to_the_officer_alone(keyed: Store, tmp_path: Path) -> None:
    ann = await load_ann(keyed)
    await load(keyed, record("shop:9", ("email", "new@shop.org"), day="2026-01-01", name="New Smith"))
    other = await profile_id(keyed, "shop:9")
    assert await restrict(keyed, ledger_in(tmp_path), ann, "ada") == 2
    desk, officer = _reader(keyed, _DESK), _reader(keyed, UNRESTRICTED)
    with pytest.raises(Restricted):
        await desk.customer(ann)
    with pytest.raises(Restricted):
        await desk.customer_by("email", "ann@shop.org")
    with pytest.raises(Restricted):
        await desk.reasons.how(ann, None)
    assert [getattr(each, "code", "") for each in await desk.many.of_ids([ann, other])] == ["RESTRICTED", ""]
    assert [customer.profile.id for _, customer in (await desk.search("smith", 10, None)).hits] == [other]
    assert await officer.customer(ann) is not None
    assert len((await officer.search("smith", 10, None)).hits) == 2


async def test_restriction_follows_merges_until_it_is_lifted(keyed: Store, tmp_path: Path) -> None:
    ann, ledger = await load_ann(keyed), ledger_in(tmp_path)
    await load(keyed, record("shop:9", ("email", "new@shop.org"), day="2026-01-01", name="New Smith"))
    other = await profile_id(keyed, "shop:9")
    await restrict(keyed, ledger, ann, "ada")
    await load(keyed, record("shop:1", ("email", "ann@shop.org"), day="2026-02-01", name="Ann Hill"))
    await Stewardship(keyed).merge([ann, other], StewardCommand("ada"), despite=ContradictionKind)
    merged = await profile_id(keyed, "shop:9")
    with pytest.raises(Restricted):
        await _reader(keyed, _DESK).customer(merged)
    assert await lift_restriction(keyed, ledger, merged, "ada") == 3
    assert await _reader(keyed, _DESK).customer(merged) is not None
    with pytest.raises(NotFound):
        await restrict(keyed, ledger, "nobody", "ada")


async def test_restored_store_restricts_again(keyed: Store, address: Address, tmp_path: Path) -> None:
    ann = await load_ann(keyed)
    await restrict(keyed, ledger_in(tmp_path), ann, "ada")
    run(address, "MATCH (r:SourceRecord) SET r.restricted_at = null")
    run(address, "MATCH (lock:Lock) SET lock.ledger = null")
    assert (await replay_ledger(keyed, ledger_in(tmp_path), tmp_path, whole=False)).restricted == 2
    with pytest.raises(Restricted):
        await _reader(keyed, _DESK).customer(ann)
