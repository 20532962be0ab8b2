"""Questions about what is declared as data."""

import strawberry

from profile_service.api.types.fields import worked_out
from profile_service.api.types.touchpoints import Touchpoint
from profile_service.service.touchpoints import touchpoints


@strawberry.type
class DeclaredQueries:
    @worked_out("The touchpoints that events are mapped to, in the order in which they are tried.")
    def touchpoints(self) -> list[Touchpoint]:
        return [Touchpoint.of(meeting.touchpoint) for meeting in touchpoints().meetings]
