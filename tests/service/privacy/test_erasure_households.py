"""Drawn households that share phones, addresses and names: erasing anybody leaves the others as without them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.sources.events import Event
from profile_service.domain.sources.records import SourceRecord
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.erasures import erased
from tests.rig.graph import wipe
from tests.rig.people import bought, did, load, profile_id, record
from tests.rig.stewards import clusters_in

pytestmark = pytest.mark.anyio

_NAMES = ("Ann Hill", "Bob Hill", "Ada Hill")
_PHONES = ("+14155550101", "+14155550102")
_EMAILS = ("family@hill.org", "ann@hill.org", "bob@hill.org")


@st.composite
def _records(draw: st.DrawFn) -> list[SourceRecord]:
    """Up to six records, each with one of few names, phones and e-mails, so that many are joined or contested."""
    records = []
    for number in range(draw(st.integers(2, 6))):
        identifiers = [("phone", phone) for phone in draw(st.sets(st.sampled_from(_PHONES), max_size=1))]
        identifiers += [("email", email) for email in draw(st.sets(st.sampled_from(_EMAILS), max_size=2))]
        source, name = draw(st.sampled_from(("shop", "crm"))), draw(st.sampled_from(_NAMES))
        day = f"2026-01-{number + 1:02d}"
        records.append(record(f"{source}:{number}", *sorted(identifiers), day=day, name=name, city="Paris"))
    return records


def _things(records: list[SourceRecord]) -> list[SourceRecord | Event]:
    """The records, each with a review and an order."""
    events = [did(f"v:{r.key}", r.key, "2026-02-01") for r in records]
    orders = [bought(f"o:{r.key}", r.key, "2026-02-02", 500, f"n-{r.record_id}") for r in records]
    return [*records, *events, *orders]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=_records(), chosen=st.integers(0, 5))
async def test_others_are_as_if_she_had_never_been_there(
    keyed: Store, address: Address, tmp_path_factory: pytest.TempPathFactory, records: list[SourceRecord], chosen: int
) -> None:
    data_dir = Path(keyed.secret.data_dir) if keyed.secret else tmp_path_factory.mktemp("data")
    (data_dir / "privacy" / "ledger.jsonl").unlink(missing_ok=True)
    wipe(address)
    await load(keyed, *_things(records))
    hers = records[chosen % len(records)].key
    cluster = next(keys for keys in clusters_in(address) if hers in keys)
    await erased(keyed, data_dir, await profile_id(keyed, hers))
    without_her = dump(address, history=False)
    wipe(address)
    await load(keyed, *_things([each for each in records if each.key not in cluster]))
    assert differences(dump(address, history=False), without_her) == []
