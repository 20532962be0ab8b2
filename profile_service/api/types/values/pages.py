"""What all connections share (Relay cursor connections)."""

from collections.abc import Sequence
from typing import Protocol

import strawberry

EDGES = "The items of the page, each with its cursor."
NODES = "The items of the page, without cursors."
PAGE_INFO = "Where the page lies in the whole list."
CURSOR = "Opaque position of the item, to pass as `after`."


@strawberry.interface(description="An object that the query `node` finds by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Stable id, which the query `node` takes.")


class _Edge(Protocol):
    cursor: str


@strawberry.type(description="Position of a page in its list. Cursors are opaque: pass them to `after` unchanged.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more items follow this page.")
    has_previous_page: bool = strawberry.field(description="True on every page but the first.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="Cursor from which the next page goes on; null on an empty page without one."
    )

    @classmethod
    def of(cls, edges: "Sequence[_Edge]", *, has_next: bool, after: str | None, end: str | None = None) -> "PageInfo":
        """`end`: the cursor from which the next page goes on, where that is not the last item's."""
        return cls(
            has_next_page=has_next,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=end or (edges[-1].cursor if edges else None),
        )
