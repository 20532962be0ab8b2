"""One bad load run is taken back: its records go, those that it changed say again what they said, ids come back."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.explanation.sentences import sentence
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.stewardship.undo import RunUndo, UndoneOrders
from profile_service.domain.stewardship.undo_sentences import undo_sentences
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.profile.explain import Explainer
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.engine.write_lock import Ownership
from profile_service.store.places.address import Address
from profile_service.store.sources import run_history, runs
from tests.rig.dump import differences, dump
from tests.rig.graph import run, wipe
from tests.rig.loading import load_as_run
from tests.rig.people import at, bought, did, items, load, profile_id, record
from tests.rig.rulings import ruled

pytestmark = pytest.mark.anyio

_SAYS = "MATCH (r:SourceRecord) RETURN r.key, r.attributes, r.stub, r.run, r.observed_at"
_KNOWN = "MATCH (r:SourceRecord)-[:HAS]->(i:Identifier) RETURN r.key, i.key"


async def _bring(store: Store, id: str, *things: SourceRecord | Event, resume_key: str = "key") -> None:
    await load_as_run(store, id, *items(*things), resume_key=resume_key)


def _placed(address: Address) -> dict[str, str]:
    """Record key → profile id."""
    return dict(run(address, "MATCH (r:SourceRecord)-[:OF]->(p:Profile) RETURN r.key, p.id"))


async def _state(store: Store, id: str) -> str:
    found = await run_history.one(store, id)
    assert found
    return found.state


async def test_bad_run_is_taken_back_with_its_merges(store: Store, address: Address) -> None:
    """Its new record joined two customers, and its new version of another a third."""
    await _bring(
        store,
        "good",
        record("shop:1", ("email", "ann@shop.org"), day="2026-01-01", city="Paris"),
        record("shop:2", ("email", "bob@shop.org"), day="2026-01-01"),
        record("shop:3", ("email", "eve@shop.org"), day="2026-01-01"),
    )
    placed, before = _placed(address), dump(address, history=False)
    await _bring(
        store,
        "bad",
        record("shop:1", ("email", "eve@shop.org"), day="2026-02-01", city="Lyon"),
        record("crm:1", ("email", "eve@shop.org"), ("email", "bob@shop.org"), day="2026-02-01"),
    )
    assert len(set(_placed(address).values())) == 1

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.deleted, done.emptied, done.restored, done.kept) == (1, 0, 1, 0)
    assert differences(before, dump(address, history=False)) == []
    assert _placed(address) == placed
    assert await _state(store, "bad") == "undone"


async def test_a_record_with_events_stays_as_a_stub(store: Store, address: Address) -> None:
    made = record("shop:1", ("email", "ann@shop.org"), day="2026-02-01", given_name="Ann")
    await _bring(store, "bad", made, did("e1", "shop:1", "2026-02-01"))

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.deleted, done.emptied) == (0, 1)
    assert run(address, _SAYS) == [("shop:1", "{}", True, None, None)]
    assert run(address, _KNOWN) == []
    assert run(address, "MATCH (:SourceRecord)<-[:BY]-(e:Event) RETURN e.key") == [("e1",)]

    await _bring(store, "good", record("shop:1", ("email", "ann@shop.org"), day="2026-01-01", given_name="Anna"))

    assert run(address, _SAYS) == [("shop:1", '{"given_name":"Anna"}', False, "good", at("2026-01-01"))]
    assert run(address, _KNOWN) == [("shop:1", "email:ann@shop.org")]


async def test_preview_says_how_many_orders_leave_their_customers(store: Store) -> None:
    """Ann and Bob have an account of another load, and Eve has none; a steward merged that of Cho."""
    accounts = {1: "ann@shop.org", 2: "bob@shop.org", 4: "cho@private.org"}
    await _bring(store, "good", *(record(f"crm:{n}", ("email", email)) for n, email in accounts.items()))
    buyers = accounts | {3: "eve@shop.org", 4: "cho@shop.org"}
    sales = [bought(f"shop:order:{n}{m}", f"shop:{n}", "2026-02-01") for n in buyers for m in range(n)]
    await _bring(store, "bad", *(record(f"shop:{n}", ("email", email)) for n, email in buyers.items()), *sales)
    cho = [await profile_id(store, "shop:4"), await profile_id(store, "crm:4")]
    await Stewardship(store).merge(cho, StewardCommand("ada"))

    undoing = await RunUndoExecution(store, "bad", "ann", 2).count()

    assert (undoing.emptied, undoing.orders) == (4, UndoneOrders(leaving=3, losing=2, nameless=3, emptied=1))
    assert list(undo_sentences(undoing, would=True))[-3:-1] == [
        "3 orders would leave 2 profiles: nothing would name the records any more that they hang on.",
        "3 orders would stay on 1 profile without any name, e-mail or number.",
    ]


async def test_a_judged_record_keeps_its_judgements(store: Store, address: Address) -> None:
    await _bring(store, "bad", record("shop:1", ("email", "ann@shop.org")), record("shop:2"))
    run(
        address,
        """MATCH (a:SourceRecord {key: 'shop:1'}), (b:SourceRecord {key: 'shop:2'})
        SET a.judged = true, b.judged = true
        CREATE (a)-[:NOT_SAME_AS {id: 'j~shop:1', actor: 'eve', reason: '', score: 1.0, at: '2026'}]->(b)""",
    )

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.deleted, done.emptied) == (0, 2)
    assert run(address, "MATCH (a)-[j:NOT_SAME_AS]->(b) RETURN a.key, b.key, a.stub") == [("shop:1", "shop:2", True)]


async def test_a_stub_becomes_a_stub_again(store: Store, address: Address) -> None:
    await _bring(store, "events", did("e1", "shop:1", "2026-01-01"))
    await _bring(store, "bad", record("shop:1", ("email", "ann@shop.org"), day="2026-02-01"))

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert done.restored == 1
    assert run(address, _SAYS) == [("shop:1", "{}", True, None, None)]


async def test_what_a_run_changed_twice_is_what_it_was_before_the_run(store: Store, address: Address) -> None:
    await _bring(store, "good", record("shop:1", day="2026-01-01", city="Paris"))
    await _bring(store, "bad", record("shop:1", day="2026-02-01", city="Lyon"), record("shop:2", city="Lyon"))
    await _bring(store, "bad", record("shop:1", day="2026-03-01", city="Nice"), record("shop:2", city="Nice"))

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.deleted, done.restored) == (1, 1)
    assert run(address, _SAYS) == [("shop:1", '{"city":"Paris"}', False, "good", at("2026-01-01"))]


async def test_runs_are_taken_back_one_after_the_other(store: Store, address: Address) -> None:
    """As far as versions are kept: of each record the one before the last."""
    await _bring(store, "first", record("shop:1", city="Paris"))
    await _bring(store, "second", record("shop:1", city="Lyon"), record("shop:2", city="Lyon"))
    await _bring(store, "third", record("shop:1", city="Nice"), record("shop:2", city="Nice"))

    third = await RunUndoExecution(store, "third", "ann").carry_out()
    second = await RunUndoExecution(store, "second", "ann").carry_out()

    assert (third.restored, second.deleted, second.restored, second.kept) == (2, 1, 0, 1)
    assert [(key, attributes) for key, attributes, *_ in run(address, _SAYS)] == [("shop:1", '{"city":"Lyon"}')]


async def test_a_claim_that_a_steward_gave_stays(store: Store, address: Address) -> None:
    await _bring(store, "good", record("shop:1"), record("shop:3", ("email", "ann@shop.org")))
    await _bring(store, "bad", record("shop:1", ("phone", "+14155552671"), city="Nice"), record("shop:2"))
    run(
        address,
        """MATCH (a:SourceRecord) WHERE a.key IN ['shop:1', 'shop:2'] MATCH (i:Identifier {key: 'email:ann@shop.org'})
        SET i.holders = 3 CREATE (a)-[:HAS {first_seen: '2026', last_seen: '2026', by: 'eve'}]->(i)""",
    )
    forecast = await RunUndoExecution(store, "bad", "ann").forecast()

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.emptied, done.restored) == (1, 1)
    assert set(run(address, _KNOWN)) == {(f"shop:{n}", "email:ann@shop.org") for n in (1, 2, 3)}
    assert len(set(_placed(address).values())) == 1
    assert (forecast.impact.merged, forecast.impact.split) == (2, 0)


async def test_a_dry_run_says_what_would_be(store: Store, address: Address) -> None:
    await _bring(store, "good", record("shop:1", ("email", "ann@shop.org")), record("shop:2", ("email", "b@shop.org")))
    joining = record("shop:3", ("email", "ann@shop.org"), ("email", "b@shop.org"))
    await _bring(store, "bad", joining, record("shop:4", ("email", "eve@shop.org")))
    before = dump(address)

    forecast = await RunUndoExecution(store, "bad", "ann", 1).forecast()

    told = forecast.impact
    assert (forecast.undoing.deleted, forecast.undoing.restored) == (2, 0)
    assert (told.records, told.profiles, told.merged, told.split, told.removed, told.moved) == (4, 2, 0, 1, 1, 1)
    assert differences(before, dump(address)) == []
    assert await _state(store, "bad") == "running"


async def test_an_interrupted_undoing_goes_on(store: Store, address: Address) -> None:
    await _bring(store, "good", record("shop:9", ("email", "ann@shop.org")))
    before = dump(address, history=False)
    await _bring(store, "bad", *(record(f"shop:{n}", ("email", "ann@shop.org")) for n in range(9)))

    with pytest.raises(_StoppedError):
        await RunUndoExecution(store, "bad", "ann", 2).carry_out(_stop)
    assert await _state(store, "bad") == "undoing"
    done = await RunUndoExecution(store, "bad", "bob", 2).carry_out()

    assert done.deleted == 9
    assert differences(before, dump(address, history=False)) == []


async def test_small_batches_leave_the_id_with_the_customer(store: Store, address: Address) -> None:
    """What the run brought to the customer, though it is more, never keeps the id; nor does it catch another's."""
    await _bring(store, "good", record("shop:1"), record("shop:2", ("email", "bob@shop.org")))
    placed = _placed(address)
    joined = [record(f"shop:{n}", ("email", "ann@shop.org")) for n in (1, 2, 3, 4)]
    await _bring(store, "bad", *joined, record("shop:5", ("email", "bob@shop.org")))

    await RunUndoExecution(store, "bad", "ann", 1).carry_out()

    assert _placed(address) == placed


