"""Observation: every field asked by every role in every view that the role may choose, and what came of it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from profile_service.api.graphql.schema import Schema, build_schema
from profile_service.api.types.values.request import Request
from profile_service.domain.access.caller import Caller
from profile_service.domain.audit.entries import AuditEntry
from profile_service.domain.privacy.ledger_entries import LedgerAct, LedgerEntry
from profile_service.domain.values.times import utc_now
from profile_service.service.audiences.segment_desk import AudienceTables, SegmentDesk
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.audit.reader import AuditReader
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.segments import packaged_segments
from profile_service.service.declared.views import views
from profile_service.service.diagnosis.doctor import Doctor
from profile_service.service.journeys.journey_desk import JourneyDesk
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.metric_desk import MetricDesk
from profile_service.service.privacy.privacy_desk import PrivacyDesk, PrivacyPlace
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.recommendations.recommender import Recommender
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.audits import DESK, audit_place
from tests.verdicts.places import Place, Step, coordinates, places

Verdicts = dict[str, dict[str, str]]
"""Coordinate → column (`role/view`) → verdict."""
_AT_ONCE = 8
_ECHOES = {"AskedIdentifier.value"}
"""They repeat what the question named, which its sender knew."""
_NOTHING: tuple[object, ...] = (None, [], {})


@dataclass
class Observed:
    """`seen`: coordinate → column → what was seen of it; `texts`: column → every text of its answers."""

    seen: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def verdicts(self) -> Verdicts:
        columns = [column for _, column in columns_of_roles()]
        return {
            coordinate: {column: "+".join(sorted(self.seen[coordinate][column])) or "none" for column in columns}
            for coordinate in sorted(coordinates(build_schema()._schema))
        }


def columns_of_roles() -> list[tuple[tuple[str, str], str]]:
    """Each role with each view that it may choose; `-` where it may choose none."""
    roles = declared_access().roles
    chosen = {name: rights.views if rights.views is not None else tuple(views()) for name, rights in roles.items()}
    pairs = [(name, view) for name in sorted(roles) for view in chosen[name] or ("-",)]
    return [((name, view), f"{name}/{view}") for name, view in pairs]


async def observe(store: Store, known: Mapping[str, str]) -> Observed:
    """Ask everything. Each question is a request of its own."""
    with TemporaryDirectory() as folder:
        audit = audit_place(Path(folder))
        answered = AuditEntry("profile", (known["profile"],), "full", "full", code="X", details={"decision": "d"})
        await AuditTrail(audit).write(DESK, [answered])
        return await _observed(store, known, audit, _with_an_erasure(Path(folder)))


def _with_an_erasure(folder: Path) -> PrivacyPlace:
    """A ledger of one erasure of somebody else."""
    place = PrivacyPlace(Settings(data_dir=folder))
    for act in (LedgerAct.ERASE, LedgerAct.ERASED):
        place.ledger().append(LedgerEntry(act, "0193", utc_now(), "ivo", counts={"SourceRecord": 1}))
    return place


async def _observed(store: Store, known: Mapping[str, str], audit: AuditPlace, place: PrivacyPlace) -> Observed:
    """One place after the other, in all columns: their texts are the same, and read and validated once."""
    schema, observed, facts = build_schema(), Observed(), CustomerFacts(store)
    audiences, purchases, asking = AudienceTables(store, facts), CustomerPurchases(store), {}
    for (role, view), column in columns_of_roles():
        caller = Caller("ivo", role, declared_access().role(role))
        asking[column] = _Asking(schema, store, caller, view, dict(known), audit, place, facts, audiences, purchases)
    for where in places(schema._schema):
        columns = [column for column, each in asking.items() if where.takes_view or each.has_first_view()]
        for start in range(0, len(columns), _AT_ONCE):
            at_once = columns[start : start + _AT_ONCE]
            await asyncio.gather(*(asking[column].ask(where, observed, column) for column in at_once))
    return observed


@dataclass
class _Asking:
    schema: Schema
    store: Store
    caller: Caller
    view: str
    known: dict[str, str]
    audit: AuditPlace
    place: PrivacyPlace
    facts: CustomerFacts
    audiences: AudienceTables
    purchases: CustomerPurchases
    closed: set[tuple[str, ...]] = field(default_factory=set)
    """Ways on which nothing comes: a field is refused, or no object is at its end."""

    def has_first_view(self) -> bool:
        """Whether it is the one view with which its role asks what takes none."""
        views = self.caller.rights.views
        return self.view == (next(iter(views), "-") if views is not None else "full")

    async def ask(self, place: Place, observed: Observed, column: str) -> None:
        """Ask all fields of a place at once; those that are refused are left out, until the others are answered."""
        names = [step.coordinate for step in place.steps]
        if any(tuple(names[:length]) in self.closed for length in range(1, len(names) + 1)):
            return
        wanted = place.coordinates
        while True:
            data, refused = await self._answer(place.query(wanted, self.known), place)
            for coordinate, code in refused.items():
                observed.seen[coordinate][column].add(f"refused:{code}")
            on_the_way = [name for name in names if name in refused]
            if on_the_way:
                self.closed.add(tuple(names[: names.index(on_the_way[0]) + 1]))
                return
            if not refused.keys() & set(wanted):
                break
            wanted = [coordinate for coordinate in wanted if coordinate not in refused]
        self._close_empty_way(data, place)
        for coordinate, value in _values(data, place, wanted):
            _note(observed, coordinate, column, value)

    def _close_empty_way(self, data: Any, place: Place) -> None:
        """What lies beyond needs no question: it would be answered alike."""
        for length, (_, values) in enumerate(_steps(data, place), start=1):
            if not _objects(values):
                self.closed.add(tuple(step.coordinate for step in place.steps[:length]))
                return

    async def _answer(self, query: str, place: Place) -> tuple[Any, dict[str, str]]:
        reader = ProfileReader(self.store, "US", None, self.caller)
        audit = AuditReader(self.audit, self.caller, NOT_AUDITED)
        doctor = Doctor(Settings(data_dir=self.audit.lock.parent), self.store, self.caller, NOT_AUDITED)
        desk = PrivacyDesk(self.place, self.store, self.caller, NOT_AUDITED)
        metrics = MetricDesk(self.facts, self.audiences.events, self.caller, NOT_AUDITED)
        segments = SegmentDesk(self.audiences, packaged_segments(), views(), self.caller, NOT_AUDITED)
        steward = Stewardship(self.store, self.caller)
        request = Request(
            "r",
            reader,
            steward,
            audit,
            doctor=doctor,
            privacy=desk,
            metrics=metrics,
            segments=segments,
            journeys=JourneyDesk(self.audiences.events, self.caller, NOT_AUDITED),
            recommender=Recommender(self.store, self.purchases),
        )
        variables = {"view": self.view} if place.takes_view else {}
        result = await self.schema.execute(query, variables, context_value=request)
        owner = {step.name: step.coordinate for step in place.steps if step.name}
        refused = {}
        for error in result.errors or ():
            name = [part for part in error.path or () if isinstance(part, str)][-1] if error.path else ""
            code = str((error.extensions or {}).get("code"))
            assert code in {"FORBIDDEN", "OUTSIDE_VIEW", "CONFLICT", "NOT_FOUND"}, (query, error)
            own = f"{place.type.name}.{name}"
            refused[own if own in place.coordinates else owner[name]] = code
        return result.data, refused


def _values(data: Any, place: Place, wanted: list[str]) -> Iterator[tuple[str, object]]:
    """Every value that was answered, of the fields on the way and of those that were asked for."""
    reached = _objects([data])
    for step, values in _steps(data, place):
        if step.name is not None:
            yield from ((step.coordinate, "…" if value not in _NOTHING else None) for value in values)
        reached = _objects(values)
    for each in reached:
        yield from ((name, each.get(name.partition(".")[2])) for name in wanted)


def _steps(data: Any, place: Place) -> Iterator[tuple[Step, list[Any]]]:
    """Each step on the way with the values that it led to; a narrower type leads to what was there before."""
    values = [data]
    for step in place.steps:
        if step.name is not None:
            values = [each[step.name] for each in _objects(values) if step.name in each]
        yield step, values


def _objects(values: list[Any]) -> list[dict[str, Any]]:
    items = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in items if isinstance(item, dict)]


def _note(observed: Observed, coordinate: str, column: str, value: object) -> None:
    if value in _NOTHING:
        return
    text = str(value)
    observed.seen[coordinate][column].add("masked" if "••" in text else "shown")
    if coordinate not in _ECHOES:
        observed.texts[column].add(text)
