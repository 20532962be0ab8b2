"""Queries of many profiles at once, for services that know whom they want."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.profile.profile_answers import ProfileById, ProfileByIdentifier, golden_identifiers
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.api.types.values.arguments import ViewName
from profile_service.api.types.values.fields import resolver, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.service.profile.batched_reads import MAX_MANY

ProfileIds = Annotated[
    list[strawberry.ID],
    strawberry.argument(description=f"Ids of profiles, former ones too; up to {MAX_MANY}, in any order, also twice."),
]
Identifiers = Annotated[
    list[IdentifierInput],
    strawberry.argument(description=f"Identifiers in any usual form; up to {MAX_MANY}, in any order, also twice."),
]


@strawberry.type
class ManyQueries:
    @resolver("Customers by their ids, in the order of the ids: each with its profile, or with the code of an error.")
    async def profiles(self, info: RequestInfo, ids: ProfileIds, view: ViewName = UNSET) -> list[ProfileById]:
        outcomes = await info.context.reader.many.of_ids(
            ids, value_or_none(view), golden_identifiers(info.selected_fields)
        )
        return [ProfileById.of(id, outcome) for id, outcome in zip(ids, outcomes, strict=True)]

    @resolver("Customers by identifiers, in the order of these: each with its profile, or with the code of an error.")
    async def profiles_by(
        self, info: RequestInfo, identifiers: Identifiers, view: ViewName = UNSET
    ) -> list[ProfileByIdentifier]:
        asked = [(each.type, each.value) for each in identifiers]
        outcomes = await info.context.reader.many.of_identifiers(asked, value_or_none(view))
        return [ProfileByIdentifier.of(each, outcome) for each, outcome in zip(identifiers, outcomes, strict=True)]
