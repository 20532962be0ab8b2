"""The profile: one resolved customer, with everything that can be read of them."""

from collections.abc import Awaitable, Mapping
from functools import cached_property
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.context.context import Context
from profile_service.api.types.journey.journey import Journey
from profile_service.api.types.profile import view_guard
from profile_service.api.types.profile.event_selection import EventSelection, TimelineSelection
from profile_service.api.types.profile.golden import Attribute, GoldenString
from profile_service.api.types.profile.possible_matches import PossibleMatch
from profile_service.api.types.profile.summary import Summary
from profile_service.api.types.profile.transaction_selection import TransactionSelection
from profile_service.api.types.profile.withheld import Withheld
from profile_service.api.types.recommendations.recommendations import (
    Recommendation,
    RecommendationKinds,
    recommended,
)
from profile_service.api.types.resolution.judgements import Judgement
from profile_service.api.types.sources.consents import Consent, FormerConsent
from profile_service.api.types.sources.events import EventConnection, EventOwner, TransactionConnection
from profile_service.api.types.sources.records import Identifier, SourceRecord
from profile_service.api.types.values.argument_groups import ArgumentGroup
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, selects_field, set_or_none, value_or, value_or_none
from profile_service.api.types.values.pages import Node
from profile_service.api.types.values.request import RequestInfo
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.journey import journey as domain_journey
from profile_service.domain.profile.timelines import TimelinePage
from profile_service.domain.resolution import judgements as domain
from profile_service.domain.sources import consents as domain_consents
from profile_service.domain.sources.consents import ConsentState
from profile_service.service.profile import possible_matches as matching
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.orders.paid_orders import counted_as_of
from profile_service.service.profile.orders.transactions import transaction_page

AttributeName = Annotated[str, strawberry.argument(description="Name of the attribute, such as `city`.")]
Types = Annotated[
    list[str] | None,
    strawberry.argument(description="Types of identifiers to return, such as `email`; all where omitted."),
]
Channel = Annotated[
    str | None,
    strawberry.argument(
        description="Channel in which the customer is being served, such as `phone`; threads that can continue there "
        "come first."
    ),
]
Task = Annotated[
    str | None, strawberry.argument(description="What the customer is being served for: `support`, `sell`…")
]
Now = Annotated[
    Moment | None,
    strawberry.argument(description="Moment to describe; later events are left out. The present where omitted."),
]
_SELECTION = ArgumentGroup("selection", EventSelection)
_TIMELINE_SELECTION = ArgumentGroup("selection", TimelineSelection)
_TRANSACTION_SELECTION = ArgumentGroup("selection", TransactionSelection)