async def test_again_changes_nothing_more(store: Store, address: Address) -> None:
    await _bring(store, "bad", record("shop:1"), did("e1", "shop:1", "2026-01-01"))
    await RunUndoExecution(store, "bad", "ann").carry_out()
    before = dump(address)

    again = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (again.deleted, again.emptied, again.restored, again.kept) == (0, 0, 0, 0)
    assert differences(before, dump(address)) == []


async def test_the_reason_is_kept_on_the_run_and_in_the_history(store: Store) -> None:
    await _bring(store, "good", record("shop:9", ("email", "ann@shop.org")))
    await _bring(store, "bad", record("shop:1", ("email", "ann@shop.org")), record("shop:2"))
    lost = await profile_id(store, "shop:2")

    await RunUndoExecution(store, "bad", "ann").carry_out(reason="the wrong file")

    undone = await run_history.one(store, "bad")
    history = await Explainer(store).history(lost, 9, None)
    assert undone
    assert history
    assert (undone.undone_by, undone.undo_reason) == ("ann", "the wrong file")
    assert [(step.kind.value, step.reason) for step in history.steps] == [
        ("removed", "the wrong file"),
        ("created", ""),
    ]
    assert sentence(history.steps[0]).endswith(" by ann, because: the wrong file.")


async def test_a_key_takes_a_run_back_once_and_lets_it_continue(store: Store, address: Address) -> None:
    await _bring(store, "bad", *(record(f"shop:{n}") for n in range(5)))
    with pytest.raises(_StoppedError):
        await RunUndoExecution(store, "bad", "ann", 2).carry_out(_stop, key="k1")

    first = await RunUndoExecution(store, "bad", "ann", 2).carry_out(key="k1")
    before = dump(address)
    again = await RunUndoExecution(store, "bad", "ann", 2).carry_out(key="k1")

    assert first.deleted == 5
    assert again == first
    assert differences(before, dump(address)) == []
    await _bring(store, "other", record("shop:7"))
    with pytest.raises(Conflict, match="used for another command"):
        await RunUndoExecution(store, "other", "ann").carry_out(key="k1")


