"""Applied rules give the graph that they would have given from the start, and the old rules give the old one back."""

from collections.abc import Callable, Collection, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.resolution.impact import Example
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.identity_rules import digest
from profile_service.service.profile.explain import Explainer
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.resolution.rules_preview import changed_rules, preview
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.resolution.rules import Application, ApplicationPhase
from tests.rig.dump import differences, dump
from tests.rig.graph import nodes, run, wipe
from tests.rig.people import load, record
from tests.rig.rulings import PACKAGED, ruled

pytestmark = pytest.mark.anyio

Placed = dict[str, str]
_TIGHT = ruled(hub_cap="2")
_FOLDING = ruled(dotless="[gmail.com]")
_LOOSE = ruled(given_names="false", device_id="{joins: true}", hub_cap="4")


def _placed(address: Address) -> Placed:
    """Record key → profile id."""
    return dict(run(address, "MATCH (r:SourceRecord)-[:OF]->(p:Profile) RETURN r.key, p.id"))


def _persons(placed: Mapping[str, str]) -> set[frozenset[str]]:
    return {frozenset(key for key, id in placed.items() if id == each) for each in placed.values()}


async def _apply(store: Store, text: str) -> Application:
    return await RulesApplication(store, "ann", batch_rows=2).apply(text, "rules.yaml")


async def test_an_identifier_over_the_new_cap_parts_its_holders(store: Store, address: Address) -> None:
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(4)))
    assert len(_persons(_placed(address))) == 1

    await _apply(store, _TIGHT)

    assert len(_persons(_placed(address))) == 4


async def test_an_identifier_under_the_new_cap_joins_its_holders(store: Store, address: Address) -> None:
    await _apply(store, _TIGHT)
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(4)))
    assert len(_persons(_placed(address))) == 4

    await _apply(store, PACKAGED)

    assert len(_persons(_placed(address))) == 1


async def test_spellings_meet_when_dots_stop_counting(store: Store, address: Address) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann.smith@gmail.com")),
        record("shop:2", ("email", "annsmith@gmail.com")),
        record("shop:3", ("email", "bob@gmail.com")),
    )

    await _apply(store, _FOLDING)

    assert _persons(_placed(address)) == {frozenset({"shop:1", "shop:2"}), frozenset({"shop:3"})}
    assert {key for key, type, holders in nodes(address, "Identifier", "key", "type", "holders") if holders == 2} == {
        "email_folded:annsmith@gmail.com"
    }

    await _apply(store, PACKAGED)

    assert len(_persons(_placed(address))) == 3
    assert {type for (type,) in run(address, "MATCH (:SourceRecord)-[:HAS]->(i:Identifier) RETURN i.type")} == {"email"}


async def test_what_is_no_longer_contested_waits_no_more(store: Store, address: Address) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org"), given_name="Ann", family_name="Roe"),
        record("shop:2", ("email", "ann@shop.org"), given_name="Robert", family_name="Roe"),
    )
    contested = "MATCH (i:Identifier) WHERE i.contested IS NOT NULL RETURN i.key, i.obstacle"
    assert run(address, contested) == [("email:ann@shop.org", "contradiction")]

    await _apply(store, ruled(given_names="false"))

    assert len(_persons(_placed(address))) == 1
    assert run(address, contested) == []


async def test_claims_of_a_steward_are_folded_as_a_stewards(store: Store, address: Address) -> None:
    """A taken spelling is no evidence in any form, and a given one survives what the source says."""
    await load(
        store,
        record("shop:1", ("email", "ann.smith@gmail.com")),
        record("shop:2", ("email", "annsmith@gmail.com")),
        record("shop:3", ("email", "a.nn.smith@gmail.com")),
    )
    run(address, "MATCH (:SourceRecord {key: 'shop:1'})-[h:HAS]->() SET h.disowned_at = '2026', h.disowned_by = 'eve'")
    run(address, "MATCH (:SourceRecord {key: 'shop:2'})-[h:HAS]->() SET h.by = 'eve'")

    await _apply(store, _FOLDING)

    assert _persons(_placed(address)) == {frozenset({"shop:1"}), frozenset({"shop:2", "shop:3"})}
    derived = "MATCH (r:SourceRecord)-[h:HAS]->(:Identifier {type: 'email_folded'}) RETURN r.key, h.disowned_by, h.by"
    assert set(run(address, derived)) == {("shop:1", "eve", None), ("shop:2", None, "eve"), ("shop:3", None, None)}


async def test_applying_is_told_and_counted(store: Store, address: Address) -> None:
    await load(store, *(record(f"shop:{n}", ("email", f"p{n}@shop.org")) for n in range(5)))
    seen: list[tuple[ApplicationPhase, int]] = []

    done = await RulesApplication(store, "ann", 2).apply(
        _TIGHT, "rules.yaml", lambda at: seen.append((at.step, at.walked))
    )

    assert (done.digest, done.text, done.actor, done.step) == (digest(_TIGHT), _TIGHT, "ann", ApplicationPhase.DONE)
    assert seen == [
        *((ApplicationPhase.CANONICAL, walked) for walked in (2, 4, 5)),
        *((ApplicationPhase.RESOLVE, walked) for walked in (5, 7, 9, 10)),
        (ApplicationPhase.DONE, 10),
    ]
    assert await stored_rules.in_force(store.read) == done


