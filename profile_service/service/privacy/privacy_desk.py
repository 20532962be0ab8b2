"""Requests of people, carried out for a caller who may: erasures, restrictions, suppressions, and the list of them."""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import orjson

from profile_service.domain.access.access_decisions import decide_mutation, decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.privacy.erasures import ErasureOutcome, ErasurePreview
from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import InvalidInput, NotFound
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.text import clean
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.privacy import erasure, receipts, restriction, suppression
from profile_service.service.privacy.erasure import ErasureRequest, preview_erasure
from profile_service.service.privacy.ledger import Ledger, open_ledger, written_ledger
from profile_service.service.privacy.scopes import person
from profile_service.service.profile.orders.repurchases import update_repurchases
from profile_service.settings import Settings
from profile_service.store.engine.store import Store

T = TypeVar("T")
_SOON_SECONDS = 2.0
_LONGEST_REASON = 2_000


class ErasuresUnderWay:
    """The erasures of one server. One that takes long goes on after the answer; if the server ends before, its next
    start goes on."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def begin(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What the work returns; None where it is not done soon, and goes on."""
        # Without the context of the request, whose deadline does not count here.
        task = asyncio.create_task(work, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait([task], timeout=_SOON_SECONDS)
        return task.result() if task.done() else None


@dataclass(frozen=True, slots=True)
class PrivacyPlace:
    """Where requests are kept and carried out: the ledger that the settings name, and this server's erasures."""

    settings: Settings
    under_way: ErasuresUnderWay = field(default_factory=ErasuresUnderWay)

    def ledger(self) -> Ledger:
        """Made where there is none. Raises LedgerUnavailable."""
        return open_ledger(self.settings)

    def entries(self) -> list[LedgerEntry]:
        """None where nobody ever asked for anything."""
        try:
            return written_ledger(self.settings).entries()
        except NotFound:
            return []


class PrivacyRequest(NamedTuple):
    """A line of the ledger that somebody asked for. `receipt`: of a complete erasure, as JSON text; `is_complete`: it
    was carried out to its end."""

    entry: LedgerEntry
    is_complete: bool
    receipt: str | None


class PrivacyDesk:
    """What a caller may do for people. Raises Forbidden for what they may not. Every act is in the audit."""

    def __init__(self, place: PrivacyPlace, store: Store, caller: Caller, acts: AuditedActs) -> None:
        self._place = place
        self._store = store
        self._caller = caller
        self._acts = acts

    async def preview(self, profile: str, records: Collection[str] | None) -> ErasurePreview:
        """What an erasure of the profile (id), or of some of its records (keys), would destroy. Raises NotFound and
        Erased."""
        decide_mutation(self._caller, "erasePerson").required()
        id = await person(self._store, profile)
        preview = await preview_erasure(self._store, self._place.settings.data_dir, id, records)
        self._acts.shows("erasePerson", [preview.profile], rows=len(preview.records))
        return preview

    async def erase(
        self, profile: str, records: Collection[str] | None, confirmation: str, reason: str
    ) -> ErasureOutcome | None:
        """Erase; None where that goes on after the answer. `confirmation`: what `confirmation_of` says of the preview,
        typed by a person. Raises InvalidInput where something else was typed, NotFound and Erased."""
        decide_mutation(self._caller, "erasePerson").required()
        reason = _reason(reason)
        id = await person(self._store, profile)
        preview = await preview_erasure(self._store, self._place.settings.data_dir, id, records)
        if " ".join(confirmation.lower().split()) != confirmation_of(preview):
            raise InvalidInput(f'nothing was erased; to erase them, type "{confirmation_of(preview)}"')
        await self._acts.begins("erasePerson", reason)
        chosen = frozenset(record.key for record in preview.records)
        request = ErasureRequest(id, self._caller.name, reason, chosen)
        return await self._place.under_way.begin(self._carried_out(request))

    async def _carried_out(self, request: ErasureRequest) -> ErasureOutcome:
        settings, acts = self._place.settings, self._acts.apart()
        outcome = await erasure.erase(self._store, self._place.ledger(), settings.data_dir, request)
        acts.changes("erasePerson", [request.profile], {"erasure": outcome.id, **outcome.counts}, request.reason)
        await acts.written()
        if outcome.counts.get("Transaction"):
            await update_repurchases(self._store, changed_orders=True)
        return outcome

    async def restrict(self, profile: str, reason: str, *, lift: bool, dry_run: bool = False) -> int:
        """Restrict what is done with the profile (id), or lift that; returns how many records it has. Raises NotFound
        and Erased."""
        decide_mutation(self._caller, "restrictProfile").required()
        id = await person(self._store, profile)
        if dry_run:
            preview = await preview_erasure(self._store, self._place.settings.data_dir, id)
            self._acts.shows("restrictProfile", [id], rows=len(preview.records))
            return len(preview.records)
        act, why = (restriction.lift_restriction if lift else restriction.restrict), _reason(reason)
        await self._acts.begins("restrictProfile", why)
        records = await act(self._store, self._place.ledger(), id, self._caller.name, why)
        self._acts.changes("restrictProfile", [id], {"lifted": lift, "records": records}, why)
        return records

    async def suppress(self, key: Identifier | str, reason: str, *, lift: bool, dry_run: bool = False) -> str | None:
        """Leave an identifier, or a record (key), out of all later loads, or lift that; returns the id of the act, None
        in a dry run. Raises NotFound where what is to be lifted is not suppressed."""
        decide_mutation(self._caller, "suppressIdentifier").required()
        if dry_run:
            return None
        act, why = (suppression.lift if lift else suppression.suppress), _reason(reason)
        await self._acts.begins("suppressIdentifier", why)
        written = await act(self._store, self._place.ledger(), key, self._caller.name, why)
        self._acts.changes("suppressIdentifier", (), {"lifted": lift, "act": written.id}, why)
        return written.id

    def requests(self, first: int, cursor: str | None) -> tuple[list[PrivacyRequest], bool]:
        """A page of what was asked for, the newest first, and whether there is more. Raises LedgerUnavailable."""
        decide_read(self._caller, "privacy").required()
        check_first(first)
        first, entries = self._caller.rights.page(first), self._place.entries()
        done = {entry.id for entry in entries if entry.act is LedgerAct.ERASED}
        asked = [entry for entry in reversed(entries) if entry.act is not LedgerAct.ERASED]
        following = _after(asked, read_cursor(cursor)) if cursor else asked
        self._acts.shows("privacyRequests", (), rows=min(first, len(following)))
        return [self._request(entry, done) for entry in following[:first]], len(following) > first

    def _request(self, entry: LedgerEntry, done: Collection[str]) -> PrivacyRequest:
        if entry.act is not LedgerAct.ERASE:
            return PrivacyRequest(entry, is_complete=True, receipt=None)
        if entry.id not in done:
            return PrivacyRequest(entry, is_complete=False, receipt=None)
        text = orjson.dumps(receipts.receipt(self._place.ledger(), entry.id)).decode()
        return PrivacyRequest(entry, is_complete=True, receipt=text)


def confirmation_of(preview: ErasurePreview) -> str:
    """What a person types to erase: it changes where records came or went since the preview."""
    count = len(preview.records)
    return f"erase {count} record{'' if count == 1 else 's'}"


def _after(entries: list[LedgerEntry], cursor: str) -> list[LedgerEntry]:
    if not (cursor.isascii() and cursor.isdecimal()):
        raise InvalidInput("the cursor is not one of these requests; take endCursor of the page before")
    return [entry for entry in entries if entry.seq < int(cursor)]


def _reason(text: str) -> str:
    reason = clean(text)
    if not reason:
        raise InvalidInput("say why, in reason; of its words nothing but a keyed hash is kept")
    if len(reason) > _LONGEST_REASON:
        raise InvalidInput(f"the reason is longer than {_LONGEST_REASON:,} characters")
    return reason
