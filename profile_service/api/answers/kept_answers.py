"""Answers about one customer, given again for as long as nothing that they show has changed.

Whoever asks a second time is answered as ever, after one cheap look at which version the profile has. Once that has
been the same for a moment, the answer is kept, and from then on the look is all that an answer costs.
"""

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import Protocol

import orjson
from strawberry.types import ExecutionResult

from profile_service.api.answers.answer_cache import AnswerCache, Entry, KeptAnswer, Place
from profile_service.api.answers.lasting_questions import lasts
from profile_service.api.graphql.schema import Schema
from profile_service.api.types.values.admission import DEAR_COST, OperationPrice
from profile_service.api.types.values.request import Request
from profile_service.domain.profile.current_version import CurrentVersion
from profile_service.domain.telemetry.request_record import current_record


class Question(Protocol):
    """What is asked. `extensions`: what else the client wants to know, None where nothing."""

    @property
    def query(self) -> str: ...
    @property
    def variables(self) -> dict[str, object] | None: ...
    @property
    def operation(self) -> str | None: ...
    @property
    def extensions(self) -> dict[str, object] | None: ...


class KeptAnswers:
    """Those of one server. `schema`: which the questions are valid in."""

    def __init__(self, schema: Schema, cache: AnswerCache) -> None:
        self.schema = schema
        self.cache = cache

    async def answer(
        self, question: Question, request: Request, execute: Callable[[Request], Awaitable[ExecutionResult]]
    ) -> KeptAnswer | ExecutionResult:
        """The answer that is kept, or else the result of the execution. Raises ProfileError where the operation is not
        admitted."""
        place = _place(question, request)
        entry = self.cache.entry(place) if place else None
        if place is None or entry is None:
            result = await execute(request)
            if place:
                self._begin(place, question, request, result)
            return result
        async with _admitted(entry, request):
            self.cache.see(place, entry, await request.reader.current_version(entry.key))
            if answer := entry.answer:
                self.cache.hits += 1
                _note(answer, entry.cost, request)
                return answer
            settled = entry.version if entry.is_settled(self.cache.clock()) else None
            result = await execute(replace(request, admit=None))
            return (self._kept(place, entry, settled, request, result) if settled else None) or result

    def _begin(self, place: Place, question: Question, request: Request, result: ExecutionResult) -> None:
        """Keep in mind that it was asked, where its answer could be kept."""
        record, shown = current_record(), request.reader.shown
        if result.errors or len(shown) != 1 or record is None or record.cost is None or record.cost >= DEAR_COST:
            return
        key, customer = shown[0]
        is_of_now = customer.view.days is not None or customer.view.consent is not None
        if customer.resolved_from is None and not is_of_now and self._lasts(question):
            self.cache.add(place, Entry(key, record.cost))

    def _lasts(self, question: Question) -> bool:
        return lasts(self.schema._schema, question.query, question.operation)  # noqa: SLF001  strawberry has no other

    def _kept(
        self, place: Place, entry: Entry, settled: CurrentVersion, request: Request, result: ExecutionResult
    ) -> KeptAnswer | None:
        """The answer, kept where it shows the version that was there before it was read."""
        versions = {(each.profile.id, each.profile.version) for _, each in request.reader.shown}
        if result.errors or versions != {(settled.profile, settled.version + place.basis[0])}:
            return None
        record = current_record()
        noted = (record.operation, record.name) if record else ("", "")
        answer = KeptAnswer(orjson.dumps({"data": result.data}), request.acts.noted, *noted)
        return self.cache.keep(place, entry, answer)


def _place(question: Question, request: Request) -> Place | None:
    """None where the answer is of no use to anybody who asks later."""
    if question.extensions:
        return None
    try:
        asked = orjson.dumps([question.query, question.variables, question.operation], option=orjson.OPT_SORT_KEYS)
    except TypeError:  # JSON has larger numbers than it writes
        return None
    digest = hashlib.blake2b(asked, digest_size=16).digest()
    return Place(digest, request.caller, request.reader.basis_mark)


def _admitted(entry: Entry, request: Request) -> AbstractAsyncContextManager[None]:
    return request.admit(OperationPrice(entry.cost, tuple), reads=True) if request.admit else nullcontext()


def _note(answer: KeptAnswer, cost: int, request: Request) -> None:
    """What an execution would have noted."""
    request.acts.shows_again(answer.acts)
    if record := current_record():
        record.operation, record.name, record.cost = answer.operation, record.name or answer.name, cost
