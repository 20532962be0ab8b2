"""Random histories: after every step the store holds what resolving everything at once makes of the same inputs."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise, product
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
from profile_service.domain.resolution.contradictions import ContradictionKind
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
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig import people
from tests.rig.graph import wipe
from tests.rig.histories import Inputs, StoredState, assert_agree, assert_feed, assert_same, delete, stored_state
from tests.rig.populations import messy

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
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
        self.inputs = Inputs(rules_from(_PACKAGED, "the package's rules"))
        self.steward = Stewardship(self.store)
        self.all_ids: set[str] = set()
        self.steps = 0
        self.now: StoredState

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
        self._load(*data.draw(st.permutations(sorted(self.inputs.records.values(), key=lambda r: r.key))))
        assert self._look() == before

    @precondition(lambda self: self.inputs.records)
    @rule(data=st.data(), at=_TIMES)
    def say_again(self, data: st.DataObject, at: str | None) -> None:
        record = self.inputs.records[self._record(data)]
        if not record.stub:
            self._load(replace(record, observed_at=at))

    @precondition(lambda self: self._idle())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self._idle()))
        self.inputs.forget(key)
        self._do(delete(self.store, key))

    @precondition(lambda self: len(self.inputs.records) > 1)
    @rule(data=st.data(), verdict=st.sampled_from(Verdict), score=st.sampled_from([0.5, 1.0]))
    def judge(self, data: st.DataObject, verdict: Verdict, score: float) -> None:
        left, right = self._two(data)
        effect = self._command(lambda command: self.steward.judge(left, right, verdict, score, command))
        if effect is None:
            assert {left, right} & self.inputs.locks.keys()
        else:
            made = self.inputs.judgements[effect.judgements[0]]
            assert (made.verdict, made.active, made.score, {made.left, made.right}) == (
                verdict,
                True,
                score,
                {left, right},
            )

    @precondition(lambda self: self.inputs.judgements)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.inputs.judgements)))
        judgement = self.inputs.judgements[id]
        if self._command(lambda command: self.steward.retract(id, command)):
            assert not self.inputs.judgements[id].active
        else:
            assert {judgement.left, judgement.right} & self.inputs.locks.keys()

    @precondition(lambda self: len(self.now.profile_ids) > 1)
    @rule(data=st.data(), back=st.sampled_from(["", "split", "retract"]))
    def merge(self, data: st.DataObject, back: str) -> None:
        """And, where it is taken back, all is as it was. The ids are too, unless taking back one judgement after the
        other put records together on the way that were together neither before nor after the merge."""
        before = self.now
        mine, yours = (self.now.profile_of(key) for key in self._two(data))
        effect = self._command(lambda command: self.steward.merge([mine, yours], command, despite=ContradictionKind))
        if not effect or mine == yours:
            return
        survivor = self.now.profile_of(before.records_of(mine)[0])
        assert {self.now.profile_of(key) for id in (mine, yours) for key in before.records_of(id)} == {survivor}
        together = before.clusters | self.now.clusters
        on_the_way: set[frozenset[str]] = set()
        if back == "split":
            assert self._command(lambda command: self.steward.split(survivor, before.records_of(yours), command))
        if back == "retract":
            for id in [id for id in effect.judgements if self.inputs.judgements[id].active]:
                assert self._command(partial(self.steward.retract, id))
                on_the_way |= self.now.clusters
        if back:
            assert_same(self.now.clusters, before.clusters)
        if back and all(any(cluster <= other for other in together) for cluster in on_the_way):
            assert_same(self.now.profiles, before.profiles)

    @precondition(lambda self: self._splittable())
    @rule(data=st.data(), together=st.booleans())
    def split(self, data: st.DataObject, *, together: bool) -> None:
        before = self.now
        profile = data.draw(st.sampled_from(self._splittable()))
        records = before.records_of(profile)
        leaving = data.draw(st.lists(st.sampled_from(records), min_size=1, max_size=len(records) - 1, unique=True))
        if self._command(lambda command: self.steward.split(profile, leaving, command, together=together)):
            left = {self.now.profile_of(key) for key in leaving}
            stayed = [key for key in records if self.now.profile_of(key) not in left]
            assert stayed if together else sorted([*stayed, *leaving]) == records

    @precondition(lambda self: self._plain_claims())
    @rule(data=st.data(), away=st.booleans())
    def move_claim(self, data: st.DataObject, *, away: bool) -> None:
        source, identifier = data.draw(st.sampled_from(self._plain_claims()))
        target = None if away else self._record(data)
        taken = (source, identifier) in self.inputs.disowned and source != target
        if self._command(
            lambda command: self.steward.move_identifier(identifier, source, target, command),
            lambda: self.inputs.move(identifier, source, target),
        ):
            assert not taken
        else:
            assert taken or {source, target} & self.inputs.locks.keys()

    @precondition(lambda self: self.inputs.records)
    @rule(data=st.data())
    def lock(self, data: st.DataObject) -> None:
        profile = self.now.profile_of(self._record(data))
        records = self.now.records_of(profile)
        self.steps += 1
        fresh = {} if self.inputs.locks.keys() >= {*records} else dict.fromkeys(records, f"lock {self.steps}")
        assert self._command(
            lambda command: self.steward.lock(profile, command), lambda: self.inputs.locks.update(fresh)
        )

    @precondition(lambda self: self.inputs.locks)
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        profile = self.now.profile_of(data.draw(st.sampled_from(sorted(self.inputs.locks))))
        kept = {key: lock for key, lock in self.inputs.locks.items() if key not in self.now.records_of(profile)}
        assert self._command(
            lambda command: self.steward.unlock(profile, command), lambda: setattr(self.inputs, "locks", kept)
        )

    @precondition(lambda self: self.now.contested)
    @rule(data=st.data(), accepted=st.booleans())
    def decide(self, data: st.DataObject, *, accepted: bool) -> None:
        """Accept or decline an item of the review queue: what was decided is not asked again. It waits longer only
        with another question: where claims that had ended hold again, or who was one customer no longer is."""
        item = data.draw(st.sampled_from(sorted(self.now.contested)))
        accept = partial(self.steward.accept, despite=ContradictionKind)
        decide = accept if accepted else self.steward.decline
        asked = self._questions().get(item, set())
        if self._command(lambda command: decide(item, command)):
            questions = self._questions()
            assert questions.get(item, set()).isdisjoint(asked)
            assert all(questions.values()), "an item waits, and nothing is to be decided"

    def _questions(self) -> dict[str, set[frozenset[str]]]:
        """Each item of the queue → the pairs of its records in two profiles that no judgement keeps apart."""
        waiting, _ = self._do(self.steward.review(100, None))
        apart = {
            frozenset((self.now.profile_of(judgement.left), self.now.profile_of(judgement.right)))
            for judgement in self.inputs.judgements.values()
            if judgement.active and judgement.verdict is Verdict.NOT_SAME
        }
        return {
            each.identifier.key: {
                frozenset(pair)
                for one, other in combinations(each.records, 2)
                if frozenset((one, other)) not in apart
                for pair in product(each.records[one], each.records[other])
            }
            for each in waiting
        }

    @rule(text=st.sampled_from(_RULES))
    def change_rules(self, text: str) -> None:
        self.inputs.rules = rules_from(text, "the test's rules")
        self._do(RulesApplication(self.store, "steward", batch_rows=3).apply(text, "the test's rules"))

    @invariant()
    def agrees(self) -> None:
        self._look()

    def _look(self) -> StoredState:
        """What the store holds, which is as it should be."""
        self.now = self._do(stored_state(self.store))
        self.all_ids |= self.now.profile_ids
        assert_agree(self.now, self.inputs)
        assert_feed(self.now, self.all_ids)
        return self.now

    def _command(
        self,
        execute: Callable[[StewardCommand], Coroutine[Any, Any, Effect]],
        add_inputs: Callable[[], None] = lambda: None,
    ) -> Effect | None:
        """The effect of a command, which is run as a dry run first; None where it is refused, and nothing has changed.
        `add_inputs` puts into the inputs what the command states besides judgements."""
        before = self.now
        try:
            dry_run = self._do(execute(StewardCommand("steward", "because", dry_run=True)))
        except (Conflict, InvalidInput):
            assert self._do(stored_state(self.store)) == before
            return None
        assert self._do(stored_state(self.store)) == before
        effect = self._do(execute(StewardCommand("steward", "because")))
        assert [each.kind for each in dry_run.changes] == [each.kind for each in effect.changes]
        stored = {judgement.id: judgement for judgement in self._do(stored_state(self.store)).judgements}
        add_inputs()
        self.inputs.judgements |= {id: stored[id] for id in effect.judgements}
        self._look()
        return effect

    def _load(self, *things: SourceRecord | Event) -> None:
        self.inputs.load(*(thing for thing in things if isinstance(thing, SourceRecord)))
        for event in (thing for thing in things if not isinstance(thing, SourceRecord)):
            self.inputs.records.setdefault(event.record, stub(event.record))
            self.inputs.events[event.record] += 1
        self._do(people.load(self.store, *things))

    def _do(self, step: Coroutine[Any, Any, T]) -> T:
        answer: T = type(self).run(step)
        return answer

    def _record(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.inputs.records)))

    def _two(self, data: st.DataObject) -> tuple[str, str]:
        one, other, *_ = data.draw(st.permutations(sorted(self.inputs.records)))
        return one, other

    def _plain_claims(self) -> list[tuple[str, Identifier]]:
        """Those from which nothing is derived."""
        return sorted(claim for claim in self.inputs.claims if not claim[1].type.startswith("loyalty_id"))

    def _idle(self) -> list[str]:
        """Records that did nothing."""
        return [key for key in sorted(self.inputs.records) if not self.inputs.events[key]]

    def _splittable(self) -> list[str]:
        return [id for id in sorted(self.now.profile_ids) if len(self.now.records_of(id)) > 1]


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
    states = []
    for _ in range(2):
        wipe(address)
        inputs = Inputs(rules_from(_PACKAGED, "the package's rules"))
        waiting = dict(verdicts)
        for batch in _batches(rng, records):
            await people.load(store, *batch)
            inputs.load(*batch)
            for left, right in [pair for pair in waiting if {*pair} <= inputs.records.keys()]:
                await Stewardship(store).judge(left, right, waiting.pop((left, right)), 1.0, StewardCommand("steward"))
        now = await stored_state(store)
        inputs.judgements = {judgement.id: judgement for judgement in now.judgements}
        assert_agree(now, inputs)
        states.append(now)
    assert states[0].clusters == states[1].clusters
    assert states[0].contested == states[1].contested
    assert states[0].ended == states[1].ended


def _record_of(person: ComparableRecord) -> SourceRecord:
    source, _, id = person.key.partition(":")
    said = {"given_name": person.given_name, "family_name": person.family_name, "birth_date": person.birth_date}
    attributes = {name: text for name, text in said.items() if text}
    return SourceRecord(source, id, attributes, tuple(sorted(person.identifiers)), person.observed_at)


def _batches(rng: Random, records: Sequence[SourceRecord]) -> Iterator[list[SourceRecord]]:
    shuffled = rng.sample(records, len(records))
    edges = sorted({0, len(records), *(rng.randrange(len(records)) for _ in range(rng.randint(0, 6)))})
    return (shuffled[a:b] for a, b in pairwise(edges))
