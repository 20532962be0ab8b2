"""Source records and the identifiers that they claim."""

from collections import defaultdict
from collections.abc import Iterable

import strawberry

from profile_service.api.types.values.scalars import Moment
from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.identifiers import Identifier as DomainIdentifier


@strawberry.input(description="A typed value that points at a customer; it is normalised as loading does it.")
class IdentifierInput:
    type: str = strawberry.field(description="`email`, `phone`, `loyalty_id`, `shopify_customer_id`…")
    value: str


@strawberry.type(description="What one record says of one attribute.")
class RecordAttribute:
    name: str
    value: str


@strawberry.type(description="A typed, normalised value that points at the customer.")
class Identifier:
    type: str
    value: str
    first_seen: Moment
    last_seen: Moment
    joins: bool = strawberry.field(
        description="Whether records that share it are one person; junk values and devices join nobody."
    )
    contested: bool = strawberry.field(
        description="True while it waits in the review queue, because it joins fewer records than hold it."
    )
    ended_at: Moment | None = strawberry.field(
        description="From when on it is somebody else's; null as long as a record of the customer still holds it."
    )
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that claim it.")

    @classmethod
    def all_of(cls, records: Iterable[ProfileRecord], rules: Rules) -> "list[Identifier]":
        """Each identifier once, sorted by type and value."""
        claims: dict[DomainIdentifier, list[tuple[str, Claim]]] = defaultdict(list)
        for record in records:
            for claim in record.claims:
                claims[claim.identifier].append((record.key, claim))
        return [cls._of(each, claims[each], rules) for each in sorted(claims)]

    @classmethod
    def _of(cls, identifier: DomainIdentifier, claims: list[tuple[str, Claim]], rules: Rules) -> "Identifier":
        return cls(
            type=identifier.type,
            value=identifier.value,
            first_seen=Moment(min(claim.first_seen for _, claim in claims)),
            last_seen=Moment(max(claim.last_seen for _, claim in claims)),
            joins=rules.joins(identifier),
            contested=any(claim.is_contested for _, claim in claims),
            ended_at=_end(claim.ended_at for _, claim in claims),
            records=[strawberry.ID(record) for record, _ in claims],
        )


def _end(ends: Iterable[str | None]) -> Moment | None:
    """When the last of the claims ended; None where one of them holds."""
    known = [end or "" for end in ends]
    return Moment(max(known)) if all(known) else None


@strawberry.type(description="One person's record in one source system.")
class SourceRecord:
    key: strawberry.ID = strawberry.field(description="`source:recordId`")
    source: str
    record_id: str
    name: str | None
    attributes: list[RecordAttribute] = strawberry.field(description="What this record says, sorted by name.")
    identifiers: list[Identifier]
    observed_at: Moment | None = strawberry.field(description="When the source last changed it, where it says so.")
    updated_at: Moment = strawberry.field(description="When it was last loaded with a change.")
    version: int
    stub: bool = strawberry.field(description="True while only events have named it and the record has yet to come.")
    retired_at: Moment | None = strawberry.field(
        description="Since when its source has it no more; it then says nothing."
    )

    @classmethod
    def of(cls, record: ProfileRecord, rules: Rules) -> "SourceRecord":
        return cls(
            key=strawberry.ID(record.key),
            source=record.source,
            record_id=record.record_id,
            name=record.name or None,
            attributes=[RecordAttribute(name=n, value=v) for n, v in sorted(record.attributes.items()) if v != REMOVED],
            identifiers=Identifier.all_of([record], rules),
            observed_at=None if record.observed_at is None else Moment(record.observed_at),
            updated_at=Moment(record.updated_at),
            version=record.version,
            stub=record.stub,
            retired_at=None if record.retired_at is None else Moment(record.retired_at),
        )
