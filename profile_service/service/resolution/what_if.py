"""Everybody at once: what resolution would make of the whole graph by other rules or with other records.

Read in pages, outside any transaction: what is written meanwhile may be seen or not. Holds a Person in memory for each
record, about 1 GB for a million.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from uuid_utils import uuid7

from profile_service.domain.resolution.canonical_form import canonical
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.resolution.impact import Impact, impact
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.profile_ids import Former, Tenure, regroup, splits
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store
from profile_service.store.resolution import scan
from profile_service.store.resolution.judgements import judgements_from
from profile_service.store.resolution.memberships_write import former
from profile_service.store.resolution.scan import Held, Said, Surveyed

Progress = Callable[[int], None]
_PAGE = 1_000


@dataclass
class Alteration:
    """What would be otherwise. `records`: key → what it would say, None where it would be gone; `retracted`: ids of
    judgements that would not hold."""

    records: dict[str, Said | None] = field(default_factory=dict)
    retracted: set[str] = field(default_factory=set)


_AS_THEY_ARE = Alteration()


@dataclass
class _WhatIf:
    """What was read so far. `counts`: how many records will hold an identifier, those that a steward took too."""

    rules: Rules
    people: dict[str, ComparableRecord] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    born: dict[str, str] = field(default_factory=dict)
    judgements: list[Judgement] = field(default_factory=list)
    counts: Counter[Identifier] = field(default_factory=Counter)
    _known: dict[Identifier, Identifier] = field(default_factory=dict)

    def take(self, found: Surveyed, stays: Said | None) -> None:
        """A record as it is, and as it will be; None where it will be gone."""
        self.before[found.key] = found.profile
        self.born[found.key] = found.created_at
        if stays is None:
            return
        held = {self._one(each) for claim in stays.claims for each in self._spellings(claim)}
        counting = {self._one(e) for claim in stays.claims if not claim.disowned for e in self._spellings(claim)}
        self.counts.update(held)
        said = orjson.loads(stays.attributes)
        self.people[found.key] = comparable_record(found.key, counting, said, stays.observed_at, found.lock)

    def _spellings(self, claim: Held) -> list[Identifier]:
        """The identifier and what the rules derive from it; what other rules derived once does not count."""
        given = claim.identifier
        if given.type.endswith(CANONICAL):
            return []
        derived = canonical(given, self.rules)
        return [given, derived] if derived else [given]

    def _one(self, identifier: Identifier) -> Identifier:
        """The same object each time: most identifiers stand on several records."""
        return self._known.setdefault(identifier, identifier)


async def what_if(
    store: Store,
    rules: Rules,
    altered: Alteration = _AS_THEY_ARE,
    progress: Progress = lambda _: None,
) -> Impact:
    """What would change if everybody were resolved by these rules, and with what is `altered`. Nothing is written.
    `progress` is told how many records were read."""
    census = await _taken(store, rules, altered, progress)
    hubs = {identifier for identifier, count in census.counts.items() if count > rules.hub_cap}
    groups = partition(census.people.values(), census.judgements, rules, hubs).clusters
    divided = splits(groups, census.before)
    former = await _former(store, sorted(divided))
    regrouping = regroup(groups, Tenure(census.before, census.born, former), lambda: str(uuid7()))
    return impact(census.before, regrouping)


async def _taken(store: Store, rules: Rules, altered: Alteration, progress: Progress) -> _WhatIf:
    census = _WhatIf(rules)
    after = ""
    while keys := await scan.keys(store.read, after, _PAGE):
        found = await scan.records(store, keys)
        for each in found:
            census.take(each, altered.records.get(each.key, each.said))
        judged = [each.key for each in found if each.judged]
        told = await judgements_from(store.read, judged)
        census.judgements += [j for j in told if j.active and j.id not in altered.retracted]
        after = keys[-1]
        progress(len(census.before))
    return census


async def _former(store: Store, ids: list[str]) -> dict[str, Former]:
    found: dict[str, Former] = {}
    for start in range(0, len(ids), _PAGE):
        found |= await former(store.read, ids[start : start + _PAGE])
    return found
