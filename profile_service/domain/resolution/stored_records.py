"""Source records as the graph holds them: with their profile, their claims, and the load run that brought them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import orjson

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record


@dataclass(frozen=True)
class StoredRecord:
    """A stored source record; times are fixed-width UTC text.

    `profile`: the id of its profile. `attributes_text`: its attributes as JSON text, read only where they are needed.
    `observed_at`: the source's own time of this version. `created_at`: when the record was first loaded. `lock`: the
    lock of its profile. `judged`: whether there are judgements about it, retracted ones too. `run`: the load run that
    brought this version.
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
    run: str | None = None
    claims: tuple[Claim, ...] = ()

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        attributes: dict[str, str] = orjson.loads(self.attributes_text)
        return attributes

    @cached_property
    def comparable(self) -> ComparableRecord:
        """The record as resolution compares it: without the identifiers that a steward took from it."""
        identifiers = [claim.identifier for claim in self.claims if not claim.is_disowned]
        return comparable_record(self.key, identifiers, self.attributes, self.observed_at, self.lock)
