"""An erasure: its command, what it would destroy, and what it destroyed."""

from collections.abc import Mapping

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.scalars import Moment
from profile_service.domain.privacy import erasures as domain
from profile_service.service.privacy.privacy_desk import confirmation_of


@strawberry.input(description="A person who is to be erased, with all that is kept of them.")
class ErasePersonInput:
    profile: strawberry.ID = strawberry.field(description="Id of the profile; a former id works too.")
    records: list[str] | None = strawberry.field(
        default=UNSET, description="Keys of the records to erase, where the others stay; all where omitted."
    )
    confirmation: str = strawberry.field(
        default="", description="What `confirmation` of the preview says, typed by a person; needed but in a dry run."
    )
    reason: str = strawberry.field(
        default="", description="Why; of its words nothing but a keyed hash is kept. Needed but in a dry run."
    )
    dry_run: bool = strawberry.field(
        default=False, description="True to change nothing and to answer what would be destroyed."
    )


@strawberry.type(description="How many of one kind.")
class ErasedCount:
    name: str = strawberry.field(description="Label or type of relation: `SourceRecord`, `Transaction`, `CONSENTED`…")
    count: int = strawberry.field(description="How many.")

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> list["ErasedCount"]:
        return [cls(name=name, count=count) for name, count in sorted(counts.items())]


@strawberry.type(description="A record of the profile whose person is to be erased.")
class ErasedRecord:
    key: str = strawberry.field(description="`source:record_id` of the record.")
    source: str = strawberry.field(description="Name of its source.")
    name: str = strawberry.field(description="The name that it states, by its shape: `A•• S••••`.")
    events: int = strawberry.field(description="How many events it has; 0 for a record that stays.")

    @classmethod
    def of(cls, record: domain.ErasedRecord) -> "ErasedRecord":
        return cls(key=record.key, source=record.source, name=record.name, events=record.events)


@strawberry.type(description="What an erasure would destroy. Nothing is destroyed.")
class ErasurePreview:
    profile: strawberry.ID = strawberry.field(description="Id of the profile.")
    records: list[ErasedRecord] = strawberry.field(
        description="The records that are taken for this person's, which would be erased: look whether all are."
    )
    kept: list[ErasedRecord] = strawberry.field(description="The profile's other records, which stay.")
    counts: list[ErasedCount] = strawberry.field(description="What would be destroyed.")
    suppressed: int = strawberry.field(
        description="Record keys, identifiers and events that would never be loaded again."
    )
    shared: int = strawberry.field(description="Identifiers that stay, for other people's records hold them too.")
    running_loads: list[strawberry.ID] = strawberry.field(
        description="Load runs under way, whose rejected rows are left as they are; erase again when they are over."
    )
    confirmation: str = strawberry.field(description="What a person types to confirm the erasure of just these.")

    @classmethod
    def of(cls, preview: domain.ErasurePreview) -> "ErasurePreview":
        return cls(
            profile=strawberry.ID(preview.profile),
            records=[ErasedRecord.of(record) for record in preview.records],
            kept=[ErasedRecord.of(record) for record in preview.kept],
            counts=ErasedCount.of(preview.counts),
            suppressed=preview.suppressed,
            shared=preview.shared,
            running_loads=[strawberry.ID(run) for run in preview.running_loads],
            confirmation=confirmation_of(preview),
        )


@strawberry.type(description="An erasure or, in a dry run, what it would destroy.")
class PersonErasure:
    preview: ErasurePreview | None = strawberry.field(description="What would be destroyed; null but in a dry run.")
    erasure: strawberry.ID | None = strawberry.field(
        description="Id of the erasure; null in a dry run, and where the erasure goes on after the answer."
    )
    completed_at: Moment | None = strawberry.field(description="When it was complete; null where `erasure` is.")
    counts: list[ErasedCount] = strawberry.field(description="What was destroyed.")
    dry_run: bool = strawberry.field(description="True where nothing was changed.")

    @classmethod
    def previewed(cls, preview: domain.ErasurePreview) -> "PersonErasure":
        return cls(preview=ErasurePreview.of(preview), erasure=None, completed_at=None, counts=[], dry_run=True)

    @classmethod
    def of(cls, outcome: domain.ErasureOutcome | None) -> "PersonErasure":
        """None: it goes on."""
        if outcome is None:
            return cls(preview=None, erasure=None, completed_at=None, counts=[], dry_run=False)
        id, at = strawberry.ID(outcome.id), Moment(outcome.at)
        return cls(preview=None, erasure=id, completed_at=at, counts=ErasedCount.of(outcome.counts), dry_run=False)
