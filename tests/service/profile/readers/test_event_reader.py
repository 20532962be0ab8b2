"""An event is read with the customer whose it is, as far as the caller may know of either."""

from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.access.rights import Rights
from profile_service.domain.values.errors import Conflict, OutsideView
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from tests.rig.audits import DESK, audit_lines, audit_place
from tests.rig.people import bought, did, load, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")


async def _ann(store: Store) -> None:
    """Two records, a visit in the shop, a call of the crm, and an order."""
    await load(
        store,
        record("shop:1", _EMAIL, name="Ann Smith"),
        record("crm:7", _EMAIL, name="Anne Smith"),
        did("v1", "shop:1", "2026-01-05"),
        did("v2", "crm:7", "2026-01-06", "support_call", "phone"),
        bought("o1", "shop:1", "2026-01-07", 500, "#1001"),
    )


async def test_event_of_a_hidden_source_is_null_whatever_its_kind(store: Store) -> None:
    await _ann(store)
    crm_alone = replace(LOCAL, rights=Rights(sources=frozenset({"crm"}), views=("marketing",)))
    reader = ProfileReader(store, "US", caller=crm_alone)
    assert await reader.events.by_key("v1", "marketing") is None
    assert await reader.events.by_key("none", "marketing") is None
    with pytest.raises(OutsideView):
        await reader.events.by_key("v2", "marketing")


async def test_order_that_is_ambiguous_is_noted_with_whose_it_may_be(store: Store, tmp_path: Path) -> None:
    await _ann(store)
    await load(store, record("crm:8"), bought("o4", "crm:8", "2026-03-09", 9, "1001"))
    async with AuditTrail(audit_place(tmp_path)).kept_on_disk() as trail:
        acts = AuditedActs(trail, DESK)
        with pytest.raises(Conflict):
            await ProfileReader(store, "US", acts=acts).events.order("1001", None, None)
        await acts.written()
    (line,) = audit_lines(tmp_path / "audit")
    assert (line["operation"], line["code"], len(line["profiles"])) == ("order", "CONFLICT", 2)
