"""Random decisions and undos between loads: the graph, and a copy rebuilt from the feed, are as without the undone.

PROFILE_TEST_HISTORIES=25 draws so many histories, of 1,000 decisions and undos in all on the embedded engine.
"""

import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import TypeAlias

import pytest

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.stewardship.decisions import DecisionState
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.identity_rules import rules_from
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from profile_service.store.resolution import rules as stored_rules
from profile_service.store.stewardship import decisions
from profile_service.store.stewardship.decision_pages import decisions_before
from tests.rig import people
from tests.rig.histories import Inputs, StoredState, assert_agree, assert_feed, delete, stored_state
from tests.rig.rulings import PACKAGED, ruled

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]
_HISTORIES = int(os.environ.get("PROFILE_TEST_HISTORIES", "4"))

_KEYS = [f"{source}:{number}" for source in ("erp", "kiosk", "mail") for number in (1, 2, 3, 4)]
_VALUES = [
    Identifier(*value.split())
    for value in (
        "email yara@post.example", "email ivo@post.example", "email kim@post.example", "phone +4930111111",
        "phone +4930222222", "user_id 17", "user_id 18", "user_id 19",
    )
]  # fmt: skip
_NAMES = ["Yara", "Ivo", "Kim", ""]
_BORN = ["1947-03-01", "1970-10-12", ""]
_RULES = [PACKAGED, ruled(hub_cap="2"), ruled(given_names="false"), ruled(hub_cap="3", birth_dates="false")]

_MADE = """
MATCH (a:SourceRecord)-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
WHERE j.decision = $decision OR $decision IN j.retracted_in
RETURN j.id AS id, type(j) AS verdict, a.key AS left, b.key AS right, j.actor AS actor, j.reason AS reason, j.at AS at,
  j.score AS score, j.decision AS decision, coalesce(j.stands_on, []) AS stands_on
"""
_SHOWN = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})<-[:OF]-(r:SourceRecord)
OPTIONAL MATCH (r)<-[:BY]-(e:Event)
RETURN id, p.version AS version, p.locked_by AS locked_by, collect(DISTINCT r.key) AS records, collect(e.key) AS events
"""


@dataclass
class _Inputs(Inputs):
    """With events by their keys: the record that the source of each names, and the one that a steward chose, None where
    that is the source's again."""

    named: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str | None] = field(default_factory=dict)

    def holder(self, event: str) -> str:
        return self.chosen.get(event) or self.named[event]

    def counted(self) -> "_Inputs":
        """The same, with the number of events of each record."""
        self.events = Counter(map(self.holder, self.named))
        return self


@dataclass
class _Stated:
    """What one decision stated: judgements that it made and retracted, and changes of the other inputs."""

    decision: str
    made: list[Judgement] = field(default_factory=list)
    retracted: list[str] = field(default_factory=list)
    more: Callable[[_Inputs], None] = lambda _: None


_Shown: TypeAlias = tuple[int, str | None, list[str], list[str]]
"""Of a profile the version, who locked it, its records and its events."""
_Step: TypeAlias = _Stated | Callable[[_Inputs], None]
_Execute: TypeAlias = Callable[[StewardCommand], Awaitable[Effect]]


