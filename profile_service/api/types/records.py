"""Source records and the identifiers that they claim."""

from collections import defaultdict
from collections.abc import Iterable

import strawberry

from profile_service.api.types.scalars import Moment
from profile_service.domain.identifiers import Identifier as DomainIdentifier
from profile_service.domain.partition import joins
from profile_service.domain.profiles import Claim, ProfileRecord


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
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that claim it.")

    @classmethod
    def all_of(cls, records: Iterable[ProfileRecord]) -> "list[Identifier]":
        """Each identifier once, sorted by type and value."""
        claims: dict[DomainIdentifier, list[tuple[str, Claim]]] = defaultdict(list)
        for record in records:
            for claim in record.claims:
                claims[claim.identifier].append((record.key, claim))
        return [cls._of(identifier, claims[identifier]) for identifier in sorted(claims)]

    @classmethod
    def _of(cls, identifier: DomainIdentifier, claims: list[tuple[str, Claim]]) -> "Identifier":
        return cls(
            type=identifier.type,
            value=identifier.value,
            first_seen=Moment(min(claim.first_seen for _, claim in claims)),
            last_seen=Moment(max(claim.last_seen for _, claim in claims)),
            joins=joins(identifier),
            records=[strawberry.ID(record) for record, _ in claims],
        )


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

    @classmethod
    def of(cls, record: ProfileRecord) -> "SourceRecord":
        return cls(
            key=strawberry.ID(record.key),
            source=record.source,
            record_id=record.record_id,
            name=record.name or None,
            attributes=[RecordAttribute(name=n, value=v) for n, v in sorted(record.attributes.items())],
            identifiers=Identifier.all_of([record]),
            observed_at=None if record.observed_at is None else Moment(record.observed_at),
            updated_at=Moment(record.updated_at),
            version=record.version,
            stub=record.stub,
        )
