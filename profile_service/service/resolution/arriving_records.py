"""Records on their way into the graph: the claims that they will have, and how many holders their identifiers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from profile_service.domain.resolution.canonical_form import canonical_claims_of, with_canonical
from profile_service.domain.resolution.claims import Claim, ClaimHistory
from profile_service.domain.resolution.comparable_records import ComparableRecord, former_claims
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.sources.record_claims import RecordClaims
from profile_service.store.sources.record_rows import RecordRow


@dataclass(frozen=True)
class ResolutionInput:
    """The changes that one resolution takes in. `new` and `changed`: records to write. `deleted`: keys of records to
    delete, on which no event hangs. `revisited`: keys of records to resolve again although they state what they stated.
    `judgements`: to write, about records that are new or stored. `run`: the load run that brings records and
    judgements. `earlier`: record key → versions that are not, or no longer, the present one, in the order of loading;
    of new and changed records too. `restored`: key of a changed record → the history of its claims, in place of the
    stored one."""

    new: Sequence[RecordRow] = ()
    changed: Sequence[RecordRow] = ()
    deleted: Collection[str] = ()
    revisited: Collection[str] = ()
    judgements: Sequence[Judgement] = ()
    run: str | None = None
    earlier: Mapping[str, Sequence[RecordRow]] = field(default_factory=dict)
    restored: Mapping[str, ClaimHistory] = field(default_factory=dict)


@dataclass(frozen=True)
class ArrivingRecords:
    """The records of a resolution's input, by key, with the canonical identifiers that the rules derive."""

    input: ResolutionInput
    rules: Rules
    now: str

    @cached_property
    def new(self) -> Mapping[str, RecordRow]:
        return {record.key: self._with_canonical(record) for record in self.input.new}

    @cached_property
    def changed(self) -> Mapping[str, RecordRow]:
        return {record.key: self._with_canonical(record) for record in self.input.changed}

    @cached_property
    def extended(self) -> frozenset[str]:
        """Keys of the stored records of which only earlier versions arrive."""
        return frozenset(self.input.earlier.keys() - self.new.keys() - self.changed.keys())

    def added_holders(self) -> Counter[Identifier]:
        """Identifier → how many holders the new records add; 0 for those of changed records, which may hold them
        already."""
        added: Counter[Identifier] = Counter()
        for key, record in self.new.items():
            added.update(self.new_claims[key].kept if key in self.new_claims else record.identifiers)
        for record in self.changed.values():
            added.update(dict.fromkeys(record.identifiers, 0))
        for key in self.input.earlier.keys() - self.new.keys():
            added.update({each: 0 for row in self.input.earlier[key] for each in self._with_canonical(row).identifiers})
        for history in self.input.restored.values():
            added.update(dict.fromkeys(with_canonical(history.claims((), None, ""), self.rules), 0))
        return added

    @cached_property
    def new_claims(self) -> Mapping[str, RecordClaims]:
        """The claims of those new records of which several versions arrive at once."""
        return {r.key: self._new_claims(r) for r in self.input.new if r.key in self.input.earlier}

    def stored_claims(self, stored: Mapping[str, StoredRecord]) -> Mapping[str, RecordClaims]:
        """The claims that changed and extended records will have, by key; what a steward gave them stays."""
        changed = {record.key: self._changed_claims(record, stored[record.key]) for record in self.input.changed}
        return changed | {key: self._extended_claims(stored[key]) for key in self.extended}

    def corrected_holders(
        self, stored: Mapping[str, StoredRecord], claims: Mapping[str, RecordClaims]
    ) -> Mapping[Identifier, int]:
        """Identifier → how many holders changed and deleted records add or take away, beside what was `stored`.
        `claims`: those that the changed ones will have."""
        correction: Counter[Identifier] = Counter()
        for key, record_claims in claims.items():
            before = {claim.identifier for claim in stored[key].claims}
            correction.update(record_claims.kept - before)
            correction.subtract(before - record_claims.kept)
        for key in self.input.deleted:
            correction.subtract(claim.identifier for claim in stored[key].claims)
        return {identifier: count for identifier, count in correction.items() if count}

    def comparable(
        self, stored: Mapping[str, StoredRecord], claims: Mapping[str, RecordClaims]
    ) -> Mapping[str, ComparableRecord]:
        """All records to resolve, as they will be; a changed one lacks what a steward took from it."""
        leaving = {*self.changed, *self.extended, *self.input.deleted}
        records = {key: record.comparable for key, record in stored.items() if key not in leaving}
        for key, record in self.new.items():
            new_claims = self.new_claims.get(key)
            records[key] = _comparable(record, new_claims.after if new_claims else None, None)
        for key, record in self.changed.items():
            records[key] = _comparable(record, claims[key].after, stored[key].lock)
        for key in self.extended:
            records[key] = replace(stored[key], claims=tuple(claims[key].after.values())).comparable
        return records

    def _new_claims(self, record: RecordRow) -> RecordClaims:
        history = ClaimHistory(record.key)
        self._add(history, self.input.earlier[record.key])
        return self._present_claims(history, record, ())

    def _changed_claims(self, record: RecordRow, stored: StoredRecord) -> RecordClaims:
        history = self.input.restored.get(record.key) or stored.claim_history()
        self._add(history, self.input.earlier.get(record.key, ()))
        return self._present_claims(history, record, stored.claims)

    def _present_claims(self, history: ClaimHistory, record: RecordRow, before: Sequence[Claim]) -> RecordClaims:
        cleared = history.cleared_beside(record.removed, record.version.observed_at)
        history.add(record.stated_identifiers, self.now)
        own = history.claims(record.identifiers, record.version.observed_at, self.now)
        return self._record_claims(before, own, cleared)

    def _extended_claims(self, stored: StoredRecord) -> RecordClaims:
        history = stored.claim_history()
        self._add(history, self.input.earlier[stored.key])
        stated = (c for c in stored.claims if c.given_by is None and not c.is_canonical and not c.is_former)
        own = history.claims([claim.identifier for claim in stated], stored.observed_at, self.now)
        return self._record_claims(stored.claims, own, history.cleared_beside(stored.removed, stored.observed_at))

    def _record_claims(
        self, before: Sequence[Claim], own: Mapping[Identifier, Claim], cleared: Mapping[str, str]
    ) -> RecordClaims:
        """The claims with those in canonical form, which are derived anew: kept as claims of their own, they would lose
        what one spelling says while another is stated."""
        after = _with_given(own, before)
        derived = canonical_claims_of(after.values(), self.rules)
        after |= {identifier: claim for (_, identifier), claim in derived.items()}
        return RecordClaims({claim.identifier: claim for claim in before}, after, cleared)

    def _add(self, history: ClaimHistory, versions: Sequence[RecordRow]) -> None:
        for version in versions:
            history.add(version.stated_identifiers, self.now)

    def _with_canonical(self, record: RecordRow) -> RecordRow:
        return record._replace(identifiers=with_canonical(record.identifiers, self.rules))


def _with_given(claims: Mapping[Identifier, Claim], before: Iterable[Claim]) -> dict[Identifier, Claim]:
    """The claims, with those that a steward gave, unless the record's source states them now."""
    given = {c.identifier: c for c in before if c.given_by is not None and not c.is_canonical}
    return {**claims, **{i: claim for i, claim in given.items() if i not in claims or claims[i].is_former}}


def _comparable(record: RecordRow, claims: Mapping[Identifier, Claim] | None, lock: str | None) -> ComparableRecord:
    """The record as it will be; `claims` None: it has those that it states, and no other."""
    at = record.version.observed_at
    if claims is None:
        return ComparableRecord(record.key, record.identifiers, *record.compared, at, lock)
    owned = [claim for claim in claims.values() if not claim.is_disowned]
    identifiers = frozenset(claim.identifier for claim in owned)
    former, merged = former_claims(owned), record.version.merged
    return ComparableRecord(record.key, identifiers, *record.compared, at, lock, former, merged)