class _History:
    """Steps on a store, and a `log` of what each stated. `chains`: decision → the decisions that undid it and redid
    it; `copy`: a consumer's copy of what profiles show, rebuilt from the feed up to the change `seen`."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng = store, Random(seed)
        self.steward = Stewardship(store)
        self.log: list[_Step] = []
        self.chains: dict[str, list[str]] = {}
        self.copy: dict[str, _Shown] = {}
        self.seen = 0
        self.all_ids: set[str] = set()
        self.now: StoredState
        self.decided = 0
        self.with_events: set[str] = set()
        self.of_rules: set[str] = set()

    @property
    def undone(self) -> set[str]:
        return {id for id, undos in self.chains.items() if len(undos) % 2}

    def inputs(self) -> _Inputs:
        """The inputs of a run without what is undone, step by step."""
        inputs = _Inputs(rules_from(PACKAGED, "the package's rules"))
        undone = self.undone
        for step in self.log:
            if not isinstance(step, _Stated):
                step(inputs)
                continue
            holds = step.decision not in undone
            for judgement in step.made:
                stands = holds and undone.isdisjoint(judgement.stands_on)
                if stands:
                    _retract(inputs, [j.id for j in inputs.judgements.values() if _pair(j) == _pair(judgement)])
                if {judgement.left, judgement.right} <= inputs.records.keys():
                    inputs.judgements[judgement.id] = replace(judgement, retracted_at=None if stands else "undone")
            if holds:
                _retract(inputs, step.retracted)
                step.more(inputs)
        return inputs.counted()

    async def step(self) -> None:
        kinds = [self.load, self.load, self.judge, self.judge, self.merge, self.merge, self.split, self.move, self.move]
        kinds += [self.lock, self.unlock, self.retract, self.review, self.undo, self.undo, self.undo, self.forget]
        kinds += [self.act, self.move_event, self.move_event, self.apply_rules]
        await self.rng.choice(kinds)()
        await self.look()

    async def look(self) -> None:
        """What the store holds, which is as it should be, and so is the consumer's copy."""
        self.now = await stored_state(self.store)
        self.all_ids |= self.now.profile_ids
        assert_agree(self.now, self.inputs())
        assert_feed(self.now, self.all_ids)
        await self._follow_feed()
        assert self.copy == await self._shown(self.now.profile_ids)

    async def _follow_feed(self) -> None:
        page = await ChangeFeed(self.store).page(1_000, str(self.seen))
        self.seen = page.store.last_seq
        ids = {id for recorded in page.changes for id in (recorded.change.profile, *recorded.change.others)}
        for id in ids:
            self.copy.pop(id, None)
        self.copy |= await self._shown(ids)

    async def _shown(self, ids: Iterable[str]) -> dict[str, _Shown]:
        rows = await self.store.read(_SHOWN, ids=sorted(ids))
        return {
            row["id"]: (row["version"], row["locked_by"], sorted(row["records"]), sorted(row["events"])) for row in rows
        }

    async def load(self) -> None:
        records = [self._record() for _ in range(self.rng.randint(1, 3))]
        self.log.append(lambda inputs: inputs.load(*records))
        await people.load(self.store, *records)

    async def act(self) -> None:
        """A new event, or one that its source states of another record."""
        event, record = f"e{self.rng.randint(1, 6)}", self._any()
        self.with_events.add(record)
        self.log.append(lambda inputs: inputs.named.update({event: record}))
        await people.load(self.store, people.did(event, record, "2026-05-10"))

    async def move_event(self) -> None:
        inputs = self.inputs()
        if inputs.named:
            event, record = self.rng.choice(sorted(inputs.named)), self._any()
            self.with_events.add(record)
            chosen = None if record == inputs.named[event] else record
            moves = {} if record == inputs.holder(event) else {event: chosen}
            await self._decide(
                lambda by: self.steward.move_event(event, record, by), lambda inputs: inputs.chosen.update(moves)
            )

    async def apply_rules(self) -> None:
        applied = await stored_rules.in_force(self.store.read)
        text = self.rng.choice([rules for rules in _RULES if rules != (applied.text if applied else PACKAGED)])
        rules = rules_from(text, "some rules")
        self.decided += 1
        changed = await RulesApplication(self.store, "steward", batch_rows=5).apply(text, "some rules")
        self.log.append(_Stated(changed.decision, more=lambda inputs: setattr(inputs, "rules", rules)))
        self.chains[changed.decision] = []
        self.of_rules.add(changed.decision)

    async def forget(self) -> None:
        idle = sorted(self.now.profiles.keys() - self.with_events)
        if self.rng.random() < 0.3 and len(self.now.profiles) > 4 and idle:
            key = self.rng.choice(idle)
            self.log.append(lambda inputs: inputs.forget(key))
            await delete(self.store, key)

    async def judge(self) -> None:
        a, b = self.rng.sample(sorted(self.now.profiles), 2)
        verdict, score = self.rng.choice(list(Verdict)), self.rng.choice([0.5, 1.0])
        await self._decide(lambda by: self.steward.judge(a, b, verdict, score, by))

    async def retract(self) -> None:
        if self.now.judgements:
            id = self.rng.choice(sorted(j.id for j in self.now.judgements))
            await self._decide(lambda by: self.steward.retract(id, by))

    async def merge(self) -> None:
        ids = self.rng.sample(sorted(self.now.profile_ids), min(2, len(self.now.profile_ids)))
        if len(ids) > 1:
            await self._decide(lambda by: self.steward.merge(ids, by, despite=ContradictionKind))

    async def split(self) -> None:
        wide = [id for id in sorted(self.now.profile_ids) if len(self.now.records_of(id)) > 1]
        if wide:
            profile = self.rng.choice(wide)
            records = self.now.records_of(profile)
            leaving = self.rng.sample(records, self.rng.randint(1, len(records) - 1))
            together = self.rng.random() < 0.5
            await self._decide(lambda by: self.steward.split(profile, leaving, by, together=together))

    async def move(self) -> None:
        source, identifier = self.rng.choice(sorted(self.now.claims))
        target = self.rng.choice([None, self._any(), source])
        given = (source, identifier) in self.now.given

        def moved(inputs: Inputs) -> None:
            if source != target and (source, identifier) in inputs.claims:
                if given:
                    inputs.given.discard((source, identifier))
                elif (source, identifier) not in inputs.given:
                    inputs.disowned.add((source, identifier))
            if target:
                inputs.given |= {(target, identifier)} - inputs.claims
                inputs.disowned.discard((target, identifier))

        await self._decide(lambda by: self.steward.move_identifier(identifier, source, target, by), moved)

    async def lock(self) -> None:
        profile = self.now.profile_of(self._any())
        records = self.now.records_of(profile)
        name = f"lock {len(self.log)}"
        fresh = {} if self.now.locks.keys() >= {*records} else dict.fromkeys(records, name)
        await self._decide(lambda by: self.steward.lock(profile, by), lambda inputs: _lock(inputs, fresh))

    async def unlock(self) -> None:
        if self.now.locks:
            profile = self.now.profile_of(self.rng.choice(sorted(self.now.locks)))
            gone = dict.fromkeys(self.now.records_of(profile))
            await self._decide(lambda by: self.steward.unlock(profile, by), lambda inputs: _lock(inputs, gone))

    async def review(self) -> None:
        if self.now.contested:
            item = self.rng.choice(sorted(self.now.contested))
            accept = partial(self.steward.accept, despite=ContradictionKind)
            answers: list[Callable[[str, StewardCommand], Awaitable[Effect]]] = [accept, self.steward.decline]
            decide = self.rng.choice(answers)
            await self._decide(lambda by: decide(item, by))

    async def undo(self) -> None:
        """Undo any decision, or any undo that still counts."""
        candidates = [undos[-1] if undos else id for id, undos in self.chains.items()]
        if not candidates:
            return
        id = self.rng.choice(candidates)
        root = next(root for root, undos in self.chains.items() if id in (root, *undos))
        if root in self.of_rules and self.rng.random() < 0.5:
            self.decided += 1
            await RulesApplication(self.store, "steward", batch_rows=5).undo(id)
        elif await self._execute(lambda by: self.steward.undo(id, by)) is None:
            return
        undone = await decisions.one(self.store.read, root)
        assert undone
        self.chains[root] = [*undone.undos]

    async def _decide(self, execute: _Execute, more: Callable[[_Inputs], None] = lambda _: None) -> None:
        effect = await self._execute(execute)
        if effect is None:
            return
        stated = _Stated(effect.decision, more=more)
        for row in await self.store.read(_MADE, decision=effect.decision):
            fields = row.data() | {"verdict": Verdict(row["verdict"]), "stands_on": tuple(row["stands_on"])}
            judgement = Judgement(**fields)
            if judgement.decision == effect.decision:
                stated.made.append(judgement)
            else:
                stated.retracted.append(judgement.id)
        self.log.append(stated)
        self.chains[effect.decision] = []

    async def _execute(self, execute: _Execute) -> Effect | None:
        self.decided += 1
        try:
            return await execute(StewardCommand("steward"))
        except (Conflict, InvalidInput):
            return None

    def _any(self) -> str:
        return self.rng.choice(sorted(self.now.profiles))

    def _record(self) -> SourceRecord:
        source, _, id = self.rng.choice(_KEYS).partition(":")
        said = {"given_name": self.rng.choice(_NAMES), "birth_date": self.rng.choice(_BORN)}
        identifiers = tuple(sorted(self.rng.sample(_VALUES, self.rng.randint(1, 3))))
        # One source gives no times: where a record has versions with and without, it is open when it gave up what.
        at = None if source == "mail" else f"2026-05-0{self.rng.randint(1, 9)}T10:00:00.000000Z"
        return SourceRecord(source, id, {name: text for name, text in said.items() if text}, identifiers, at)


def _pair(judgement: Judgement) -> tuple[str, str]:
    return judgement.left, judgement.right


def _retract(inputs: Inputs, ids: Iterable[str]) -> None:
    for id in ids:
        if id in inputs.judgements:
            inputs.judgements[id] = replace(inputs.judgements[id], retracted_at="now")


def _lock(inputs: Inputs, locks: Mapping[str, str | None]) -> None:
    for key, lock in locks.items():
        inputs.locks.pop(key, None)
        if lock and key in inputs.records:
            inputs.locks[key] = lock


@pytest.mark.parametrize("seed", range(_HISTORIES))
async def test_undone_decisions_leave_no_trace(store: Store, seed: int) -> None:
    if store.engine != "embedded" and seed >= _HISTORIES // 2:
        pytest.skip("half of the histories are enough there")
    history = _History(store, seed)
    for _ in range(4):
        await history.load()
    await history.look()
    decided = 40 if store.engine == "embedded" else 15
    while history.decided < decided or not any(history.chains.values()):  # a short one may have no undo yet
        await history.step()
    listed = await decisions_before(store, None, DecisionState.UNDONE, "", 1_000)
    assert {each.decision.id for each in listed} & history.chains.keys() == history.undone
