"""Resolve records against the part of the graph that they touch, and regroup it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from uuid_utils import uuid7

from profile_service.domain.resolution.canonical_form import canonical
from profile_service.domain.resolution.comparable_records import ComparableRecord, Obstacle, Partition
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.profile_ids import Regrouping, Tenure, regroup, splits
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution import contested as contests
from profile_service.store.resolution import judgements, memberships_write
from profile_service.store.resolution.components import Member, Neighbourhood, neighbourhood
from profile_service.store.sources import records
from profile_service.store.sources.record_rows import RecordRow
from profile_service.store.sources.records import Claiming


@dataclass(frozen=True)
class Arrival:
    """What resolution has to take in. `gone`: keys of records to delete, on which no event hangs; `again`: keys of
    records to resolve anew although they say what they said; `judged`: judgements to write, about records that are new
    or stored; `run`: the load run that brings the records and judgements."""

    new: Sequence[RecordRow] = ()
    changed: Sequence[RecordRow] = ()
    gone: Collection[str] = ()
    again: Collection[str] = ()
    judged: Sequence[Judgement] = ()
    run: str | None = None


async def resolve(tx: WriteTransaction, arrival: Arrival, now: str) -> Regrouping:
    """Write the records, the judgements and the profiles that they make; note the changes. Costs by what is
    touched, not by the graph.

    What comes out is decided by the records, judgements and rules alone: it is the partition that resolving the
    whole graph would give.
    """
    rules = await rules_in_force(tx)
    arriving = _Arriving(arrival, rules)
    more = arriving.first_counts()
    held = await records.keep_identifiers(tx, more)
    judged = {key for each in arrival.judged for key in (each.left, each.right)}
    seeds = {*arriving.changed, *arrival.gone, *arrival.again, *judged} - arriving.new.keys()
    cap = rules.hub_cap + len(arrival.changed) + len(arrival.gone)
    leading = {i.key for i, count in held.items() if more[i] < count <= more[i] + cap and rules.joins(i)}
    near = await neighbourhood(tx, seeds, leading, cap, rules.joins)
    late = arriving.late_counts(near.members)
    await records.keep_identifiers(tx, late)
    people = arriving.people(near.members)
    said = (*near.judgements, *arrival.judged)
    found = partition(people.values(), said, rules, _hubs(rules, near, held, late))
    regrouping = await _regroup(tx, found, near)
    await _write(tx, arriving, near, regrouping, now)
    await judgements.write(tx, arrival.judged, run=arrival.run)
    await _mark(tx, found, near, now)
    tx.changes += _changes(near, regrouping, arriving)
    return regrouping


@dataclass(frozen=True)
class _Arriving:
    """The arriving records with all identifiers that they will hold."""

    arrival: Arrival
    rules: Rules
    new: dict[str, Claiming] = field(init=False)
    changed: dict[str, Claiming] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "new", {r.key: self._claiming(r) for r in self.arrival.new})
        object.__setattr__(self, "changed", {r.key: self._claiming(r) for r in self.arrival.changed})

    def _claiming(self, record: RecordRow) -> Claiming:
        return Claiming(record, with_folded(record.identifiers, self.rules), self.arrival.run)

    def first_counts(self) -> Counter[Identifier]:
        """How many more records will hold each identifier, as far as that is known before anything is read."""
        more: Counter[Identifier] = Counter()
        for claiming in self.new.values():
            more.update(claiming.identifiers)
        for claiming in self.changed.values():
            more.update(dict.fromkeys(claiming.identifiers, 0))
        return more

    def late_counts(self, members: Mapping[str, Member]) -> dict[Identifier, int]:
        """What replaced and deleted records add to the counts, now that it is known what they held."""
        more: Counter[Identifier] = Counter()
        for key, claiming in self.changed.items():
            held = {claim.identifier: claim for claim in members[key].claims}
            more.update(claiming.identifiers - held.keys())
            more.subtract(i for i, c in held.items() if i not in claiming.identifiers and c.by is None)
        for key in self.arrival.gone:
            more.subtract(claim.identifier for claim in members[key].claims)
        return {identifier: count for identifier, count in more.items() if count}

    def people(self, members: Mapping[str, Member]) -> dict[str, ComparableRecord]:
        """Everybody near, as they will be. Changed records keep what a steward gave them or took from them."""
        leaving = {*self.changed, *self.arrival.gone}
        people = {key: member.person for key, member in members.items() if key not in leaving}
        people.update((key, _person(c, c.identifiers, None)) for key, c in self.new.items())
        for key, claiming in self.changed.items():
            held = members[key].claims
            given = {claim.identifier for claim in held if claim.by is not None}
            disowned = {claim.identifier for claim in held if claim.disowned}
            people[key] = _person(claiming, (claiming.identifiers | given) - disowned, members[key].lock)
        return people


def with_folded(identifiers: Iterable[Identifier], rules: Rules) -> frozenset[Identifier]:
    """The identifiers, and those that folding derives from them."""
    given = frozenset(identifiers)
    return given | {derived for each in given if (derived := canonical(each, rules))}


def _person(claiming: Claiming, identifiers: Collection[Identifier], lock: str | None) -> ComparableRecord:
    record = claiming.record
    return ComparableRecord(record.key, frozenset(identifiers), *record.described, record.version.observed_at, lock)


def _hubs(
    rules: Rules, near: Neighbourhood, held: Mapping[Identifier, int], late: Mapping[Identifier, int]
) -> frozenset[Identifier]:
    """Identifiers that too many records of the whole graph will hold."""
    holders = {claim.identifier: claim.holders for member in near.members.values() for claim in member.claims}
    holders |= held
    return frozenset(i for i, count in holders.items() if count + late.get(i, 0) > rules.hub_cap)


async def _regroup(tx: WriteTransaction, found: Partition, near: Neighbourhood) -> Regrouping:
    before = {key: member.profile for key, member in near.members.items()}
    born = {key: member.created_at for key, member in near.members.items()}
    divided = splits(found.clusters, before)
    former = await memberships_write.former(tx.run, divided) if divided else {}
    return regroup(found.clusters, Tenure(before, born, former), lambda: str(uuid7()))


async def _write(
    tx: WriteTransaction, arriving: _Arriving, near: Neighbourhood, regrouping: Regrouping, now: str
) -> None:
    before = {key: member.profile for key, member in near.members.items()}
    brought: dict[str, list[str]] = defaultdict(list)
    for key, profile in before.items():
        brought[profile].append(key)
    changed = [c._replace(previous=near.members[key].version) for key, c in arriving.changed.items()]
    founders = _founders(regrouping, arriving.new)
    await memberships_write.create(tx, regrouping.created - founders.keys(), now)
    await memberships_write.revive(tx, regrouping.revived)
    await records.create(tx, arriving.new.values(), regrouping.moves, set(founders.values()), now)
    await records.update(tx, changed, now)
    await records.remove(tx, arriving.arrival.gone)
    await memberships_write.move(tx, {record: to for record, to in regrouping.moves.items() if record in before})
    await memberships_write.retire(tx, regrouping.merged, brought, now)
    shown = regrouping.touched | {before[key] for key in arriving.changed}
    await memberships_write.touch(tx, shown - regrouping.created - regrouping.merged.keys() - regrouping.removed, now)


def _founders(regrouping: Regrouping, new: Collection[str]) -> dict[str, str]:
    """The new profiles that hold new records, each with the one that it is created with."""
    return {to: key for key, to in regrouping.moves.items() if to in regrouping.created and key in new}


async def _mark(tx: WriteTransaction, found: Partition, near: Neighbourhood, now: str) -> None:
    """Bring what is stored of contests and ended claims up to date; most often there is nothing to write."""
    told = {c.evidence.key: c.obstacle for c in found.contested if isinstance(c.evidence, Identifier)}
    stored = {c.identifier.key: c.contested for m in near.members.values() for c in m.claims}
    contested = {key: (_since(stored.get(key), now), what.value) for key, what in told.items() if _asks(what)}
    settled = {key: None for key, before in stored.items() if before and key not in contested}
    await contests.mark_contested(tx, settled | {k: each for k, each in contested.items() if each != stored.get(k)})
    ends: dict[tuple[str, str], str | None] = {(r, i.key): at for (r, i), at in found.ended_claims.items()}
    before = {(m.record, c.identifier.key): c.ended for m in near.members.values() for c in m.claims}
    over = {claim: None for claim, at in before.items() if at and claim not in ends}
    fresh = {claim: at for claim, at in ends.items() if before.get(claim) != at}
    await contests.end_claims(tx, [(record, key, at) for (record, key), at in sorted((over | fresh).items())])


def _since(before: tuple[str, str] | None, now: str) -> str:
    """What is contested for another reason than before has waited no less for that."""
    return before[0] if before else now


def _asks(obstacle: Obstacle) -> bool:
    """Whether a person has something to decide: not where somebody judged or locked already."""
    return obstacle in {Obstacle.CONTRADICTION, Obstacle.AMBIGUOUS, Obstacle.LIMIT}


def _changes(near: Neighbourhood, regrouping: Regrouping, arriving: _Arriving) -> Iterable[Change]:
    """The visible changes, in an order that depends on nothing but them."""
    before = {key: member.profile for key, member in near.members.items()}
    losses: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    merges: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record, to in sorted((record, to) for record, to in regrouping.moves.items() if record in before):
        old = before[record]
        gone = merges[to] if old in regrouping.merged else losses[old]
        gone[old if old in regrouping.merged else to].append(record)
    for id in sorted(regrouping.created | regrouping.revived):
        yield Change(id, ChangeKind.CREATED)
    for id, parts in sorted(losses.items()):
        yield Change(id, ChangeKind.SPLIT, tuple(sorted(parts)), _all(parts))
    for survivor, others in sorted(merges.items()):
        yield Change(survivor, ChangeKind.MERGED, tuple(sorted(others)), _all(others))
    for id in sorted(regrouping.removed):
        yield Change(id, ChangeKind.REMOVED)
    gained = {to for record, to in regrouping.moves.items() if record not in before}
    shown = gained | {before[key] for key in (*arriving.changed, *arriving.arrival.gone)}
    quiet = regrouping.created | regrouping.revived | regrouping.removed | regrouping.merged.keys()
    for id in sorted(shown - quiet):
        yield Change(id, ChangeKind.ATTRIBUTES)


def _all(parts: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    return tuple(sorted(record for part in parts.values() for record in part))
