"""Everybody at once: what resolution would make of the whole graph by other rules or with other records.

Read in pages, outside any transaction: what is written meanwhile may be seen or not. Holds a comparable record in
memory for each stored one, about 1 GB for a million.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from uuid_utils import uuid7

from profile_service.domain.resolution.canonical_form import canonical, canonical_claims_of
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record, former_claims
from profile_service.domain.resolution.impact import Impact, impact
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.profile_ids import FormerProfile, ProfilesBefore, divided_profiles, regroup
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.shared_identifiers import shared_identifiers
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store
from profile_service.store.resolution import scan
from profile_service.store.resolution.judgements import judgements_from
from profile_service.store.resolution.membership_changes import former
from profile_service.store.resolution.stored_records import stored_records

Progress = Callable[[int], None]
_PAGE = 1_000


@dataclass
class Alteration:
    """The supposed difference. `records`: key → the record as it would be, None where it would be deleted;
    `retracted`: ids of judgements that would not hold."""

    records: dict[str, StoredRecord | None] = field(default_factory=dict)
    retracted: set[str] = field(default_factory=set)


_NO_ALTERATION = Alteration()


@dataclass
class _Graph:
    """The part of the graph read so far. `before`: record key → profile id; `born`: when it was first loaded;
    `holders`: how many records will hold an identifier, those that a steward took too."""

    rules: Rules
    records: dict[str, ComparableRecord] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    born: dict[str, str] = field(default_factory=dict)
    judgements: list[Judgement] = field(default_factory=list)
    holders: Counter[Identifier] = field(default_factory=Counter)
    _identifiers: dict[Identifier, Identifier] = field(default_factory=dict)

    def add(self, stored: StoredRecord, supposed: StoredRecord | None) -> None:
        """Add a record as it is stored, and as it would be; None where it would be deleted."""
        self.before[stored.key] = stored.profile
        self.born[stored.key] = stored.created_at
        if supposed is None:
            return
        held = {self._interned(each) for claim in supposed.claims for each in self._spellings(claim)}
        owned = [claim for claim in supposed.claims if not claim.is_disowned]
        counting = {self._interned(each) for claim in owned for each in self._spellings(claim)}
        self.holders.update(held)
        record = comparable_record(stored.key, counting, supposed.attributes, supposed.observed_at, stored.lock)
        former = self._former(owned)
        self.records[stored.key] = replace(record, former=former) if former else record

    def _former(self, owned: list[Claim]) -> Mapping[Identifier, Claim]:
        former = former_claims(claim for claim in owned if not claim.is_canonical)
        if not former:
            return former
        return {**former, **former_claims(canonical_claims_of(owned, self.rules).values())}

    def _spellings(self, claim: Claim) -> list[Identifier]:
        """The identifier and its canonical form by these rules; a form that other rules derived does not count."""
        if claim.is_canonical:
            return []
        derived = canonical(claim.identifier, self.rules)
        return [claim.identifier, derived] if derived else [claim.identifier]

    def _interned(self, identifier: Identifier) -> Identifier:
        """The same object each time: most identifiers stand on several records."""
        return self._identifiers.setdefault(identifier, identifier)


async def what_if(
    store: Store,
    rules: Rules,
    altered: Alteration = _NO_ALTERATION,
    progress: Progress = lambda _: None,
) -> Impact:
    """The change that resolving every record by these rules, and as `altered`, would make. Nothing is written.
    `progress` is called with the number of records read."""
    graph = await _read_graph(store, rules, altered, progress)
    shared = shared_identifiers(graph.holders, rules)
    clusters = partition(graph.records.values(), graph.judgements, rules, shared).clusters
    divided = divided_profiles(clusters, graph.before)
    tenure = ProfilesBefore(graph.before, graph.born, await _former(store, sorted(divided)))
    return impact(graph.before, regroup(clusters, tenure, lambda: str(uuid7())))


async def _read_graph(store: Store, rules: Rules, altered: Alteration, progress: Progress) -> _Graph:
    graph = _Graph(rules)
    after = ""
    while keys := await scan.keys(store.read, after, _PAGE):
        records = await stored_records(store.read, keys)
        for record in records:
            graph.add(record, altered.records.get(record.key, record))
        judgements = await judgements_from(store.read, [record.key for record in records if record.judged])
        graph.judgements += [j for j in judgements if j.active and j.id not in altered.retracted]
        after = keys[-1]
        progress(len(graph.before))
    return graph


async def _former(store: Store, ids: list[str]) -> dict[str, FormerProfile]:
    by_id: dict[str, FormerProfile] = {}
    for start in range(0, len(ids), _PAGE):
        by_id |= await former(store.read, ids[start : start + _PAGE])
    return by_id
