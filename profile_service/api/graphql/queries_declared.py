"""Questions about what is declared as data."""

import strawberry

from profile_service.api.types.profile.views import View
from profile_service.api.types.sources.touchpoints import Touchpoint
from profile_service.api.types.values.fields import worked_out
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.declared.views import views


@strawberry.type
class DeclaredQueries:
    @worked_out("The touchpoints that events are mapped to, in the order in which they are tried.")
    def touchpoints(self) -> list[Touchpoint]:
        return [Touchpoint.of(meeting.touchpoint) for meeting in touchpoints().matches]

    @worked_out("The views there are, each with what it shows and what for.")
    def views(self) -> list[View]:
        return [View.of(view) for view in views().values()]