async def test_an_undone_run_is_neither_resumed_nor_finished(store: Store) -> None:
    await _bring(store, "bad", record("shop:1"), resume_key="file")
    assert await runs.unfinished(store, "file", "host") == ["bad"]

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert await runs.unfinished(store, "file", "host") == []
    assert not await runs.has_finished(store, "file")


async def test_a_loader_that_is_still_at_it_stops(store: Store) -> None:
    await _bring(store, "bad", record("shop:1"))
    await store.write(lambda tx: runs.claim(tx, "bad", "loader"))

    await RunUndoExecution(store, "bad", "ann").carry_out()

    with pytest.raises(Conflict):
        await store.write(_claimed, owned=Ownership("bad", "loader"))


async def _claimed(tx: WriteTransaction) -> LoadRun:
    return runs.owned_run(tx)[0]


async def test_an_unknown_run_is_not_found(store: Store) -> None:
    for asked in (RunUndoExecution(store, "never", "ann").carry_out(), RunUndoExecution(store, "never", "ann").count()):
        with pytest.raises(NotFound, match="no load run with this id"):
            await asked


async def test_derived_claims_come_back_by_the_rules_of_today(store: Store, address: Address) -> None:
    await _bring(
        store, "good", record("shop:1", ("email", "a.b@gmail.com")), record("shop:2", ("email", "ab@gmail.com"))
    )
    await _bring(store, "bad", record("shop:1", ("email", "eve@shop.org")))
    await RulesApplication(store, "ann").apply(ruled(dotless="[gmail.com]"), "rules.yaml")

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert len(set(_placed(address).values())) == 1
    assert ("shop:1", "email_folded:ab@gmail.com") in run(address, _KNOWN)


