"""The export of a person: all that is kept of them, in sections; the long ones are read as they are written."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from profile_service.domain.privacy.exported_values import Exported, ExportedValues
from profile_service.domain.values.errors import NotFound
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.search import AuditQuery, Line, every_line
from profile_service.service.declared.privacy_inventory import inventory
from profile_service.service.privacy.exported_insights import exported_insights
from profile_service.service.profile.customer import Customer
from profile_service.store.engine.store import Store
from profile_service.store.privacy import person_decisions, person_events, person_records
from profile_service.store.privacy.person_changes import changes_of

FORMAT, VERSION = "profile-service/person", 1
SECTIONS = (
    "format", "version", "exported_at", "shown_as", "profile", "former_profiles", "records", "address_consents",
    "events", "merged_tickets", "judgements", "changes", "decisions", "insights", "load_runs", "accesses",
)  # fmt: skip
"""The members of an export, in their order."""
_RECORDS_AT_ONCE = 50
_LINES_AT_ONCE = 500


class Section(NamedTuple):
    """A member of an export: its name, and its value, or its items as they are read."""

    name: str
    value: Any = None
    items: AsyncIterator[Exported] | None = None


@dataclass(frozen=True, slots=True)
class ExportSources:
    """Where an export is read from. `audit`: None where none is kept; `names_staff`: the employees are named who looked
    at the person or decided about them."""

    store: Store
    audit: AuditPlace | None
    names_staff: bool = False


@dataclass(slots=True)
class _Named:
    """Ids of decisions and of load runs that were met, which are read when all are known."""

    decisions: set[str] = field(default_factory=set)
    load_runs: set[str] = field(default_factory=set)


class PersonExport:
    """All that is kept of one customer. `counts`: how many items each section had that was read."""

    def __init__(self, sources: ExportSources, customer: Customer, keys: Sequence[str]) -> None:
        """`keys`: those of the customer's records."""
        profile = customer.whole
        self._sources = sources
        self._store = sources.store
        self._customer = customer
        self._id = profile.id
        self._keys = keys
        self._ids = frozenset({profile.id, *profile.former_ids})
        self._values = ExportedValues(inventory(), frozenset(keys), self._ids, sources.names_staff)
        self._named = _Named()
        self.counts: dict[str, int] = {}

    @property
    def id(self) -> str:
        return self._id

    async def sections(self) -> AsyncIterator[Section]:
        """The sections in the order of SECTIONS; the items of one must be read before the next one is asked for. Memory
        does not grow with the number of events. Raises NotFound where the customer is gone meanwhile."""
        stored = await person_records.stored_profile(self._store, self._id)
        if stored is None:
            raise NotFound("the customer is no longer stored; look them up again")
        yield Section("format", FORMAT)
        yield Section("version", VERSION)
        yield Section("exported_at", utc_now())
        yield Section("shown_as", self._golden_values())
        yield Section("profile", self._values.profile(stored))
        yield self._section("former_profiles", self._former_profiles())
        yield self._section("records", self._records())
        yield self._section("address_consents", self._address_consents())
        yield self._section("events", self._events())
        yield self._section("merged_tickets", self._merged_tickets())
        yield self._section("judgements", self._judgements())
        yield self._section("changes", self._changes())
        yield self._section("decisions", self._decisions())
        yield Section("insights", await exported_insights(self._customer, self._values))
        yield self._section("load_runs", self._load_runs())
        yield self._section("accesses", self._accesses())

    def _section(self, name: str, items: AsyncIterator[Exported]) -> Section:
        return Section(name, items=self._counted(name, items))

    async def _counted(self, name: str, items: AsyncIterator[Exported]) -> AsyncIterator[Exported]:
        self.counts[name] = 0
        async for item in items:
            self.counts[name] += 1
            yield item

    def _golden_values(self) -> Exported:
        """What employees are shown first, by name."""
        name, values = self._customer.golden_name(), self._customer.golden_attributes()
        shown = {attribute: value.winner.value for attribute, value in values.items()}
        return ({"name": name.winner.value} if name else {}) | shown

    async def _former_profiles(self) -> AsyncIterator[Exported]:
        for each in await person_records.former_profiles(self._store, self._id):
            yield self._values.former_profile(each["profile"], each["merge"])

    async def _records(self) -> AsyncIterator[Exported]:
        for keys in self._pages():
            for each in await person_records.stored_records(self._store, keys):
                record = self._values.record(each["record"], each["claims"], each["consents"])
                self._note_names(record)
                yield record

    def _pages(self) -> Iterator[Sequence[str]]:
        return (self._keys[start : start + _RECORDS_AT_ONCE] for start in range(0, len(self._keys), _RECORDS_AT_ONCE))

    def _note_names(self, record: Exported) -> None:
        self._named.decisions |= {each["decision"] for each in (*record.get("moves", ()), *record.get("locks", ()))}
        versions = (record, record.get("previous", {}), *record["consents"])
        befores = (consent["before"] for consent in record["consents"] if "before" in consent)
        self._named.load_runs |= {run for each in (*versions, *befores) if (run := each.get("run"))}

    async def _address_consents(self) -> AsyncIterator[Exported]:
        for keys in self._pages():
            for each in await person_records.address_consents(self._store, keys, self._keys):
                yield self._values.consent(each["consent"]) | {"source": each["source"]}

    async def _events(self) -> AsyncIterator[Exported]:
        for key in self._keys:
            async for each in person_events.stored_events(self._store, key):
                event = self._values.event(each["event"], each["about"], each["lines"]) | {"record": key}
                for move in event.get("moves", {}).get("statements", ()):
                    self._named.decisions.add(move["decision"])
                yield event

    async def _merged_tickets(self) -> AsyncIterator[Exported]:
        for stored in await person_events.merged_tickets(self._store, self._keys):
            yield self._values.event(stored)

    async def _judgements(self) -> AsyncIterator[Exported]:
        for each in await person_decisions.stored_judgements(self._store, self._keys):
            judgement = self._values.judgement(each["verdict"], each["left"], each["right"], each["judgement"])
            made = (judgement.get("decision"), *judgement.get("retracted_in", ()), *judgement.get("stands_on", ()))
            self._named.decisions |= set(filter(None, made))
            self._named.load_runs |= set(filter(None, [judgement.get("run")]))
            yield judgement

    async def _changes(self) -> AsyncIterator[Exported]:
        async for recorded in changes_of(self._store, self._ids):
            self._named.decisions |= set(filter(None, [recorded.decision]))
            yield self._values.change(recorded)

    async def _decisions(self) -> AsyncIterator[Exported]:
        for stored in await person_decisions.stored_decisions(self._store, self._named.decisions):
            yield self._values.decision(stored)

    async def _load_runs(self) -> AsyncIterator[Exported]:
        for stored in await person_decisions.stored_load_runs(self._store, self._named.load_runs):
            yield self._values.load_run(stored)

    async def _accesses(self) -> AsyncIterator[Exported]:
        """Who looked at the person or changed something, the newest first; none where no audit is kept."""
        if self._sources.audit is None:
            return
        lines = every_line(self._sources.audit, AuditQuery(self._ids))
        while page := await asyncio.to_thread(_next_lines, lines):
            for line in page:
                yield self._values.access(line)


async def person_export(sources: ExportSources, customer: Customer) -> PersonExport:
    """The export of a customer who was read in the widest view."""
    return PersonExport(sources, customer, await person_records.record_keys(sources.store, customer.whole.id))


def _next_lines(lines: Iterator[Line]) -> list[Line]:
    return list(islice(lines, _LINES_AT_ONCE))