async def test_the_same_rules_again_change_nothing(store: Store, address: Address) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org")))
    first = await _apply(store, _TIGHT)

    again = await _apply(store, "# the same rules\n" + _TIGHT)

    assert again == first


async def test_an_interrupted_application_goes_on(store: Store, address: Address) -> None:
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(6)))

    with pytest.raises(_StoppedError):
        await RulesApplication(store, "ann", 2).apply(_TIGHT, "rules.yaml", _stop_at(ApplicationPhase.RESOLVE))
    halfway = await stored_rules.in_force(store.read)
    done = await RulesApplication(store, "bob", 2).resume()

    assert halfway
    assert (halfway.step, halfway.cursor, done.step, done.actor) == (
        ApplicationPhase.RESOLVE,
        "shop:1",
        ApplicationPhase.DONE,
        "ann",
    )
    assert len(_persons(_placed(address))) == 6


async def test_what_is_loaded_meanwhile_is_resolved_by_the_new_rules(store: Store, address: Address) -> None:
    early = [record(f"shop:{n}", ("email", "ann.roe@gmail.com")) for n in range(1, 6)]
    late = [record(f"shop:{n}", ("email", "annroe@gmail.com")) for n in (0, 9)]
    for step in (ApplicationPhase.CANONICAL, ApplicationPhase.RESOLVE):
        wipe(address)
        await load(store, *early)

        with pytest.raises(_StoppedError):
            await RulesApplication(store, "ann", 2).apply(_FOLDING, "rules.yaml", _stop_at(step))
        await load(store, *late)
        await RulesApplication(store, "ann", 2).resume()

        assert len(_persons(_placed(address))) == 1


async def test_other_rules_start_anew(store: Store, address: Address) -> None:
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(6)))
    with pytest.raises(_StoppedError):
        await RulesApplication(store, "ann", 2).apply(_TIGHT, "rules.yaml", _stop_at(ApplicationPhase.RESOLVE))

    await _apply(store, PACKAGED)

    assert len(_persons(_placed(address))) == 1


async def test_whoever_is_overtaken_by_other_rules_stops(store: Store, address: Address) -> None:
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(6)))
    with pytest.raises(_StoppedError):
        await RulesApplication(store, "ann", 2).apply(_TIGHT, "rules.yaml", _stop_at(ApplicationPhase.CANONICAL))
    await _apply(store, _LOOSE)

    late = RulesApplication(store, "ann", 2)

    with pytest.raises(Conflict):
        await late._walk(StewardCommand("ann"), digest(_TIGHT), lambda _: None)


async def test_the_reason_is_kept_with_the_rules_and_their_changes(store: Store) -> None:
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(4)))
    with pytest.raises(_StoppedError):
        await RulesApplication(store, "ann", 2).apply(
            _TIGHT, "rules.yaml", _stop_at(ApplicationPhase.RESOLVE), reason="a shared till"
        )

    done = await RulesApplication(store, "bob", 2).resume()

    assert done.reason == "a shared till"
    history = await Explainer(store).history("shop:0", 9, None)
    assert history
    assert {(step.kind.value, step.reason) for step in history.steps} == {("split", "a shared till"), ("created", "")}


async def test_a_key_applies_rules_once_and_lets_them_continue(store: Store, address: Address) -> None:
    """Also where others are in force by then: a job that is repeated late must not bring old rules back."""
    await load(store, *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(6)))
    application = RulesApplication(store, "ann", 2)
    with pytest.raises(_StoppedError):
        await application.apply(_TIGHT, "rules.yaml", _stop_at(ApplicationPhase.RESOLVE), key="k1")

    first = await application.apply(_TIGHT, "rules.yaml", key="k1")
    await application.apply(_LOOSE, "rules.yaml", key="k2")
    placed = _placed(address)
    again = await application.apply(_TIGHT, "rules.yaml", key="k1")

    assert first.step is ApplicationPhase.DONE
    assert again == first
    assert _placed(address) == placed
    in_force = await stored_rules.in_force(store.read)
    assert in_force
    assert in_force.digest == digest(_LOOSE)


async def test_a_key_of_another_command_is_a_conflict(store: Store) -> None:
    application = RulesApplication(store, "ann", 2)
    await application.apply(_TIGHT, "rules.yaml", key="k1")

    for text, reason in ((_LOOSE, ""), (_TIGHT, "another one")):
        with pytest.raises(Conflict, match="used for another command"):
            await application.apply(text, "rules.yaml", reason=reason, key="k1")


async def test_unsound_rules_are_refused_before_anything_is_written(store: Store, address: Address) -> None:
    with pytest.raises(InvalidInput, match=r"rules.yaml: hub_cap"):
        await _apply(store, ruled(hub_cap="none"))

    assert await stored_rules.in_force(store.read) is None


async def test_a_store_without_rules_has_nothing_to_go_on_with(store: Store) -> None:
    with pytest.raises(InvalidInput, match="no identity rules were ever applied"):
        await RulesApplication(store, "ann").resume()


