"""Queries of what is declared as data: touchpoints and views."""

import strawberry

from profile_service.api.types.profile.views import View
from profile_service.api.types.sources.touchpoints import Touchpoint
from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.request import RequestInfo
from profile_service.service.declared.touchpoints import touchpoints


@strawberry.type
class DeclaredQueries:
    @resolver("The declared touchpoints, in the order in which an event is matched against them.")
    def touchpoints(self) -> list[Touchpoint]:
        return [Touchpoint.of(match.touchpoint) for match in touchpoints().matches]

    @resolver("The declared views, with what each shows and what for.")
    def views(self, info: RequestInfo) -> list[View]:
        return [View.of(view) for view in info.context.reader.views.values()]
