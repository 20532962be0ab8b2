"""The profile: one customer's consolidated context."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.context.context import Context
from profile_service.api.types.journey.journey import Journey
from profile_service.api.types.profile.golden import Attribute, GoldenString
from profile_service.api.types.profile.summary import Summary
from profile_service.api.types.resolution.judgements import Judgement
from profile_service.api.types.sources.consents import Consent
from profile_service.api.types.sources.events import EventConnection, Records, TransactionConnection
from profile_service.api.types.sources.records import Identifier, SourceRecord
from profile_service.api.types.values.fields import given, selects, worked_out
from profile_service.api.types.values.pages import Node, PageInfo
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.journey import journey as domain_journey
from profile_service.domain.profile.timelines import EventFilter, TimelinePage
from profile_service.domain.resolution import judgements as domain
from profile_service.domain.sources.consents import ConsentState
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.profile_reader import Customer, SearchPage

Names = Annotated[list[str] | None, strawberry.argument(description="Only these; all where it is not given.")]
First = Annotated[int | None, strawberry.argument(description="How many, from 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="endCursor of the page before.")]
ViewName = Annotated[
    str | None,
    strawberry.argument(
        description="The name of a view (`support`, `marketing`, `commerce`, `full` or your own); else the widest. "
        "What is outside is absent; asking for it by name is an error with code OUTSIDE_VIEW."
    ),
]
Since = Annotated[Moment | None, strawberry.argument(description="From this moment on.")]
Until = Annotated[Moment | None, strawberry.argument(description="Before this moment.")]

Here = Annotated[
    str | None,
    strawberry.argument(description="Where the customer is served: threads that can go on there come first."),
]
Task = Annotated[str | None, strawberry.argument(description="What for: `support`, `sell`…")]
Now = Annotated[
    Moment | None, strawberry.argument(description="As of then: what came later is left out. Else the present.")
]


@strawberry.type(description="One resolved customer: a stable id over the records that several sources have of them.")
class Profile(Node):
    customer: strawberry.Private[Customer]
    source_records: strawberry.Private[Records]
    former_ids: list[strawberry.ID] = strawberry.field(description="Older ids that lead here for ever.")
    resolved_from: strawberry.ID | None = strawberry.field(description="The old id that was asked for, if it was one.")
    version: int = strawberry.field(description="Counts up with every visible change.")
    created_at: Moment
    updated_at: Moment
    locked: bool = strawberry.field(description="True where somebody keeps it as it is: nobody joins or leaves it.")
    locked_by: str | None
    locked_at: Moment | None
    view: str = strawberry.field(description="The name of the view that this answer shows.")
    records: list[SourceRecord]

    @worked_out("The name to call the customer by.")
    def name(self) -> GoldenString | None:
        self.customer.view.require("attribute", ["name"])
        return GoldenString.of(self.customer.golden_name())

    @worked_out("The address to write to.")
    def email(self) -> GoldenString | None:
        self.customer.view.require("identifier", ["email"])
        return GoldenString.of(self.customer.golden_identifier("email"))

    @worked_out("In international form (E.164).")
    def phone(self) -> GoldenString | None:
        self.customer.view.require("identifier", ["phone"])
        return GoldenString.of(self.customer.golden_identifier("phone"))

    @worked_out("The golden value of one attribute, such as `city`; null where nobody has it.")
    def attribute(self, name: str) -> GoldenString | None:
        self.customer.view.require("attribute", [name])
        return GoldenString.of(self.customer.golden_attribute(name))

    @worked_out("All golden values, sorted by name.")
    def attributes(self) -> list[Attribute]:
        return [Attribute.of(name, value) for name, value in self.customer.golden_attributes().items()]

    @worked_out("Everything that points at the customer, sorted by type and value.")
    def identifiers(self, types: Names = UNSET) -> list[Identifier]:
        self.customer.view.require("identifier", given(types) or ())
        found = Identifier.all_of(self.customer.profile.records, self.customer.rules)
        return found if given(types) is None else [each for each in found if each.type in (types or ())]

    @worked_out("All that the customer did, newest first.", EventConnection)
    def timeline(  # noqa: PLR0913, PLR0917  they are the field's arguments
        self,
        first: First = 20,
        after: After = UNSET,
        kinds: Names = UNSET,
        channels: Names = UNSET,
        since: Since = UNSET,
        until: Until = UNSET,
        *,
        info: strawberry.Info,
    ) -> Awaitable[EventConnection]:
        self.customer.view.require("kind", given(kinds) or ())
        wanted = EventFilter(
            _set(kinds), _set(channels), given(since), given(until), lines=selects(info.selected_fields, "lines")
        )
        page = self.customer.timeline(wanted, given(first, 20), given(after))
        return self._events(page, given(after))

    @worked_out(
        "The latest steps of the customer's way, with stages, what they were after and where it hurt, as data and as a "
        "sentence; the cost follows `first`.",
        Journey,
    )
    def journey(
        self,
        first: First = 50,
        kinds: Names = UNSET,
        channels: Names = UNSET,
        since: Since = UNSET,
        until: Until = UNSET,
    ) -> Awaitable[Journey]:
        self.customer.view.require("insight", ["journey"])
        self.customer.view.require("kind", given(kinds) or ())
        wanted = EventFilter(_set(kinds), _set(channels), given(since), given(until))
        return self._journey(self.customer.journey(wanted, given(first, 50)))

    @worked_out("Orders, returns and exchanges, newest first.", TransactionConnection)
    def transactions(self, first: First = 10, after: After = UNSET) -> Awaitable[TransactionConnection]:
        page = self.customer.timeline(EventFilter(sales=True), given(first, 10), given(after))
        return self._sales(page, given(after))

    @worked_out("What people decided about its records, the oldest first; what was retracted too.", list[Judgement])
    def judgements(self) -> Awaitable[list[Judgement]]:
        return _judgements(self.customer.judgements())

    @worked_out("What the person allows, and what not: one answer for each purpose and channel.", list[Consent])
    def consents(self) -> Awaitable[list[Consent]]:
        return _consents(self.customer.consents())

    @worked_out("Totals: orders, spend, first and last seen, counts by kind and channel.")
    def summary(self) -> Summary:
        return Summary.of(self.customer)

    @worked_out("What whoever serves the customer needs to know now.")
    def context(self, channel: Here = UNSET, task: Task = UNSET, now: Now = UNSET) -> Context:
        return Context.of(CustomerContext(self.customer, given(now), channel=given(channel), task=given(task)))

    @classmethod
    def of(cls, customer: Customer | None) -> "Profile | None":
        return None if customer is None else cls.shown(customer)

    @classmethod
    def shown(cls, customer: Customer) -> "Profile":
        profile = customer.profile
        records = {record.key: SourceRecord.of(record, customer.rules) for record in profile.records}
        return cls(
            customer=customer,
            source_records=records,
            id=strawberry.ID(profile.id),
            former_ids=[strawberry.ID(id) for id in profile.former_ids],
            resolved_from=strawberry.ID(customer.resolved_from) if customer.resolved_from else None,
            version=profile.version,
            created_at=Moment(profile.created_at),
            updated_at=Moment(profile.updated_at),
            locked=profile.locked_at is not None,
            locked_by=profile.locked_by,
            locked_at=None if profile.locked_at is None else Moment(profile.locked_at),
            view=customer.view.name,
            records=list(records.values()),
        )

    async def _events(self, page: Awaitable[TimelinePage], after: str | None) -> EventConnection:
        return EventConnection.of(await page, self.source_records, after)

    async def _journey(self, found: Awaitable[domain_journey.Journey]) -> Journey:
        return Journey.of(await found, self.source_records)

    async def _sales(self, page: Awaitable[TimelinePage], after: str | None) -> TransactionConnection:
        return TransactionConnection.of(await page, self.source_records, after)


@strawberry.type
class ProfileEdge:
    cursor: str
    node: Profile
    matched_by: str = strawberry.field(description="`id`, `identifier`, `order`, `email`, `phone` or `name`")


@strawberry.type(description="Profiles, the surest match first.")
class ProfileConnection:
    edges: list[ProfileEdge]
    nodes: list[Profile]
    page_info: PageInfo
    more_matches: bool = strawberry.field(
        description="True where there are more matches than one search looks at: a longer text finds them."
    )

    @classmethod
    def of(cls, page: SearchPage, after: str | None) -> "ProfileConnection":
        edges = [
            ProfileEdge(cursor=hit.cursor, node=Profile.shown(customer), matched_by=hit.match)
            for hit, customer in page.found
        ]
        return cls(
            edges=edges,
            nodes=[edge.node for edge in edges],
            page_info=PageInfo.of(edges, has_next=page.has_next, after=after),
            more_matches=page.more_matches,
        )


async def _judgements(found: Awaitable[list[domain.Judgement]]) -> list[Judgement]:
    return [Judgement.of(each) for each in await found]


async def _consents(found: Awaitable[list[ConsentState]]) -> list[Consent]:
    return [Consent.of(each) for each in await found]


def _set(names: list[str] | None) -> frozenset[str] | None:
    return None if given(names) is None else frozenset(names or ())
