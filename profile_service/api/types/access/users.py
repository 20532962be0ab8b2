"""Users as those see them who may know who has access; never a password or its hash."""

import strawberry

from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.access import users as domain
from profile_service.domain.values.cursors import write_cursor


@strawberry.type(description="Somebody who logs in with a password of their own.")
class User:
    name: str = strawberry.field(description="Name that they log in with: the actor of what they change.")
    role: str = strawberry.field(description="Role that they have.")
    state: str = strawberry.field(description="`active` or `disabled`.")
    created_at: Moment = strawberry.field(description="When somebody made the user.")
    created_by: str = strawberry.field(description="Who made the user.")
    logged_in_at: Moment | None = strawberry.field(description="When they logged in last; null where they never did.")

    @classmethod
    def of(cls, user: domain.User) -> "User":
        return cls(
            name=user.name,
            role=user.role,
            state=user.state,
            created_at=Moment(user.created_at),
            created_by=user.created_by,
            logged_in_at=optional_moment(user.logged_in_at),
        )


@strawberry.type(description="A user with the cursor.")
class UserEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: User = strawberry.field(description="The user at this cursor.")


@strawberry.type(description="A page of the users, newest first; those who were removed are left out.")
class UserConnection:
    edges: list[UserEdge] = strawberry.field(description=EDGES)
    nodes: list[User] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, users: list[domain.User], *, has_next: bool, after: str | None) -> "UserConnection":
        nodes = [User.of(user) for user in users]
        edges = [UserEdge(cursor=write_cursor(node.name), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
