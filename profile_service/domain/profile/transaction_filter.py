"""Which of a customer's transactions are wanted."""

from dataclasses import dataclass, field

from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.order_states import OrderStage, plain_word


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """`number`: as people quote it; `statuses`: words of the sources, whatever their case and separators; `stages`:
    those that orders have reached. None lets everything through. `events`: what a timeline can tell by itself."""

    number: str | None = None
    statuses: frozenset[str] | None = None
    stages: frozenset[OrderStage] | None = None
    events: EventFilter = field(default_factory=lambda: EventFilter(sales=True))

    @property
    def needs_a_look(self) -> bool:
        """Whether each transaction is to be looked at, for no index or count tells how many there are."""
        return self.statuses is not None or self.stages is not None

    def has_status(self, transaction: Transaction) -> bool:
        wanted = None if self.statuses is None else {plain_word(status) for status in self.statuses}
        return wanted is None or plain_word(transaction.status or "") in wanted

    def covers(self, event: Event) -> bool:
        """Whether an event that was found by its number lies where the timeline would have found it."""
        channels, since, until = self.events.channels, self.events.since, self.events.until
        return (
            (channels is None or event.channel in channels)
            and (since is None or event.occurred_at >= since)
            and (until is None or event.occurred_at < until)
        )
