"""Segments over a store: who is in them as things happen, why, and what a caller may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.errors import Forbidden, InvalidInput, NotFound, OutsideView
from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.audiences.segment_desk import AudienceTables, SegmentDesk
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.segments import condition_from, packaged_segments
from profile_service.service.declared.views import views
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.privacy.restriction import restrict
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.erasures import erased, erasing_store, ledger_in
from tests.rig.people import bought, did, load, profile_id, record

pytestmark = pytest.mark.anyio
_REGULARS = "who: {stopped: {families: [order], at_least: 2, days: 90}}"


def _ago(days: int) -> str:
    return days_later(utc_now(), -days)[:10]


@pytest.fixture
async def keyed(address: Address, store: Store, tmp_path: Path) -> AsyncIterator[Store]:
    ledger_in(tmp_path)
    keyed = erasing_store(address, store.engine, tmp_path)
    await load(
        keyed,
        record("shop:ann", ("email", "ann@shop.org"), name="Ann Lee", country="DE"),
        record("crm:ann", ("email", "ann@crm.org"), name="Ann Lee"),
        record("shop:ben", ("email", "ben@shop.org"), name="Ben Oz", country="AT"),
        record("shop:eve", name="Eve Ng"),
        bought("o1", "shop:ann", _ago(200), 700, "1"),
        bought("o2", "crm:ann", _ago(100), 300, "2"),
        bought("o3", "shop:ben", _ago(100), 900, "3"),
        bought("o4", "shop:ben", _ago(5), 100, "4"),
        did("c1", "shop:ben", _ago(3), "support_call", "phone"),
    )
    yield keyed
    await keyed.close()


@pytest.fixture
async def tables(keyed: Store) -> AsyncIterator[AudienceTables]:
    facts = CustomerFacts(keyed)
    tables = AudienceTables(keyed, facts)
    yield tables
    await tables.close()
    await facts.close()


def _desk(tables: AudienceTables, role: str = "") -> SegmentDesk:
    caller = Caller("ada", role, declared_access().role(role)) if role else LOCAL
    return SegmentDesk(tables, packaged_segments(), views(), caller, NOT_AUDITED)


async def _names(store: Store, desk: SegmentDesk, who: str, view: str | None = None) -> set[str]:
    ids = (await desk.members(condition_from(who, "who"), 100, None, view)).ids
    rows = await store.read("MATCH (p:Profile)<-[:OF]-(r) WHERE p.id IN $ids RETURN r.key AS key", ids=list(ids))
    return {row["key"] for row in rows}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("who: {did: {families: [order], at_least: 2}}", "shop:ben"),
        ("who: {not: {did: {families: [order]}}}", "shop:eve"),
        ("who: {did: {families: [order], days: 30}}", "shop:ben"),
        ("who: {did: {families: [call], channels: [phone]}}", "shop:ben"),
        ("who: {did: {kinds: [order], sources: [crm]}}", "crm:ann"),
        ("who: {sequence: {steps: [{families: [order]}, {families: [call]}], within_days: 3}}", "shop:ben"),
        ("who: {after_break: {families: [order], break_days: 90, days: 30}}", "shop:ben"),
        ("who: {spent: {currency: EUR, at_least_minor: 700}}", "shop:ann shop:ben"),
        ("who: {spent: {currency: EUR, at_least_minor: 301, at_most_minor: 700}}", "shop:ann"),
        ("who: {attribute: {name: country, values: [de]}}", "shop:ann"),
        ("who: {all: [{not: {attribute: {name: country}}}, {not: {did: {families: [order]}}}]}", "shop:eve"),
        ("who: {attribute: {name: email, values: [BEN@shop.org]}}", "shop:ben"),
    ],
)
async def test_who_is_in_it(keyed: Store, tables: AudienceTables, who: str, expected: str) -> None:
    assert await _names(keyed, _desk(tables), who) == set(expected.split())


async def test_a_merge_and_an_event_count_with_the_next_question(keyed: Store, tables: AudienceTables) -> None:
    desk = _desk(tables)
    assert await _names(keyed, desk, _REGULARS) == set()
    await load(keyed, record("crm:ann", ("email", "ann@shop.org"), name="Ann Lee", day=_ago(1)))
    assert await _names(keyed, desk, _REGULARS) == {"shop:ann", "crm:ann"}
    await load(keyed, bought("o5", "crm:ann", _ago(1), 50, "5"))
    assert await _names(keyed, desk, _REGULARS) == set()


async def test_the_clock_alone_makes_members(
    keyed: Store, tables: AudienceTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, quiet = _desk(tables), "who: {not: {did: {families: [order], days: 30}}}"
    assert "shop:ben" not in await _names(keyed, desk, quiet)
    later = days_later(utc_now(), 26)
    monkeypatch.setattr("profile_service.service.metrics.live_table.utc_now", lambda: later)
    assert "shop:ben" in await _names(keyed, desk, quiet)


async def test_restricted_and_erased_customers_are_in_no_segment(
    keyed: Store, tables: AudienceTables, tmp_path: Path
) -> None:
    desk, everybody = _desk(tables), condition_from("who: {not: {did: {kinds: [nothing]}}}", "who")
    assert (await desk.size(everybody)).members == 4
    await restrict(keyed, ledger_in(tmp_path), await profile_id(keyed, "shop:ben"), "ada")
    assert (await desk.size(everybody)).members == 3
    await erased(keyed, tmp_path, await profile_id(keyed, "shop:ann"))
    size = await desk.size(everybody)
    assert (size.members, size.customers, len(size.sample)) == (2, 2, 2)
    assert await _names(keyed, desk, "who: {attribute: {name: country}}") == set()


async def test_pages_by_cursor(tables: AudienceTables) -> None:
    desk, everybody = _desk(tables), condition_from("who: {not: {did: {kinds: [nothing]}}}", "who")
    whole = (await desk.members(everybody, 100, None)).ids
    seen: list[str] = []
    cursor = None
    while True:
        page = await desk.members(everybody, 3, cursor)
        seen += page.ids
        if not page.has_next:
            break
        cursor = write_cursor(page.ids[-1])
    assert tuple(seen) == whole == tuple(sorted(whole))


async def test_reasons(keyed: Store, tables: AudienceTables) -> None:
    ben = await profile_id(keyed, "shop:ben")
    memberships = {each.segment.name: each for each in await _desk(tables).memberships(ben)}
    assert memberships.keys() == packaged_segments().keys()
    stopped, back = memberships["regulars_who_stopped"], memberships["came_back"]
    assert not stopped.is_member
    assert [(each.is_met, each.evidence) for each in stopped.reasons] == [
        (False, f"2 times, the last on {_ago(5)}"),
        (True, f"once, on {_ago(5)}"),
    ]
    assert not back.is_member
    assert memberships["new_customers"].reasons[0].evidence == "none"
    assert await _desk(tables).memberships("nobody") == []


async def test_what_the_view_hides_cannot_be_asked_for(keyed: Store, tables: AudienceTables) -> None:
    analyst = _desk(tables, "analyst")
    assert await _names(keyed, analyst, "who: {did: {families: [order], days: 30}}") == {"shop:ben"}
    for who, refusal in (
        ("who: {did: {families: [call]}}", OutsideView),
        ("who: {not: {not: {did: {kinds: [support_call]}}}}", OutsideView),
        ("who: {attribute: {name: street}}", OutsideView),
        ("who: {attribute: {name: phone}}", OutsideView),
        ("who: {attribute: {name: given_name}}", Forbidden),
        ("who: {attribute: {name: email}}", Forbidden),
    ):
        with pytest.raises(refusal):
            await analyst.size(condition_from(who, "who"))
    assert await _names(keyed, analyst, "who: {did: {stages: [after]}}") == set(), "calls are hidden"
    ben = await profile_id(keyed, "shop:ben")
    assert "buyers_with_trouble" not in {each.segment.name for each in await analyst.memberships(ben)}
    with pytest.raises(Forbidden, match="may not read segments"):
        await _desk(tables, "agent").size(condition_from(_REGULARS, "who"))
    with pytest.raises(Forbidden):
        await analyst.size(condition_from(_REGULARS, "who"), "full")


async def test_who_withdrew_consent_is_in_no_segment_of_that_view(keyed: Store, tables: AudienceTables) -> None:
    analyst, buyers = _desk(tables, "analyst"), "who: {did: {families: [order], days: 30}}"
    assert await _names(keyed, analyst, buyers) == {"shop:ben"}
    await _state(keyed, "shop:ben", ConsentStatus.WITHDRAWN, 3)
    assert await _names(keyed, analyst, buyers) == set()
    assert (await analyst.size(condition_from(buyers, "who"))).customers == 3
    assert await _names(keyed, _desk(tables), buyers) == {"shop:ben"}
    allowed = "who: {consent: {purpose: marketing, channel: email}}"
    assert await _names(keyed, _desk(tables), allowed) == set()
    await _state(keyed, "shop:ben", ConsentStatus.GRANTED, 1)
    assert await _names(keyed, analyst, buyers) == {"shop:ben"}
    assert await _names(keyed, _desk(tables), allowed) == {"shop:ben"}


async def test_too_many_conditions_and_unknown_names_are_refused(tables: AudienceTables) -> None:
    many = ", ".join(["{did: {kinds: [order]}}"] * 51)
    with pytest.raises(InvalidInput, match="at most 50 conditions, and this one 51"):
        await _desk(tables).size(condition_from(f"who: {{all: [{many}]}}", "who"))
    with pytest.raises(NotFound, match="choose one of regulars_who_stopped"):
        _desk(tables).segment("nobody")


async def _state(store: Store, record: str, status: ConsentStatus, days_ago: int) -> None:
    at = f"{_ago(days_ago)}T09:00:00.000000Z"
    consent = Consent(record, "marketing", "email", status, at, "told")
    await store.write(lambda tx: ingest(tx, [Item(2, consents=(consent,))]))
