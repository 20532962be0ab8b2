"""A customer in figures."""

from collections import Counter
from collections.abc import Awaitable

import strawberry

from profile_service.api.types.sources.touchpoints import Unmapped
from profile_service.api.types.values.fields import worked_out
from profile_service.api.types.values.scalars import MinorUnits, Moment
from profile_service.domain.profile.tallies import spend_by_currency
from profile_service.service.profile.coverage import unmapped
from profile_service.service.profile.profile_reader import Customer


@strawberry.type
class Money:
    currency: str = strawberry.field(description="ISO 4217")
    total_minor: MinorUnits


@strawberry.type
class KindCount:
    kind: str
    count: int


@strawberry.type
class ChannelCount:
    channel: str | None
    count: int


@strawberry.type(description="Totals over all of the customer's events that the view shows.")
class Summary:
    customer: strawberry.Private[Customer]
    events: int
    orders: int
    spend: list[Money] = strawberry.field(description="What was paid less what was given back, by currency.")
    by_kind: list[KindCount] = strawberry.field(description="The most frequent first.")
    by_channel: list[ChannelCount] = strawberry.field(description="The most frequent first.")

    @worked_out("When the customer's first event was.", Moment | None)
    def first_seen(self) -> Awaitable[str | None]:
        return self.customer.outermost("oldest")

    @worked_out("When the customer's latest event was.", Moment | None)
    def last_seen(self) -> Awaitable[str | None]:
        return self.customer.outermost("newest")

    @worked_out("Events for which no touchpoint is declared, by kind and channel, the most frequent first.")
    def unmapped(self) -> list[Unmapped]:
        counted = (each for record in self.customer.profile.records for each in record.tallies)
        return [Unmapped(kind=kind, channel=channel, count=count) for (kind, channel), count in unmapped(counted)]

    @classmethod
    def of(cls, customer: Customer) -> "Summary":
        kinds: Counter[str] = Counter()
        channels: Counter[str] = Counter()
        tallies = [each for record in customer.profile.records for each in record.tallies]
        for tally in tallies:
            kinds[tally.cell.kind] += tally.count
            channels[tally.cell.channel] += tally.count
        return cls(
            customer=customer,
            events=kinds.total(),
            orders=kinds["order"],
            spend=[Money(currency=c, total_minor=MinorUnits(total)) for c, total in spend_by_currency(tallies).items()],
            by_kind=[KindCount(kind=kind, count=count) for kind, count in _most(kinds)],
            by_channel=[ChannelCount(channel=channel or None, count=count) for channel, count in _most(channels)],
        )


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(((each, count) for each, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0]))
