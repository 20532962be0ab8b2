"""Random histories: after every step the store holds what resolving everything at once makes of the same inputs."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.events import Event, Interaction
from profile_service.domain.sources.records import SourceRecord, stub
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.schema_data import schema_path
from profile_service.service.declared.identity_rules import rules_from, rules_text
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine import migrations
from profile_service.store.engine.address import Address
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.rig import people
from tests.rig.graph import wipe
from tests.rig.histories import Seen, Told, assert_agree, assert_feed, assert_same, delete, seen
from tests.rig.populations import messy

pytestmark = pytest.mark.anyio
T = TypeVar("T")
_KEYS = [f"{source}:{number}" for source in ("crm", "desk", "shop") for number in (1, 2, 3)]
# Most evidence is shared, for what is told of one record alone is soon said.
_VALUES = (
    "email ann@shop.org", "email bob@shop.org", "phone +33142685300", "phone +33142685301", "loyalty_id L-1",
    "loyalty_id l1", "loyalty_id L-2", "user_id u1", "user_id u2", "email noreply@shop.org", "device_id tablet",
)  # fmt: skip
_IDENTIFIERS = st.sets(st.sampled_from([Identifier(*value.split()) for value in _VALUES]), min_size=1, max_size=3)
_ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "given_name": st.sampled_from(["Ann", "Anne", "Robert", "Zoë"]),
        "birth_date": st.sampled_from(["1980-02-01", "1995-11-23"]),
    },
)
_TIMES = st.integers(0, 9).map(lambda minute: f"2026-11-22T09:0{minute}:00.000000Z" if minute else None)
_PACKAGED = rules_text(schema_path("identity.yaml"))
_RULES = [
    _PACKAGED,
    _PACKAGED.replace("hub_cap: 20", "hub_cap: 2"),
    _PACKAGED.replace("given_names: true", "given_names: false").replace("{priority: 1, limit: 1}", "{priority: 3}"),
    _PACKAGED.replace("phone: {priority: 4, reissued: true}", "phone: {priority: 1, limit: 1}"),
    _PACKAGED.replace("    ignore: [case, punctuation]", "    limit: 1").replace("hub_cap: 20", "hub_cap: 3"),
]
_key = st.sampled_from(_KEYS)


@st.composite
def _records(draw: st.DrawFn, times: st.SearchStrategy[str | None] = _TIMES) -> SourceRecord:
    source, _, id = draw(_key).partition(":")
    return SourceRecord(source, id, draw(_ATTRIBUTES), tuple(sorted(draw(_IDENTIFIERS))), draw(times))


class Histories(RuleBasedStateMachine):
    """Steps of one history on an empty store. `run` and `store` belong to the test."""

    run: Callable[[Coroutine[Any, Any, Any]], Any]
    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.told = Told(rules_from(_PACKAGED, "the package's rules"))
        self.steward = Stewardship(self.store)
        self.ever: set[str] = set()
        self.steps = 0
        self.now: Seen

    @initialize(records=st.lists(_records(), min_size=4, max_size=9))
    def begin(self, records: list[SourceRecord]) -> None:
        self._do(self.store.write(lambda tx: tx.run("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")))
        self._load(*records)

    @rule(records=st.lists(_records(), min_size=1, max_size=4))
    def load(self, records: list[SourceRecord]) -> None:
        self._load(*records)

    @rule(key=_key)
    def do_something(self, key: str) -> None:
        self.steps += 1
        self._load(Interaction(f"e{self.steps}", key, "review", people.at("2026-11-22"), "web"))

    @rule(data=st.data())
    def load_all_again(self, data: st.DataObject) -> None:
        """In any order: nothing changes, ids least of all."""
        before = self.now
        self._load(*data.draw(st.permutations(sorted(self.told.records.values(), key=lambda r: r.key))))
        assert self._look() == before

    @precondition(lambda self: self.told.records)
    @rule(data=st.data(), at=_TIMES)
    def say_again(self, data: st.DataObject, at: str | None) -> None:
        record = self.told.records[self._record(data)]
        if not record.stub:
            self._load(replace(record, observed_at=at))

    @precondition(lambda self: self._idle())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self._idle()))
        self.told.forget(key)
        self._do(delete(self.store, key))

    @precondition(lambda self: len(self.told.records) > 1)
    @rule(data=st.data(), verdict=st.sampled_from(Verdict), score=st.sampled_from([0.5, 1.0]))
    def judge(self, data: st.DataObject, verdict: Verdict, score: float) -> None:
        left, right = self._two(data)
        effect = self._order(lambda order: self.steward.judge(left, right, verdict, score, order))
        if effect is None:
            assert {left, right} & self.told.locks.keys()
        else:
            made = self.told.judgements[effect.judgements[0]]
            assert (made.verdict, made.active, made.score, {made.left, made.right}) == (
                verdict,
                True,
                score,
                {left, right},
            )

    @precondition(lambda self: self.told.judgements)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.told.judgements)))
        judgement = self.told.judgements[id]
        if self._order(lambda order: self.steward.retract(id, order)):
            assert not self.told.judgements[id].active
        else:
            assert {judgement.left, judgement.right} & self.told.locks.keys()

    @precondition(lambda self: len(self.now.living) > 1)
    @rule(data=st.data(), back=st.sampled_from(["", "split", "retract"]))
    def merge(self, data: st.DataObject, back: str) -> None:
        """And, where it is taken back, all is as it was."""
        before = self.now
        mine, yours = (self.now.of(key) for key in self._two(data))
        effect = self._order(lambda order: self.steward.merge([mine, yours], order))
        if not effect or mine == yours:
            return
        survivor = self.now.of(before.records(mine)[0])
        assert {self.now.of(key) for id in (mine, yours) for key in before.records(id)} == {survivor}
        if back == "split":
            assert self._order(lambda order: self.steward.split(survivor, before.records(yours), order))
        if back == "retract":
            for id in [id for id in effect.judgements if self.told.judgements[id].active]:
                assert self._order(partial(self.steward.retract, id))
        if back:
            assert_same(self.now.profiles, before.profiles)

    @precondition(lambda self: self._splittable())
    @rule(data=st.data(), together=st.booleans())
    def split(self, data: st.DataObject, *, together: bool) -> None:
        before = self.now
        profile = data.draw(st.sampled_from(self._splittable()))
        records = before.records(profile)
        leaving = data.draw(st.lists(st.sampled_from(records), min_size=1, max_size=len(records) - 1, unique=True))
        if self._order(lambda order: self.steward.split(profile, leaving, order, together=together)):
            left = {self.now.of(key) for key in leaving}
            stayed = [key for key in records if self.now.of(key) not in left]
            assert stayed if together else sorted([*stayed, *leaving]) == records

    @precondition(lambda self: self._plain_claims())
    @rule(data=st.data(), away=st.booleans())
    def move_claim(self, data: st.DataObject, *, away: bool) -> None:
        source, identifier = data.draw(st.sampled_from(self._plain_claims()))
        target = None if away else self._record(data)
        taken = (source, identifier) in self.told.disowned and source != target
        if self._order(
            lambda order: self.steward.move_identifier(identifier, source, target, order),
            lambda: self.told.move(identifier, source, target),
        ):
            assert not taken
        else:
            assert taken or {source, target} & self.told.locks.keys()

    @precondition(lambda self: self.told.records)
    @rule(data=st.data())
    def lock(self, data: st.DataObject) -> None:
        profile = self.now.of(self._record(data))
        records = self.now.records(profile)
        self.steps += 1
        fresh = {} if self.told.locks.keys() >= {*records} else dict.fromkeys(records, f"lock {self.steps}")
        assert self._order(lambda order: self.steward.lock(profile, order), lambda: self.told.locks.update(fresh))

    @precondition(lambda self: self.told.locks)
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        profile = self.now.of(data.draw(st.sampled_from(sorted(self.told.locks))))
        kept = {key: lock for key, lock in self.told.locks.items() if key not in self.now.records(profile)}
        assert self._order(lambda order: self.steward.unlock(profile, order), lambda: setattr(self.told, "locks", kept))

    @precondition(lambda self: self.now.contested)
    @rule(data=st.data(), accepted=st.booleans())
    def decide(self, data: st.DataObject, *, accepted: bool) -> None:
        """Accept or decline an item of the review queue."""
        item = data.draw(st.sampled_from(sorted(self.now.contested)))
        decide = self.steward.accept if accepted else self.steward.decline
        if self._order(lambda order: decide(item, order)):
            # The identifier may stay contested with those whose claims have ended, which is for nobody to decide.
            waiting, _ = self._do(self.steward.review(100, None))
            assert item not in {each.identifier.key for each in waiting}

    @rule(text=st.sampled_from(_RULES))
    def change_rules(self, text: str) -> None:
        self.told.rules = rules_from(text, "the test's rules")
        self._do(RulesApplication(self.store, "steward", batch_rows=3).apply(text, "the test's rules"))

    @invariant()
    def agrees(self) -> None:
        self._look()

    def _look(self) -> Seen:
        """What the store holds, which is as it should be."""
        self.now = self._do(seen(self.store))
        self.ever |= self.now.living
        assert_agree(self.now, self.told)
        assert_feed(self.now, self.ever)
        return self.now

    def _order(
        self, order: Callable[[StewardCommand], Coroutine[Any, Any, Effect]], tell: Callable[[], None] = lambda: None
    ) -> Effect | None:
        """What came of an order, which was rehearsed before; None where it was refused, and then nothing changed.
        `tell`: what else was told by it than judgements."""
        before = self.now
        try:
            rehearsed = self._do(order(StewardCommand("steward", "because", dry_run=True)))
        except (Conflict, InvalidInput):
            assert self._do(seen(self.store)) == before
            return None
        assert self._do(seen(self.store)) == before
        effect = self._do(order(StewardCommand("steward", "because")))
        assert [each.kind for each in rehearsed.changes] == [each.kind for each in effect.changes]
        stored = {judgement.id: judgement for judgement in self._do(seen(self.store)).judgements}
        tell()
        self.told.judgements |= {id: stored[id] for id in effect.judgements}
        self._look()
        return effect

    def _load(self, *things: SourceRecord | Event) -> None:
        self.told.load(*(thing for thing in things if isinstance(thing, SourceRecord)))
        for event in (thing for thing in things if not isinstance(thing, SourceRecord)):
            self.told.records.setdefault(event.record, stub(event.record))
            self.told.events[event.record] += 1
        self._do(people.load(self.store, *things))

    def _do(self, step: Coroutine[Any, Any, T]) -> T:
        answer: T = type(self).run(step)
        return answer

    def _record(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.told.records)))

    def _two(self, data: st.DataObject) -> tuple[str, str]:
        one, other, *_ = data.draw(st.permutations(sorted(self.told.records)))
        return one, other

    def _plain_claims(self) -> list[tuple[str, Identifier]]:
        """Those from which nothing is derived."""
        return sorted(claim for claim in self.told.claims if not claim[1].type.startswith("loyalty_id"))

    def _idle(self) -> list[str]:
        """Records that did nothing."""
        return [key for key in sorted(self.told.records) if not self.told.events[key]]

    def _splittable(self) -> list[str]:
        return [id for id in sorted(self.now.living) if len(self.now.records(id)) > 1]


@contextmanager
def _opened(address: Address, engine: str) -> Iterator[type[Histories]]:
    """The machine on one connection and one event loop: the steps of a history are no coroutines."""
    with asyncio.Runner() as runner:
        store = Store(RemoteEngine(address, engine))
        runner.run(migrations.apply(store))
        yield type("Opened", (Histories,), {"run": staticmethod(runner.run), "store": store})
        runner.run(store.close())


def test_every_step_of_a_history_is_as_resolving_all_at_once(address: Address, request: pytest.FixtureRequest) -> None:
    engine: str = request.node.callspec.params["address"]
    examples, steps = (12, 20) if engine == "embedded" else (5, 12)
    with _opened(address, engine) as machine:
        bounded = settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # a history that fails is told as it is: shrinking it would take minutes
        )
        run_state_machine_as_test(machine, settings=bounded)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_any_order_and_any_batches_give_the_same_persons(store: Store, address: Address, seed: int) -> None:
    """Of messy records, and of judgements that come as soon as their records are there."""
    rng = Random(seed)
    records = [_record_of(person) for person in messy(rng.randint(30, 60), 15, seed).people]
    judged = [tuple(sorted(each.key for each in rng.sample(records, 2))) for _ in range(4)]
    verdicts = dict(zip(judged, [Verdict.NOT_SAME, Verdict.NOT_SAME, Verdict.NOT_SAME, Verdict.SAME], strict=True))
    found = []
    for _ in range(2):
        wipe(address)
        told = Told(rules_from(_PACKAGED, "the package's rules"))
        waiting = dict(verdicts)
        for batch in _batches(rng, records):
            await people.load(store, *batch)
            told.load(*batch)
            for left, right in [pair for pair in waiting if {*pair} <= told.records.keys()]:
                await Stewardship(store).judge(left, right, waiting.pop((left, right)), 1.0, StewardCommand("steward"))
        now = await seen(store)
        told.judgements = {judgement.id: judgement for judgement in now.judgements}
        assert_agree(now, told)
        found.append(now)
    assert found[0].persons == found[1].persons
    assert found[0].contested == found[1].contested
    assert found[0].ended == found[1].ended


def _record_of(person: ComparableRecord) -> SourceRecord:
    source, _, id = person.key.partition(":")
    said = {"given_name": person.given_name, "family_name": person.family_name, "birth_date": person.birth_date}
    attributes = {name: text for name, text in said.items() if text}
    return SourceRecord(source, id, attributes, tuple(sorted(person.identifiers)), person.observed_at)


def _batches(rng: Random, records: Sequence[SourceRecord]) -> Iterator[list[SourceRecord]]:
    shuffled = rng.sample(records, len(records))
    edges = sorted({0, len(records), *(rng.randrange(len(records)) for _ in range(rng.randint(0, 6)))})
    return (shuffled[a:b] for a, b in pairwise(edges))
