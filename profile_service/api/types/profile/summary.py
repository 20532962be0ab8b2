"""A customer's totals, from the tallies of their records."""

from collections import Counter
from collections.abc import Awaitable

import strawberry

from profile_service.api.types.sources.touchpoints import Unmapped
from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.scalars import MinorUnits, Moment
from profile_service.domain.profile.tallies import purchase_count, spend_by_currency
from profile_service.service.profile.coverage import unmapped
from profile_service.service.profile.customer import Customer


@strawberry.type(description="An amount of money in one currency.")
class Money:
    currency: str = strawberry.field(description="ISO 4217 code, such as `EUR`.")
    total_minor: MinorUnits = strawberry.field(description="Sum in minor units of the currency.")


@strawberry.type(description="Number of events of one kind.")
class KindCount:
    kind: str = strawberry.field(description="Kind of event, such as `order` or `support_call`.")
    count: int = strawberry.field(description="Number of the customer's events of this kind.")


@strawberry.type(description="Number of events in one channel.")
class ChannelCount:
    channel: str | None = strawberry.field(description="Channel, such as `web`; null for events without one.")
    count: int = strawberry.field(description="Number of the customer's events in this channel.")


@strawberry.type(
    description="Totals over all events of the customer that the view shows; a view limited in time counts whole "
    "months."
)
class Summary:
    customer: strawberry.Private[Customer]
    now: strawberry.Private[str | None]
    events: int = strawberry.field(description="Number of all events.")
    orders: int = strawberry.field(
        description="Number of orders that count as purchases: without those that are not paid yet, were cancelled, "
        "failed or refunded, or have a status that is not declared."
    )
    spend: list[Money] = strawberry.field(description="Money paid less money given back, one sum per currency.")
    by_kind: list[KindCount] = strawberry.field(description="Number of events of each kind, most frequent first.")
    by_channel: list[ChannelCount] = strawberry.field(
        description="Number of events in each channel, most frequent first."
    )

    @resolver("When the customer's first event happened; null where there is none.", Moment | None)
    def first_seen(self) -> Awaitable[str | None]:
        return self.customer.edge("oldest", self.now)

    @resolver("When the customer's latest event happened; null where there is none.", Moment | None)
    def last_seen(self) -> Awaitable[str | None]:
        return self.customer.edge("newest", self.now)

    @resolver("Events for which no touchpoint is declared, counted by kind and channel, most frequent first.")
    def unmapped(self) -> list[Unmapped]:
        tallies = (tally for record in self.customer.profile.records for tally in record.tallies)
        return [Unmapped(kind=kind, channel=channel, count=count) for (kind, channel), count in unmapped(tallies)]

    @classmethod
    async def then(cls, counted: Awaitable[Customer], now: str | None) -> "Summary":
        """The totals of a customer who is counted as of `now` (fixed-width UTC text)."""
        return cls.of(await counted, now)

    @classmethod
    def of(cls, customer: Customer, now: str | None = None) -> "Summary":
        kinds: Counter[str] = Counter()
        channels: Counter[str] = Counter()
        tallies = [tally for record in customer.profile.records for tally in record.tallies]
        for tally in tallies:
            kinds[tally.cell.kind] += tally.count
            channels[tally.cell.channel] += tally.count
        return cls(
            customer=customer,
            now=now,
            events=kinds.total(),
            orders=purchase_count(tallies),
            spend=[
                Money(currency=code, total_minor=MinorUnits(total))
                for code, total in spend_by_currency(record.tallies for record in customer.profile.records).items()
            ],
            by_kind=[KindCount(kind=kind, count=count) for kind, count in _by_frequency(kinds)],
            by_channel=[
                ChannelCount(channel=channel or None, count=count) for channel, count in _by_frequency(channels)
            ],
        )


def _by_frequency(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0]))
