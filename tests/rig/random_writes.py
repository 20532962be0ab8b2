"""Random writes of every kind to a small store: loads, decisions and their undos, moves, rules, loads taken back."""

from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from random import Random
from typing import Any

from profile_service.domain.profile.notes import Note
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Interaction, Subject, Transaction
from profile_service.domain.sources.items import EventDeletion, Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.commands import Effect, StewardCommand
from profile_service.domain.values.errors import Conflict, InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.schema_data import schema_path
from profile_service.service.declared.identity_rules import rules_text
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store
from tests.rig.histories import StoredState, stored_state
from tests.rig.loading import load_as_run

_KEYS = [f"{source}:{number}" for source in ("crm", "news", "till") for number in (1, 2, 3)]
_VALUES = [
    Identifier(*value.split())
    for value in ("email rosa@tea.example", "email timo@tea.example", "phone +4930555555", "user_id 4", "user_id 5")
]
_PACKAGED = rules_text(schema_path("identity.yaml"))
_RULES = [
    _PACKAGED,
    _PACKAGED.replace("hub_cap: 20", "hub_cap: 2"),
    _PACKAGED.replace("email: {by: [verified, most_recent]}", "email: {by: [most_frequent, most_recent]}"),
]


class RandomWrites:
    """One write after another. `names`: what they were; `state`: the store after the last one that was looked at."""

    state: StoredState

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng, self.steward = store, Random(seed), Stewardship(store)
        self.numbers = count(1)
        self.decisions: list[str] = []
        self.runs: list[str] = []
        self.events: list[str] = []
        self.names: list[str] = []

    async def write(self) -> None:
        """One of them."""
        steps = [self.load, self.load, self.do, self.do, self.consent, self.judge, self.merge, self.split, self.move]
        steps += [self.move_event, self.move_event]
        steps += [self.lock, self.note, self.undo, self.undo, self.review, self.rules, self.undo_run, self.end]
        step = self.rng.choice(steps)
        self.names.append(step.__name__)
        await step()

    async def look(self) -> None:
        self.state = await stored_state(self.store)

    async def load(self) -> None:
        await self._load(*(Item(n, (self._record(),)) for n in range(2, self.rng.randint(3, 5))))

    async def do(self) -> None:
        number, record = next(self.numbers), self.rng.choice(_KEYS)
        at = f"2026-0{self.rng.randint(1, 9)}-05T09:00:00.000000Z"
        key = self.rng.choice([f"e{number}", *self.events[-3:]])
        self.events.append(key)
        about = Subject("Product", "till:tea", f"Tea {self.rng.randint(0, 99):02}")
        event: Event = Interaction(key, record, "review", at, "web", about=(about,), details={"rating": 4})
        if self.rng.random() < 0.5:
            kind, status = self.rng.choice([("order", "paid")] * 3 + [("order", "cancelled"), ("return", None)])
            channel = self.rng.choice(["store", "web"])
            event = Transaction(key, record, kind, at, channel, status=status, currency="EUR", total_minor=number)
        await self._load(Item(2, (), (event,)))

    async def consent(self) -> None:
        status = self.rng.choice([ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN])
        address = self.rng.choice([None, *_VALUES[:3]])
        channel = "sms" if address and address.type == "phone" else "email"
        at = f"2026-0{self.rng.randint(1, 9)}-07T09:00:00.000000Z"
        record = self.rng.choice(_KEYS)
        await self._load(Item(2, consents=(Consent(record, "marketing", channel, status, at, "told", address),)))

    async def end(self) -> None:
        """A source deletes or merges a record, or deletes an event."""
        key, other = self.rng.sample(_KEYS[:3], 2)
        ends = [
            Item(2, deletions=(SourceDeletion(key, f"2026-0{self.rng.randint(1, 9)}-09T09:00:00.000000Z"),)),
            Item(2, merges=(SourceMerge(key, other, "merged there"),)),
            Item(2, event_deletions=(EventDeletion(self.rng.choice(self.events or ["e0"]), None),)),
        ]
        await self._load(self.rng.choice(ends))

    async def judge(self) -> None:
        a, b = self.rng.sample(sorted(self.state.profiles), 2)
        await self._decide(self.steward.judge(a, b, self.rng.choice(list(Verdict)), 1.0, self._by()))

    async def merge(self) -> None:
        if len(self.state.profile_ids) > 1:
            two = self.rng.sample(sorted(self.state.profile_ids), 2)
            await self._decide(self.steward.merge(two, self._by(), despite=ContradictionKind))

    async def split(self) -> None:
        profile = self.state.profile_of(self._any())
        records = self.state.records_of(profile)
        if len(records) > 1:
            await self._decide(self.steward.split(profile, self.rng.sample(records, 1), self._by()))

    async def move(self) -> None:
        source, identifier = self.rng.choice(sorted(self.state.claims))
        await self._decide(self.steward.move_identifier(identifier, source, self._any(), self._by()))

    async def move_event(self) -> None:
        if self.events:
            await self._decide(self.steward.move_event(self.rng.choice(self.events), self._any(), self._by()))

    async def lock(self) -> None:
        change = self.rng.choice([self.steward.lock, self.steward.unlock, self.steward.unlock])
        await self._decide(change(self.state.profile_of(self._any()), self._by()))

    async def review(self) -> None:
        if self.state.contested:
            item = self.rng.choice(sorted(self.state.contested))
            accept = partial(self.steward.accept, despite=ContradictionKind)
            answers: list[Callable[[str, StewardCommand], Awaitable[Effect]]] = [accept, self.steward.decline]
            await self._decide(self.rng.choice(answers)(item, self._by()))

    async def note(self) -> None:
        note = Note("note", text=f"called {next(self.numbers)} times", at="2026-05-05T09:00:00.000000Z")
        await self.steward.record(self.state.profile_of(self._any()), note, self._by())

    async def undo(self) -> None:
        if self.decisions:
            await self._decide(self.steward.undo(self.rng.choice(self.decisions), self._by()))

    async def rules(self) -> None:
        """The cache is read between the batches, too, as those read who serve meanwhile."""
        application = RulesApplication(self.store, "steward", batch_rows=3)
        await application.apply(self.rng.choice(_RULES), "the test's rules")

    async def undo_run(self) -> None:
        if self.runs:
            run = self.runs.pop(self.rng.randrange(len(self.runs)))
            await RunUndoExecution(self.store, run, "steward").carry_out()

    async def _load(self, *items: Item) -> None:
        run = f"run {next(self.numbers)}"
        self.runs.append(run)
        await load_as_run(self.store, run, *items, resume_key=run)

    async def _decide(self, decision: Awaitable[Any]) -> None:
        try:
            effect = await decision
        except (Conflict, InvalidInput, NotFound):
            return
        self.decisions.append(effect.decision)

    def _by(self) -> StewardCommand:
        return StewardCommand("steward", "because")

    def _any(self) -> str:
        return self.rng.choice(sorted(self.state.profiles))

    def _record(self) -> SourceRecord:
        source, _, id = self.rng.choice(_KEYS).partition(":")
        said = {"given_name": self.rng.choice(["Rosa", "Timo"]), "city": self.rng.choice(["Ulm", "Bern"])}
        identifiers = tuple(sorted(self.rng.sample(_VALUES, self.rng.randint(1, 2))))
        at = self.rng.choice([None, f"2026-0{self.rng.randint(1, 9)}-01T09:00:00.000000Z"])
        return SourceRecord(source, id, said, identifiers, at)
