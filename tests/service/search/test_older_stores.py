"""A store that was loaded before there were keys for the search gets them, on both engines."""

from dataclasses import replace

import pytest

from profile_service.domain.search.search_keys import SearchKeys
from profile_service.service.search.older_stores import complete_search_keys
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import run
from tests.rig.people import bought, did, load, record

pytestmark = pytest.mark.anyio

_FORGET = (
    "MATCH (s:Spelling) DELETE s",
    f"MATCH (r:SourceRecord) SET {', '.join(f'r.{name} = null' for name in SearchKeys._fields)}",
    "MATCH (i:Identifier) WHERE i.type = 'email' SET i.reversed = null",
    "MATCH (i:Identifier) SET i.third = null, i.fifth = null, i.seventh = null, i.digits = null",
    "MATCH (e:Event) SET e.reference_key = null, e.payment_key = null",
    "MATCH (e:Event) SET e.reference_digits = null, e.number_digits = null",
)


async def test_older_store_gets_its_keys(store: Store, address: Address) -> None:
    await load(
        store,
        record("crm:1", ("email", "ida@falk.example"), name="Ida Falk", city="Leeds", street="4 Mill Lane"),
        record(
            "crm:2",
            ("phone", "+442079460018"),
            ("loyalty_id", "L-208"),
            name="Mr. Bo Lund",
            postal_code="LS1 4DY",
            birth_date="1970-05-20",
        ),
        replace(did("t1", "crm:1", "2026-01-02", "support_ticket"), details={"ticket_number": "T-0177"}),
        replace(bought("o1", "crm:2", "2026-01-03", number="B1004"), details={"payment_id": "pi-1"}),
        did("pay:payment:ch_1", "crm:2", "2026-01-04", "payment"),
    )
    written = dump(address)
    for statement in _FORGET:
        run(address, statement)
    assert differences(written, dump(address)) != []

    later = Store(RemoteEngine(address, store.engine))
    for _ in range(2):
        assert await complete_search_keys(later) == 5
        assert differences(written, dump(address)) == []
    await later.close()
