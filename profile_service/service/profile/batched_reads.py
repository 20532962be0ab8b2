"""Reads of one request: what its resolvers ask in one turn of the event loop goes to the store together."""

from asyncio import Future
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from strawberry.dataloader import AbstractCache, DataLoader

from profile_service.domain.profile.profiles import ProfileMatch
from profile_service.domain.profile.timelines import TimelineWalk
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store
from profile_service.store.profile.profiles import profile_matches
from profile_service.store.profile.timelines import events_of_each
from profile_service.store.resolution.judgements import judgements_of_each
from profile_service.store.sources.consents import consents_of_each

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Unremembered(AbstractCache[Key, Answer]):
    """The cache of a DataLoader that remembers nothing from one turn to the next, for a mutation may lie between.

    It takes note of the error of every answer: one that nobody waits for any more is no error of its own.
    """

    def get(self, _key: Key) -> None:
        return None

    def set(self, _key: Key, value: "Future[Answer]") -> None:
        value.add_done_callback(_retrieved)

    def delete(self, _key: Key) -> None:
        pass

    def clear(self) -> None:
        pass


class BatchedReads:
    """The reads of customers. `profiles`: by a profile's id, old ids too, or by an identifier; `events`: those of some
    walks, in the order of the walks; `judgements` and `consents`: those about some records (keys). `rules`: the
    identity rules by which values are shown."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self.rules = rules
        self.profiles: DataLoader[str | Identifier, ProfileMatch | None]
        self.profiles = DataLoader(partial(profile_matches, store), cache_map=Unremembered())
        self.events: DataLoader[Sequence[TimelineWalk], list[list[Event]]]
        self.events = DataLoader(partial(events_of_each, store), cache_map=Unremembered())
        self.judgements: DataLoader[Sequence[str], list[Judgement]]
        self.judgements = DataLoader(partial(judgements_of_each, store.read), cache_map=Unremembered())
        self.consents: DataLoader[Sequence[str], list[Consent]]
        self.consents = DataLoader(partial(consents_of_each, store.read), cache_map=Unremembered())


def _retrieved(answer: "Future[Answer]") -> None:
    if not answer.cancelled():
        answer.exception()