async def test_writers_resolve_by_applied_rules(store: Store, address: Address) -> None:
    await _apply(store, _FOLDING)

    await load(store, record("shop:1", ("email", "a.b@gmail.com")), record("shop:2", ("email", "ab@gmail.com")))

    assert len(_persons(_placed(address))) == 1


async def test_a_preview_names_the_cases_and_writes_nothing(store: Store, address: Address) -> None:
    await load(
        store,
        *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(3)),
        record("crm:1", ("email", "b.ob@gmail.com")),
    )
    await load(store, record("shop:email:bob@gmail.com", ("email", "bob@gmail.com")))
    placed, before = _placed(address), dump(address)

    found = await preview(store, ruled(hub_cap="2", dotless="[gmail.com]"), "rules.yaml")

    assert (found.records, found.profiles, found.merged, found.split, found.removed, found.moved) == (5, 3, 1, 1, 0, 3)
    parted = Example("split", placed["shop:0"], (), 2, 3, 2, found.examples[0].keys)
    joined = Example(
        "merge", placed["crm:1"], (placed["shop:email:bob@gmail.com"],), 0, 1, 1, ("shop:email:…",)
    )  # fmt: skip
    assert found.examples == (parted, joined)
    assert differences(before, dump(address)) == []


async def test_differences_are_told_by_place(store: Store) -> None:
    found = await changed_rules(store, ruled(hub_cap="2", device_id="{joins: true, limit: 9}"), "rules.yaml")

    assert found == [
        "types.device_id.limit: 5 → 9",
        "types.device_id.joins: false → true",
        "hub_cap: 20 → 2",
    ]
    assert await changed_rules(store, PACKAGED, "rules.yaml") == []


_VALUES = [
    Identifier("email", "ann.roe@gmail.com"),
    Identifier("email", "annroe@gmail.com"),
    Identifier("email", "a.nnroe@gmail.com"),
    Identifier("email", "guest@shop.org"),
    Identifier("phone", "+33142685300"),
    Identifier("device_id", "tablet"),
    Identifier("user_id", "u1"),
    Identifier("user_id", "u2"),
]
_RULES = st.builds(
    ruled,
    hub_cap=st.sampled_from(["2", "3", "20"]),
    given_names=st.sampled_from(["true", "false"]),
    device_id=st.sampled_from(["{joins: true}", "{joins: false}"]),
    phone=st.sampled_from(["{priority: 4, reissued: true}", "{priority: 1, limit: 1}"]),
    dotless=st.sampled_from(["[gmail.com]", "[]"]),
)


@st.composite
def _records(draw: st.DrawFn) -> list[SourceRecord]:
    held = st.sets(st.sampled_from(_VALUES), max_size=3)
    names = st.sampled_from(
        [{}, {"given_name": "Ann", "family_name": "Roe"}, {"given_name": "Bob", "family_name": "Roe"}]
    )
    many = draw(st.lists(st.tuples(held, names), min_size=2, max_size=8))
    at = "2026-11-22T09:{:02d}:00.000000Z"
    return [SourceRecord("shop", str(n), said, tuple(sorted(ids)), at.format(n)) for n, (ids, said) in enumerate(many)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=_records(), old=_RULES, new=_RULES)
async def test_applied_rules_give_what_they_would_have_given(
    store: Store, address: Address, records: Sequence[SourceRecord], old: str, new: str
) -> None:
    """And the preview said so; and the old rules give the old profiles back, by their old ids where the new ones only
    merged or only split: an id for which two parts had a claim may stay with the other one."""
    wipe(address)
    await _apply(store, new)
    await load(store, *records)
    from_the_start = dump(address, history=False)
    wipe(address)
    await _apply(store, old)
    await load(store, *records)
    placed, graph = _placed(address), dump(address, history=False)
    foretold = await preview(store, new, "rules.yaml")

    await _apply(store, new)

    assert differences(from_the_start, dump(address, history=False)) == []
    now = _placed(address)
    assert foretold.moved == sum(now[key] != id for key, id in placed.items())
    assert foretold.merged == len(set(placed.values()) - set(now.values()))
    assert foretold.split == len(_left(placed, now) - (set(placed.values()) - set(now.values())))

    await _apply(store, old)

    assert differences(graph, dump(address, history=False)) == []
    if _nested(_persons(placed), _persons(now)) or _nested(_persons(now), _persons(placed)):
        assert _placed(address) == placed


def _nested(parts: Collection[frozenset[str]], wholes: Collection[frozenset[str]]) -> bool:
    return all(any(part <= whole for whole in wholes) for part in parts)


def _left(placed: Placed, now: Placed) -> set[str]:
    """The ids that lost a record."""
    return {id for key, id in placed.items() if now[key] != id}


class _StoppedError(Exception):
    """The process ends here."""


def _stop_at(step: ApplicationPhase) -> Callable[[Application], None]:
    """When the first batch of a step is committed."""

    def progress(applied: Application) -> None:
        if applied.step is step and applied.cursor:
            raise _StoppedError

    return progress
