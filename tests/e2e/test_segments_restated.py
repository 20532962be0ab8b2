"""After any history of loads, merges, splits, moves, undos, consents and late events, segments, funnels and paths are
those of tables that were filled from nothing; and golden values and consents those that each profile shows."""

import pytest

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.metrics.periods import day_bounds
from profile_service.service.audiences.segment_desk import AudienceTables, SegmentDesk
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.declared.segments import acts_from, condition_from, packaged_segments
from profile_service.service.declared.views import views
from profile_service.service.journeys.journey_desk import JourneyDesk, JourneyRange, PathQuestion
from profile_service.service.journeys.paths import PathDirection
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from tests.rig.random_writes import RandomWrites

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]

_CONDITIONS = (
    "who: {did: {families: [order], at_least: 2}}",
    "who: {not: {did: {families: [review], since: 2026-03-01}}}",
    "who: {sequence: {steps: [{families: [order]}, {families: [review, note]}], within_days: 90}}",
    "who: {after_break: {families: [order], break_days: 60, since: 2026-01-01}}",
    "who: {spent: {currency: EUR, at_least_minor: 500}}",
    "who: {any: [{attribute: {name: city}}, {attribute: {name: email}}]}",
    "who: {consent: {purpose: marketing, status: withdrawn}}",
    "who: {consent: {purpose: marketing, channel: email}}",
)
_VALUES = "SELECT * FROM golden_values ORDER BY ALL"
_CONSENTS = "SELECT * FROM consents ORDER BY ALL"
_IDS = "MATCH (p:Profile)<-[:OF]-(:SourceRecord) RETURN DISTINCT p.id AS id"
_ALWAYS = JourneyRange(*day_bounds(None, None), 120)


@pytest.mark.parametrize("seed", range(3))
async def test_segments_follow_every_change(store: Store, seed: int) -> None:
    if store.engine != "embedded" and seed:
        pytest.skip("one history is enough there")
    writes, following = RandomWrites(store, 100 + seed), _tables(store)
    for _ in range(3):
        await writes.load()
        await writes.do()
    for _ in range(40 if store.engine == "embedded" else 15):
        await writes.look()
        await writes.write()
        anew = _tables(store)
        assert await _answers(following) == await _answers(anew), writes.names[-1]
        for query in (_VALUES, _CONSENTS):
            assert await _kept(following, query) == await _kept(anew, query), writes.names[-1]
        await anew.close()
    assert await _kept(following, _CONSENTS) == await _shown_consents(store)
    await following.close()
    assert len({"merge", "split", "undo", "move", "consent"} & set(writes.names)) > 2


def _tables(store: Store) -> AudienceTables:
    return AudienceTables(store, CustomerFacts(store))


async def _kept(tables: AudienceTables, query: str) -> list[tuple[object, ...]]:
    return (await tables.values.current()).table.rows(query)


async def _answers(tables: AudienceTables) -> list[object]:
    segments = SegmentDesk(tables, packaged_segments(), views(), LOCAL, NOT_AUDITED)
    journeys = JourneyDesk(tables.events, LOCAL, NOT_AUDITED)
    steps = [acts_from(f"families: [{family}]", "step") for family in ("order", "review")]
    answers: list[object] = [await segments.ids(condition_from(who, "who")) for who in _CONDITIONS]
    answers += [(await journeys.funnel(steps, _ALWAYS)).steps]
    for direction in PathDirection:
        report = await journeys.paths(PathQuestion(steps[0], direction), _ALWAYS, 100)
        answers += [report.flow, report.paths]
    return answers


async def _shown_consents(store: Store) -> list[tuple[str, str, str, str]]:
    """As each profile shows them, one by one."""
    shown = []
    for row in await store.read(_IDS):
        customer = await ProfileReader(store, "US", None, LOCAL).customer(row["id"])
        assert customer
        for state in await customer.consents.states():
            decisive = state.decisive
            shown.append((row["id"], decisive.purpose, decisive.channel, decisive.status.value))
    return sorted(shown)
