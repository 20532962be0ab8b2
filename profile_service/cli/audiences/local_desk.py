"""The desk for segments of whoever works on the machine itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, NamedTuple, TypeAlias

import typer

from profile_service.cli.console.execution import settings
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.audiences.conditions import Condition
from profile_service.service.audiences.segment_desk import AudienceTables, SegmentDesk
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.declared.segments import condition_from, segments_with_own
from profile_service.service.declared.views import views_with_own
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.store.engine.store import Store

_HELP = "Name as `segments list` shows it, or a condition such as 'who: {did: {families: [order], days: 30}}'."
SegmentName: TypeAlias = Annotated[str, typer.Argument(metavar="SEGMENT", help=_HELP, show_default=False)]
OfSegment: TypeAlias = Annotated[
    str | None, typer.Option("--segment", metavar="SEGMENT", help=f"Count these customers alone. {_HELP}")
]


class LocalDesk(NamedTuple):
    segments: SegmentDesk
    tables: AudienceTables

    def condition(self, segment: str) -> Condition:
        """Of a declared segment, or as it is written. Raises InvalidInput and NotFound."""
        return condition_from(segment, "SEGMENT") if ":" in segment else self.segments.segment(segment).condition


@asynccontextmanager
async def local_desk(store: Store, acts: AuditedActs) -> AsyncIterator[LocalDesk]:
    """Within the block; at its end nothing is read any more."""
    config = settings()
    facts = CustomerFacts(store)
    tables = AudienceTables(store, facts)
    views = views_with_own(config.views)
    try:
        yield LocalDesk(SegmentDesk(tables, segments_with_own(config.segments), views, LOCAL, acts), tables)
    finally:
        await tables.close()
        await facts.close()