@strawberry.type(
    description="One resolved customer: a stable id for the records that several sources have of one person."
)
class Profile(Node):
    customer: strawberry.Private[Customer]
    former_ids: list[strawberry.ID] = strawberry.field(description="Older ids that lead to this profile.")
    resolved_from: strawberry.ID | None = strawberry.field(
        description="The former id that the query used; null where it used the current id or an identifier."
    )
    version: int = strawberry.field(description="Number that grows with every visible change of the profile.")
    created_at: Moment = strawberry.field(description="When this service formed the profile.")
    updated_at: Moment = strawberry.field(description="When its latest visible change was made.")
    locked: bool = strawberry.field(
        description="True while a steward keeps its records as they are: none joins or leaves."
    )
    locked_by: str | None = strawberry.field(
        description="Name of the steward who locked it; null where it is not locked."
    )
    locked_at: Moment | None = strawberry.field(description="When it was locked; null where it is not.")
    view: str = strawberry.field(description="Name of the view that limits this answer.")
    withheld: Withheld | None = strawberry.field(
        description="Why this view shows nothing of the customer; null where it does."
    )

    @resolver("Source records that make up the profile, sorted by key.")
    def records(self) -> list[SourceRecord]:
        return list(self.source_records.values())

    @resolver("Golden name of the customer; null where no record has one.")
    def name(self) -> GoldenString | None:
        return view_guard.golden_name(self.customer)

    @resolver("Golden e-mail address; null where no record has one.")
    def email(self) -> GoldenString | None:
        return view_guard.golden_identifier(self.customer, "email")

    @resolver("Golden phone number in E.164 form, such as `+14155552671`; null where no record has one.")
    def phone(self) -> GoldenString | None:
        return view_guard.golden_identifier(self.customer, "phone")

    @resolver("Golden value of one attribute; null where no record has it.")
    def attribute(self, name: AttributeName) -> GoldenString | None:
        return view_guard.golden_attribute(self.customer, name)

    @resolver("All golden values, sorted by name.")
    def attributes(self) -> list[Attribute]:
        return [Attribute.of(name, value) for name, value in self.customer.golden_attributes().items()]

    @resolver("All identifiers that its records claim, sorted by type and value.")
    def identifiers(self, types: Types = UNSET) -> list[Identifier]:
        selected = value_or_none(types)
        view_guard.require_identifier_types(self.customer, selected or ())
        identifiers = Identifier.all_of(self.customer.profile.records, self.customer.rules, self.customer.masks)
        return identifiers if selected is None else [each for each in identifiers if each.type in selected]

    @resolver("Events of the customer, newest first.", EventConnection, _TIMELINE_SELECTION)
    def timeline(
        self, first: First = 20, after: After = UNSET, *, selection: TimelineSelection, info: strawberry.Info
    ) -> Awaitable[EventConnection]:
        view_guard.require_event_kinds(self.customer, selection.named_kinds)
        cursor = value_or_none(after)
        if words := selection.words:
            return self._events(self.customer.searched(selection.saying(words), value_or(first, 20), cursor), cursor)
        events = selection.filter(lines=selects_field(info.selected_fields, "lines"))
        return self._events(self.customer.timeline(events, value_or(first, 20), cursor), cursor)

    @resolver(
        "The customer's latest steps in the order of time, with stages, purchase intents and pain points; the cost "
        "grows with `first`.",
        Journey,
        _SELECTION,
    )
    def journey(self, first: First = 50, *, selection: EventSelection) -> Awaitable[Journey]:
        view_guard.require_journey(self.customer)
        view_guard.require_event_kinds(self.customer, selection.named_kinds)
        return self._journey(self.customer.journey(selection.filter(), value_or(first, 50)))

    @resolver("Orders, returns and exchanges, newest first.", TransactionConnection, _TRANSACTION_SELECTION)
    def transactions(
        self, first: First = 10, after: After = UNSET, *, selection: TransactionSelection
    ) -> Awaitable[TransactionConnection]:
        cursor = value_or_none(after)
        page = transaction_page(self.customer, selection.filter(), value_or(first, 10), cursor)
        return self._transactions(page, cursor)

    @resolver("Judgements about its records, oldest first, retracted ones included.", list[Judgement])
    def judgements(self) -> Awaitable[list[Judgement]]:
        return _judgements(self.customer.judgements())

    @resolver(
        "Other profiles that may be the same customer, with the evidence and with what keeps them apart, strongest "
        "evidence first; only by what the view shows. What somebody judged to be another person is left out.",
        list[PossibleMatch],
    )
    def perhaps_also(self, first: First = 3) -> Awaitable[list[PossibleMatch]]:
        return _possible_matches(matching.possible_matches(self.customer, value_or(first, 3)))

    @resolver(
        "Products that the customer may want next, with the reason and the figures, never one that they returned or "
        "complained about. The best of each kind in turn; what is popular where there is nothing else. Empty for a "
        "customer whose data are restricted.",
        list[Recommendation],
    )
    def recommendations(
        self, info: RequestInfo, first: First = 10, kinds: RecommendationKinds = UNSET
    ) -> Awaitable[list[Recommendation]]:
        view_guard.require_recommendations(self.customer)
        return recommended(info.context.recommender, self.customer, value_or(first, 10), set_or_none(kinds))

    @resolver(
        "The consent in force for each purpose and channel, sorted by these; the same in every view.",
        list[Consent],
    )
    def consents(self) -> Awaitable[list[Consent]]:
        return _consents(self.customer.consents.states())

    @resolver(
        "What was stated about addresses that the customer no longer has, sorted by purpose and channel; the same in "
        "every view. It is no consent for the addresses that they have now.",
        list[FormerConsent],
    )
    def former_consents(self) -> Awaitable[list[FormerConsent]]:
        return _former_consents(self.customer.consents.former())

    @resolver("Totals: orders, spend, first and last event, counts by kind and channel.", Summary)
    def summary(self, now: Now = UNSET) -> "Summary | Awaitable[Summary]":
        moment = value_or_none(now)
        counted = counted_as_of(self.customer, moment)
        return Summary.then(counted, moment) if counted else Summary.of(self.customer, moment)

    @resolver("The customer's situation as of a moment, for the person or system that serves them.")
    def context(self, channel: Channel = UNSET, task: Task = UNSET, now: Now = UNSET) -> Context:
        return Context.of(
            CustomerContext(self.customer, value_or_none(now), channel=value_or_none(channel), task=value_or_none(task))
        )

    @classmethod
    def optional(cls, customer: Customer | None) -> "Profile | None":
        return None if customer is None else cls.of(customer)

    @classmethod
    def of(cls, customer: Customer) -> "Profile":
        profile = customer.profile
        return cls(
            customer=customer,
            id=strawberry.ID(profile.id),
            former_ids=[strawberry.ID(id) for id in profile.former_ids],
            resolved_from=strawberry.ID(customer.resolved_from) if customer.resolved_from else None,
            version=profile.version,
            created_at=Moment(profile.created_at),
            updated_at=Moment(profile.updated_at),
            locked=profile.locked_at is not None,
            locked_by=profile.locked_by,
            locked_at=optional_moment(profile.locked_at),
            view=customer.view.name,
            withheld=Withheld.optional(customer.withheld),
        )

    @cached_property
    def source_records(self) -> Mapping[str, SourceRecord]:
        """Made only where somebody asks: of hundreds of customers it would be most of the work."""
        customer = self.customer
        return {
            record.key: SourceRecord.of(record, customer.rules, customer.masks) for record in customer.profile.records
        }

    @property
    def owner(self) -> EventOwner:
        return EventOwner(self.customer, self, self.source_records)

    async def _events(self, page: Awaitable[TimelinePage], after: str | None) -> EventConnection:
        return EventConnection.of(await page, self.owner, after)

    async def _journey(self, journey: Awaitable[domain_journey.Journey]) -> Journey:
        return Journey.of(await journey, self.owner)

    async def _transactions(self, page: Awaitable[TimelinePage], after: str | None) -> TransactionConnection:
        return TransactionConnection.of(await page, self.owner, after)


async def _judgements(judgements: Awaitable[list[domain.Judgement]]) -> list[Judgement]:
    return [Judgement.of(judgement) for judgement in await judgements]


async def _possible_matches(matches: Awaitable[list[matching.PossibleMatch]]) -> list[PossibleMatch]:
    return [PossibleMatch.of(match, Profile.of(match.customer)) for match in await matches]


async def _former_consents(statements: Awaitable[list[domain_consents.Consent]]) -> list[FormerConsent]:
    return [FormerConsent.of(statement) for statement in await statements]


async def _consents(states: Awaitable[list[ConsentState]]) -> list[Consent]:
    return [Consent.of(state) for state in await states]
