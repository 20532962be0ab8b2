"""Reads of one request: what its resolvers ask in one turn of the event loop goes to the store together."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Generic, ParamSpec, TypeVar

from profile_service.domain.access.masks import Masks
from profile_service.domain.access.rights import UNRESTRICTED, Rights
from profile_service.domain.profile.profiles import ProfileMatch
from profile_service.domain.profile.timelines import TimelineWalk
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.event_moves import EventMoves
from profile_service.domain.sources.events import Event
from profile_service.domain.telemetry.spans import tracer, within_span
from profile_service.domain.values.errors import ProfileError, TooLarge
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.profile.reading_basis import ReadingBasis
from profile_service.store.engine.store import Store
from profile_service.store.profile.event_lookup import NumberOfRecords, transactions_of_each
from profile_service.store.profile.later_counts import later_counts
from profile_service.store.profile.possible_matches import Clue, ClueKeys, clues_of_each
from profile_service.store.profile.profiles import profile_matches
from profile_service.store.profile.related_contacts import related_contacts
from profile_service.store.profile.timelines import events_of_each
from profile_service.store.resolution.judgements import judgements_of_each
from profile_service.store.sources.consents import ConsentHolder, consents_of_each
from profile_service.store.sources.event_moves import moves_of_each

Key = TypeVar("Key")
Answer = TypeVar("Answer")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")
MAX_MANY = 500
"""So many customers can be asked for by one list."""


class DataLoader(Generic[Key, Answer]):
    """Collects the keys of one turn of the event loop, and has `load_all` answer them by one call, in their order.

    Equal keys are not merged, and nothing is remembered from one turn to the next, for a mutation may lie between.
    Where `load_all` raises, everyone who waits gets the error.
    """

    def __init__(self, load_all: Callable[[Sequence[Key]], Coroutine[None, None, Sequence[Answer]]]) -> None:
        self._load_all = load_all
        self._waiting: list[tuple[Key, asyncio.Future[Answer]]] = []
        self._running: set[asyncio.Task[Sequence[Answer]]] = set()
        self._is_over = False

    def load(self, key: Key) -> "asyncio.Future[Answer]":
        """The answer to come. No coroutine: the key counts from now, not from when the answer is awaited."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        answer.add_done_callback(_retrieved)
        if not self._waiting:
            loop.call_soon(self._send)
        self._waiting.append((key, answer))
        return answer

    def abandon(self) -> None:
        """Cut off what is being read, and read nothing more: the answer is over. Whoever waits is cancelled."""
        self._is_over = True
        for task in tuple(self._running):
            task.cancel()

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self._is_over:
            for _, answer in waiting:
                answer.cancel()
            return
        work = self._load_all([key for key, _ in waiting])
        if tracer() is not None:
            name = getattr(self._load_all, "func", self._load_all).__name__
            work = within_span(f"read {name}", {"profile.keys": len(waiting)}, work)
        task = asyncio.get_running_loop().create_task(work)
        # The loop holds its tasks weakly.
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(partial(_answer, [answer for _, answer in waiting]))


class BatchedReads:
    """The reads of customers. `profiles`: by a profile's id, old ids too, or by an identifier; `consenting_profiles`:
    the same with their consents; `events`: those of some walks, in the order of the walks; `transactions`: those that
    have a number; `later_counts`: how many came from a moment to the end of its month; `related_contacts`: those about
    the same as others; `judgements`: those about some records (keys); `consents`: those that hold for somebody;
    `event_moves`: what stewards stated of an event (key); `clues`: what leads to other profiles. `basis`: what
    customers are shown by; `rights`: those of the caller; `masks`: how values are masked for them, None where none is;
    `acts`: where it is noted who is shown."""

    def __init__(
        self,
        store: Store,
        basis: ReadingBasis,
        rights: Rights = UNRESTRICTED,
        masks: Masks | None = None,
        acts: AuditedActs = NOT_AUDITED,
    ) -> None:
        self.basis = basis
        self.rights = rights
        self.masks = masks
        self.acts = acts
        self.later_counts = partial(later_counts, store)
        self.related_contacts = partial(related_contacts, store)
        self.profiles: DataLoader[str | Identifier, ProfileMatch | None]
        self.profiles = DataLoader(partial(profile_matches, store))
        self.consenting_profiles: DataLoader[str | Identifier, ProfileMatch | None]
        self.consenting_profiles = DataLoader(partial(profile_matches, store, consents=True))
        self.events: DataLoader[Sequence[TimelineWalk], list[list[Event]]]
        self.events = DataLoader(partial(events_of_each, store))
        self.transactions: DataLoader[NumberOfRecords, list[Event]]
        self.transactions = DataLoader(partial(transactions_of_each, store))
        self.judgements: DataLoader[Sequence[str], list[Judgement]]
        self.judgements = DataLoader(partial(judgements_of_each, store.read))
        self.consents: DataLoader[ConsentHolder, list[Consent]]
        self.consents = DataLoader(partial(consents_of_each, store.read))
        self.event_moves: DataLoader[str, EventMoves | None]
        self.event_moves = DataLoader(partial(moves_of_each, store.read))
        self.clues: DataLoader[ClueKeys, list[Clue]]
        self.clues = DataLoader(partial(clues_of_each, store))

    def abandon(self) -> None:
        """Cut off all that is still being read. Where an error ends an answer early, others of its reads are under way:
        they would go on, and keep all that was read for it until they are over."""
        for loader in (
            self.profiles, self.consenting_profiles, self.events, self.transactions, self.judgements, self.consents,
            self.event_moves, self.clues,
        ):  # fmt: skip
            loader.abandon()

    def profiles_for(self, view: View) -> "DataLoader[str | Identifier, ProfileMatch | None]":
        """Profiles with what decides whether the view shows them, by one statement."""
        return self.consenting_profiles if view.consent else self.profiles


def _retrieved(answer: "asyncio.Future[Answer]") -> None:
    """Retrieve the error of an answer that nobody waits for any more: it is no error of its own."""
    if not answer.cancelled():
        answer.exception()


def _answer(waiting: "Sequence[asyncio.Future[Answer]]", done: "asyncio.Future[Sequence[Answer]]") -> None:
    """Hand each answer, or the error of all, to who waits for it. A callback, so that no frame stands in between."""
    if done.cancelled():
        for answer in waiting:
            answer.cancel()
    elif error := done.exception():
        for answer in waiting:
            if not answer.done():
                answer.set_exception(error)
    else:
        for answer, value in zip(waiting, done.result(), strict=True):
            if not answer.done():
                answer.set_result(value)


def outcome_of(
    work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs
) -> Result | ProfileError:
    """What the work returns, or the error that it raises: of many, one must not fail the others."""
    try:
        return work(*args, **named)
    except ProfileError as error:
        return error


def match_of(matches: Mapping[Key, ProfileMatch], key: Key | ProfileError) -> ProfileMatch | None:
    """The match of a key; None where there is none, or an error stands in its place."""
    return None if isinstance(key, ProfileError) else matches.get(key)


def limited(argument: str, values: Sequence[Result]) -> Sequence[Result]:
    """The values of an argument. Raises TooLarge where there are more than MAX_MANY."""
    if len(values) > MAX_MANY:
        raise TooLarge(f"{argument} has {len(values)} entries, and {MAX_MANY} are allowed; ask for the rest by itself")
    return values
