"""Notes by somebody who sees the records of some sources alone, on both engines."""

from dataclasses import replace

import pytest

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.access.rights import Rights
from profile_service.domain.profile.notes import Note
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import NotFound
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.people import did, load, profile_id, record

pytestmark = pytest.mark.anyio
_EMAIL = ("email", "ann@shop.org")
_BY = StewardCommand("desk", "")


async def test_note_belongs_to_a_record_that_its_writer_sees(store: Store) -> None:
    await load(store, record("crm:7", _EMAIL, day="2026-01-01"), record("shop:1", _EMAIL, day="2026-01-02"))
    await load(store, did("s1", "shop:1", "2026-01-05", "support_call", "phone"))
    id = await profile_id(store, "crm:7")
    crm_alone = replace(LOCAL, rights=Rights(sources=frozenset({"crm"})))
    stewardship = Stewardship(store, crm_alone)
    event, _ = await stewardship.record(id, Note("note", text="Rang"), _BY)
    match = await ProfileReader(store, None, caller=crm_alone).events.by_key(event, None)
    assert match is not None
    assert match[1].record == "crm:7"
    for hidden in (Note("note", record="shop:1", text="Rang"), Note("note", thread="s1", text="Rang")):
        with pytest.raises(NotFound):
            await stewardship.record(id, hidden, _BY)
        await Stewardship(store).record(id, hidden, _BY)
