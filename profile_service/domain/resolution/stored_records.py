"""Source records as the graph holds them: with their profile, their claims, and the load run that brought them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import orjson

from profile_service.domain.resolution.claims import Claim, ClaimHistory
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record, former_claims
from profile_service.domain.sources.records import ALL_TYPES, removed_types


@dataclass(frozen=True)
class StoredRecord:
    """A stored source record; times are fixed-width UTC text.

    `profile`: the id of its profile. `attributes_text`: its attributes as JSON text, read only where they are needed.
    `observed_at`: the source's own time of this version. `created_at`: when the record was first loaded. `lock`: the
    lock of its profile. `judged`: whether there are judgements about it, retracted ones too. `run`: the load run that
    brought this version. `cleared_text`: JSON of identifier type → the time up to which earlier versions count no more.
    """

    key: str
    profile: str
    attributes_text: str = "{}"
    observed_at: str | None = None
    created_at: str = ""
    lock: str | None = None
    judged: bool = False
    digest: str = ""
    stub: bool = False
    retired_at: str | None = None
    merged: bool = False
    run: str | None = None
    claims: tuple[Claim, ...] = ()
    cleared_text: str | None = None

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        attributes: dict[str, str] = orjson.loads(self.attributes_text)
        return attributes

    @cached_property
    def cleared(self) -> Mapping[str, str]:
        cleared: dict[str, str] = orjson.loads(self.cleared_text) if self.cleared_text else {}
        return cleared

    @property
    def removed(self) -> frozenset[str]:
        """The types of identifiers that this version states to be gone."""
        return ALL_TYPES if self.retired_at and not self.merged else removed_types(self.attributes)

    @cached_property
    def comparable(self) -> ComparableRecord:
        """The record as resolution compares it: without the identifiers that a steward took from it."""
        claims = [claim for claim in self.claims if not claim.is_disowned]
        identifiers = [claim.identifier for claim in claims]
        record = comparable_record(self.key, identifiers, self.attributes, self.observed_at, self.lock)
        former = former_claims(claims)
        return replace(record, former=former, merged=self.merged) if former else record

    def claim_history(self) -> ClaimHistory:
        """The history of the claims that its source makes, those of this version included; without those in canonical
        form, which rules derive from them."""
        own = [claim for claim in self.claims if claim.given_by is None and not claim.is_canonical]
        at = self.observed_at or ""
        stated = [
            claim._replace(stated_until=max(claim.stated_before or "", at)) for claim in own if not claim.is_former
        ]
        # Beside those of a present version that goes with a removal, for they hold without it.
        before = [claim._replace(stated_until=claim.stated_before) for claim in own if claim.stated_before is not None]
        former = [claim for claim in own if claim.is_former]
        history = ClaimHistory(self.key, [*before, *former, *stated], self.cleared)
        history.clear(self.removed, self.observed_at)
        return history
