"""What all connections share (Relay cursor connections)."""

from collections.abc import Sequence
from typing import Protocol

import strawberry


@strawberry.interface(description="An object with an id by which `node` finds it again.")
class Node:
    id: strawberry.ID


class _Edge(Protocol):
    cursor: str


@strawberry.type(description="Where a page lies. Cursors are opaque: hand them back as `after`, nothing else.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool = strawberry.field(description="True on every page but the first.")
    start_cursor: str | None
    end_cursor: str | None

    @classmethod
    def of(cls, edges: "Sequence[_Edge]", *, has_next: bool, after: str | None) -> "PageInfo":
        return cls(
            has_next_page=has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
