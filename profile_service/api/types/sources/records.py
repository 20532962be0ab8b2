"""Source records and the identifiers that they claim."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import strawberry

from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.access.masks import Masks
from profile_service.domain.profile.profiles import ProfileRecord, former_identifiers
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.identifiers import Identifier as DomainIdentifier


@strawberry.input(description="An identifier to look up. Its value is normalised as on loading.")
class IdentifierInput:
    type: str = strawberry.field(
        description="Type of the identifier: `email`, `phone`, `loyalty_id`, `shopify_customer_id`…"
    )
    value: str = strawberry.field(description="Value in any usual form, such as `Ann@X.com` or `+1 (415) 555-2671`.")


@strawberry.type(description="One attribute of one source record.")
class RecordAttribute:
    name: str = strawberry.field(description="Name of the attribute, such as `city`.")
    value: str = strawberry.field(description="Text that the record holds.")


@strawberry.type(description="A typed, normalised value that points at the customer, such as an e-mail address.")
class Identifier:
    type: str = strawberry.field(description="Type of the identifier, such as `email` or `phone`.")
    value: str = strawberry.field(
        description="Normalised value: an e-mail address in lower case, a phone number in E.164 form."
    )
    first_seen: Moment = strawberry.field(description="When a record was first seen with it.")
    last_seen: Moment = strawberry.field(description="When a record was last seen with it.")
    joins: bool = strawberry.field(
        description="Whether it may join the records that share it; false for junk values and weak types such as "
        "devices."
    )
    contested: bool = strawberry.field(
        description="True while it waits in the review queue, because the records that hold it were not all merged."
    )
    former: bool = strawberry.field(
        description="True where a record here no longer states it, and none states it later than that; it still leads "
        "to the customer until somebody else is known by it."
    )
    ended_at: Moment | None = strawberry.field(
        description="From when on it belongs to somebody else; null while a record here still holds it."
    )
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records here that claim it.")

    @classmethod
    def all_of(cls, records: Sequence[ProfileRecord], rules: Rules, masks: Masks | None = None) -> "list[Identifier]":
        """Each identifier that the records claim, once, sorted by type and value; with its value masked by `masks`."""
        claims: dict[DomainIdentifier, list[tuple[str, Claim]]] = defaultdict(list)
        for record in records:
            for claim in record.claims:
                claims[claim.identifier].append((record.key, claim))
        former = former_identifiers(records)
        identifiers = [cls._of(i, claims[i], rules, former=i in former) for i in sorted(claims)]
        if masks:
            for each in identifiers:
                each.value = masks.value(each.type, each.value)
        return identifiers

    @classmethod
    def _of(
        cls, identifier: DomainIdentifier, claims: list[tuple[str, Claim]], rules: Rules, *, former: bool
    ) -> "Identifier":
        return cls(
            type=identifier.type,
            value=identifier.value,
            first_seen=Moment(min(claim.first_seen for _, claim in claims)),
            last_seen=Moment(max(claim.last_seen for _, claim in claims)),
            joins=rules.joins(identifier),
            contested=any(claim.is_contested for _, claim in claims),
            former=former,
            ended_at=_end(claim.ended_at for _, claim in claims),
            records=[strawberry.ID(record) for record, _ in claims],
        )


def _end(ends: Iterable[str | None]) -> Moment | None:
    """When the last of the claims ended; None where one of them still holds."""
    times = [end or "" for end in ends]
    return Moment(max(times)) if all(times) else None


@strawberry.type(description="One person's record in one source system.")
class SourceRecord:
    stored: strawberry.Private[ProfileRecord]
    rules: strawberry.Private[Rules]
    masks: strawberry.Private[Masks | None]
    key: strawberry.ID = strawberry.field(description="Key of the record: `source:recordId`.")
    source: str = strawberry.field(description="Name of the source system, such as `shopify`.")
    record_id: str = strawberry.field(description="Id that the source system gave the record.")
    name: str | None = strawberry.field(description="Name of the person in this record; null where it holds none.")
    observed_at: Moment | None = strawberry.field(
        description="When the source last changed the record; null where the source gives no time."
    )
    updated_at: Moment = strawberry.field(description="When a load last changed the record here.")
    version: int = strawberry.field(description="Number that grows by one with every loaded change.")
    stub: bool = strawberry.field(
        description="True while only events name the record and the record itself is not loaded yet."
    )
    retired_at: Moment | None = strawberry.field(
        description="When its source deleted it; such a record holds no data any more. Null while it exists."
    )
    restricted_at: Moment | None = strawberry.field(
        description="Since when its data are kept and used no more, for roles that read `privacy`; null where they are "
        "used."
    )
    merged: bool = strawberry.field(
        description="True where it ended because its source merged it into another; its identifiers are former ones."
    )

    @resolver("Attributes of this record, sorted by name.")
    def attributes(self) -> list[RecordAttribute]:
        values = {name: value for name, value in sorted(self.stored.attributes.items()) if value != REMOVED}
        if self.masks:
            values = {name: self.masks.value(name, value) for name, value in values.items()}
        return [RecordAttribute(name=name, value=value) for name, value in values.items()]

    @resolver("Identifiers that this record claims, sorted by type and value.")
    def identifiers(self) -> list[Identifier]:
        return Identifier.all_of([self.stored], self.rules, self.masks)

    @classmethod
    def of(cls, record: ProfileRecord, rules: Rules, masks: Masks | None = None) -> "SourceRecord":
        name = masks.value("name", record.name) if masks and record.name else record.name
        return cls(
            stored=record,
            rules=rules,
            masks=masks,
            key=strawberry.ID(record.key),
            source=record.source,
            record_id=record.record_id,
            name=name or None,
            observed_at=optional_moment(record.observed_at),
            updated_at=Moment(record.updated_at),
            version=record.version,
            stub=record.stub,
            retired_at=optional_moment(record.retired_at),
            restricted_at=optional_moment(record.restricted_at),
            merged=record.merged,
        )
