"""The store itself as commands show it: its id, and the number of its latest change."""

from typing import Any

from profile_service.domain.stewardship.changes import StoreState


def store_line(state: StoreState) -> str:
    """`Store 0f6c…, change 1,204`"""
    return f"Store {state.id or 'without an id'}, change {state.last_seq:,}"


def store_data(state: StoreState) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    return {"storeId": state.id, "lastSeq": state.last_seq}
