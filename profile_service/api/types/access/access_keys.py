"""API keys as those see them who may know who has access; never a token or its digest."""

import strawberry

from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.access import keys as domain
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.times import utc_now


@strawberry.type(description="An API key. Its token was shown once, when it was made, and is kept nowhere.")
class AccessKey:
    id: strawberry.ID = strawberry.field(description="Id, which the commands `keys rotate` and `keys revoke` take.")
    name: str = strawberry.field(description="Who holds it: the actor of what they change.")
    role: str = strawberry.field(description="Role of its holder.")
    scopes: list[str] = strawberry.field(
        description="What they leave of the role, such as `read:changes`; empty for all."
    )
    state: str = strawberry.field(description="`active`, `expired` or `revoked`.")
    created_at: Moment = strawberry.field(description="When it was made.")
    created_by: str = strawberry.field(description="Who made it.")
    expires_at: Moment = strawberry.field(description="When it ends by itself.")
    revoked_at: Moment | None = strawberry.field(description="When somebody ended it; null where nobody did.")
    used_at: Moment | None = strawberry.field(
        description="When it was used last, an hour late at most; null where it never was."
    )

    @classmethod
    def of(cls, key: domain.AccessKey, now: str) -> "AccessKey":
        """The key as it is at the time `now`."""
        return cls(
            id=strawberry.ID(key.id),
            name=key.name,
            role=key.role,
            scopes=list(key.scopes),
            state=key.state(now),
            created_at=Moment(key.created_at),
            created_by=key.created_by,
            expires_at=Moment(key.expires_at),
            revoked_at=optional_moment(key.revoked_at),
            used_at=optional_moment(key.used_at),
        )


@strawberry.type(description="A key with its cursor.")
class AccessKeyEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: AccessKey = strawberry.field(description="The key at this cursor.")


@strawberry.type(description="A page of all keys that were ever made, newest first.")
class AccessKeyConnection:
    edges: list[AccessKeyEdge] = strawberry.field(description=EDGES)
    nodes: list[AccessKey] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, keys: list[domain.AccessKey], *, has_next: bool, after: str | None) -> "AccessKeyConnection":
        now = utc_now()
        nodes = [AccessKey.of(key, now) for key in keys]
        edges = [AccessKeyEdge(cursor=write_cursor(node.id), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
