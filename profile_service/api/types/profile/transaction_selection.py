"""The arguments by which a profile's transactions are selected."""

from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.arguments import Channels, Since, Until
from profile_service.api.types.values.fields import set_or_none, value_or_none
from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.profile.transaction_filter import TransactionFilter
from profile_service.domain.sources.order_states import OrderStage
from profile_service.service.profile.orders.transactions import MOST_LOOKED_AT

Number = Annotated[
    str | None,
    strawberry.argument(description="Number that people know it by, with or without `#`; also finds its returns."),
]
Statuses = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Statuses in the sources' own words, such as `paid`; case, `_` and `-` make no difference."
    ),
]
Stages = Annotated[
    list[OrderStage] | None,
    strawberry.argument(
        description="Stages that orders have reached; returns and exchanges have none. For a page by status or stage "
        f"up to {MOST_LOOKED_AT:,} transactions are looked at; `pageInfo` says where to go on."
    ),
]


@dataclass(frozen=True, slots=True)
class TransactionSelection:
    """Each field is an argument of that name; UNSET where the query omits it."""

    number: Number = UNSET
    status: Statuses = UNSET
    stage: Stages = UNSET
    channels: Channels = UNSET
    since: Since = UNSET
    until: Until = UNSET

    def filter(self) -> TransactionFilter:
        return TransactionFilter(
            number=value_or_none(self.number),
            statuses=set_or_none(self.status),
            stages=set_or_none(self.stage),
            events=EventFilter(
                channels=set_or_none(self.channels),
                since=value_or_none(self.since),
                until=value_or_none(self.until),
                sales=True,
            ),
        )
