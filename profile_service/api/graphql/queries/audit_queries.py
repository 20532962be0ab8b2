"""The query of the audit: who looked at a customer, and what somebody did."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.audit.audit_lines import AuditConnection
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo

AboutProfile = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Id of the profile that was shown or changed; all its ids count, old ones too."),
]
ActorName = Annotated[str | None, strawberry.argument(description="Name of who acted: of a key, a token or a user.")]


@strawberry.type
class AuditQueries:
    @resolver(
        "Who looked at a customer or changed something of them, or what somebody did, newest first; at least one of "
        "`profileId` and `actor` is needed. The question leaves a line itself."
    )
    async def audit_trail(
        self,
        info: RequestInfo,
        profile_id: AboutProfile = UNSET,
        actor: ActorName = UNSET,
        first: First = 20,
        after: After = UNSET,
    ) -> AuditConnection:
        audit, cursor, profile = info.context.audit.required(), value_or_none(after), value_or_none(profile_id)
        ids = None if profile is None else await info.context.reader.all_ids(profile)
        lines, has_next = await audit.page(ids, value_or_none(actor), value_or(first, 20), cursor)
        return AuditConnection.of(lines, has_next=has_next, after=cursor)