_VALUES = [
    Identifier("email", "ann@shop.org"),
    Identifier("email", "bob@shop.org"),
    Identifier("phone", "+33142685300"),
    Identifier("user_id", "u1"),
    Identifier("user_id", "u2"),
]
_SAID = st.sampled_from([{}, {"given_name": "Ann", "family_name": "Roe"}, {"given_name": "Bob", "family_name": "Roe"}])
_HELD = st.sets(st.sampled_from(_VALUES), max_size=3)


def _export(max_size: int, observed_at: str | None) -> st.SearchStrategy[list[SourceRecord]]:
    one = st.builds(
        lambda id, said, held: SourceRecord("shop", id, said, tuple(sorted(held)), observed_at),
        st.sampled_from("123456"),
        _SAID,
        _HELD,
    )
    return st.lists(one, max_size=max_size, unique_by=lambda r: r.key)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(good=_export(5, at("2026-01-01")), bad=st.lists(_export(5, None), min_size=1, max_size=2))
async def test_any_run_can_be_taken_back(
    store: Store, address: Address, good: Sequence[SourceRecord], bad: Sequence[Sequence[SourceRecord]]
) -> None:
    """Ids that it merged come back; and the dry run said what would become of its records and profiles."""
    wipe(address)
    await _bring(store, "good", *good)
    placed, before = _placed(address), dump(address, history=False)
    for batch in bad:
        await _bring(store, "bad", *batch)
    joined = _placed(address)
    only_merged = _only_merged(address, placed, joined)
    forecast = await RunUndoExecution(store, "bad", "ann", 2).forecast()

    done = await RunUndoExecution(store, "bad", "ann", 2).carry_out()

    assert differences(before, dump(address, history=False)) == []
    now = _placed(address)
    assert now.keys() == placed.keys()
    if only_merged:
        assert now == placed
    assert _count(forecast.undoing) == _count(done)
    emptied = set(joined.values()) - {joined[key] for key in now}
    assert forecast.impact.removed == len(emptied)


