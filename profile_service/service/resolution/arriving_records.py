"""Records on their way into the graph: the identifiers that they will hold, and how many holders these will have."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from profile_service.domain.resolution.canonical_form import with_canonical
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.sources.record_rows import RecordRow


@dataclass(frozen=True)
class ResolutionInput:
    """The changes that one resolution takes in. `new` and `changed`: records to write. `deleted`: keys of records to
    delete, on which no event hangs. `revisited`: keys of records to resolve again although they state what they stated.
    `judgements`: to write, about records that are new or stored. `run`: the load run that brings records and
    judgements."""

    new: Sequence[RecordRow] = ()
    changed: Sequence[RecordRow] = ()
    deleted: Collection[str] = ()
    revisited: Collection[str] = ()
    judgements: Sequence[Judgement] = ()
    run: str | None = None


@dataclass(frozen=True)
class ArrivingRecords:
    """The records of a resolution's input, by key, with the canonical identifiers that the rules derive."""

    input: ResolutionInput
    rules: Rules

    @cached_property
    def new(self) -> Mapping[str, RecordRow]:
        return {record.key: self._with_canonical(record) for record in self.input.new}

    @cached_property
    def changed(self) -> Mapping[str, RecordRow]:
        return {record.key: self._with_canonical(record) for record in self.input.changed}

    def added_holders(self) -> Counter[Identifier]:
        """Identifier → how many holders the new records add; 0 for those of changed records, which may hold them
        already."""
        added: Counter[Identifier] = Counter()
        for record in self.new.values():
            added.update(record.identifiers)
        for record in self.changed.values():
            added.update(dict.fromkeys(record.identifiers, 0))
        return added

    def corrected_holders(self, stored: Mapping[str, StoredRecord]) -> Mapping[Identifier, int]:
        """Identifier → how many holders changed and deleted records add or take away, beside what was `stored`."""
        correction: Counter[Identifier] = Counter()
        for key, record in self.changed.items():
            claims = {claim.identifier: claim for claim in stored[key].claims}
            correction.update(record.identifiers - claims.keys())
            correction.subtract(i for i, c in claims.items() if i not in record.identifiers and c.given_by is None)
        for key in self.input.deleted:
            correction.subtract(claim.identifier for claim in stored[key].claims)
        return {identifier: count for identifier, count in correction.items() if count}

    def comparable(self, stored: Mapping[str, StoredRecord]) -> Mapping[str, ComparableRecord]:
        """All records to resolve, as they will be; a changed one keeps what a steward gave it or took from it."""
        leaving = {*self.changed, *self.input.deleted}
        records = {key: record.comparable for key, record in stored.items() if key not in leaving}
        records.update((key, _comparable(record, record.identifiers, None)) for key, record in self.new.items())
        for key, record in self.changed.items():
            given = {claim.identifier for claim in stored[key].claims if claim.given_by is not None}
            disowned = {claim.identifier for claim in stored[key].claims if claim.is_disowned}
            records[key] = _comparable(record, (record.identifiers | given) - disowned, stored[key].lock)
        return records

    def _with_canonical(self, record: RecordRow) -> RecordRow:
        return record._replace(identifiers=with_canonical(record.identifiers, self.rules))


def _comparable(record: RecordRow, identifiers: frozenset[Identifier], lock: str | None) -> ComparableRecord:
    return ComparableRecord(record.key, identifiers, *record.compared, record.version.observed_at, lock)