def _only_merged(address: Address, placed: Mapping[str, str], joined: Mapping[str, str]) -> bool:
    """Whether every id still leads to where its records are: none of them went to another person."""
    leads = dict(run(address, "MATCH (old:Profile)-[:MERGED_INTO]->(p:Profile) RETURN old.id, p.id"))

    def led(id: str) -> str:
        return led(leads[id]) if id in leads else id

    return all(led(id) == joined[key] for key, id in placed.items())


def _count(undoing: RunUndo) -> tuple[int, int, int, int]:
    return undoing.deleted, undoing.emptied, undoing.restored, undoing.kept


class _StoppedError(Exception):
    """The process ends here."""


def _stop(undoing: RunUndo) -> None:
    if undoing.deleted >= 4:
        raise _StoppedError


async def test_changed_address_is_taken_back_as_if_never_stated(store: Store, address: Address) -> None:
    """A former address from before the run stays, and the one that the run replaced is present again."""
    for day, email in (("2025-01-01", "one@mail.net"), ("2025-02-01", "two@mail.net")):
        await _bring(store, f"run {email}", record("crm:1", ("email", email), day=day), resume_key=email)
    await _bring(store, "other", record("shop:1", ("email", "one@mail.net"), day="2025-01-05"))
    before = dump(address, history=False)
    await _bring(store, "bad", record("crm:1", ("email", "three@mail.net"), day="2025-03-01"))

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert differences(before, dump(address, history=False)) == []


async def test_date_of_an_address_that_is_stated_again_comes_back(store: Store, address: Address) -> None:
    for day, name in (("2025-01-01", "Ida"), (None, "Ida Berg")):
        await _bring(
            store, f"run {name}", record("crm:1", ("email", "one@mail.net"), day=day, name=name), resume_key=name
        )
    await _bring(store, "bad", record("crm:1", ("email", "two@mail.net"), name="Ida Berg"))

    await RunUndoExecution(store, "bad", "ann").carry_out()
    await load(store, record("crm:1", ("email", "three@mail.net"), name="Ida Berg"))

    former = "MATCH ()-[h:HAS]->(i:Identifier) WHERE h.stated_until IS NOT NULL RETURN i.value, h.stated_until"
    assert run(address, former) == [("one@mail.net", at("2025-01-01"))]


async def test_removal_of_an_address_is_taken_back(store: Store, address: Address) -> None:
    for day, email in (("2025-01-01", "one@mail.net"), ("2025-02-01", "two@mail.net")):
        await _bring(store, f"run {email}", record("crm:1", ("email", email), day=day), resume_key=email)
    before = dump(address, history=False)
    await _bring(store, "bad", record("crm:1", day="2025-03-01", email=REMOVED))
    assert run(address, _KNOWN) == []

    await RunUndoExecution(store, "bad", "ann").carry_out()

    assert differences(before, dump(address, history=False)) == []
