"""States of orders for which sources have words that are not declared: those orders count in no total."""

from collections import Counter
from collections.abc import Iterable

from profile_service.domain.sources.order_states import Settlement
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.sources.event_rows import sale_state

_MOST_WORDS = 10
_LONGEST_WORD = 40


def unknown_states(items: Iterable[PreparedItem]) -> Counter[str]:
    """Word → how many sales of the items have it."""
    states = (sale_state(event) for item in items for event in item.events if event.label == "Transaction")
    return Counter(status for status, settlement in states if settlement is Settlement.UNKNOWN and status)


def unknown_states_sentence(counts: Counter[str]) -> str | None:
    """`Not declared, so counted in no total: 3 orders "beamed up"…`, the most frequent first; None without one."""
    if not counts:
        return None
    words = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = ", ".join(f'"{word[:_LONGEST_WORD]}" ({count:,})' for word, count in words[:_MOST_WORDS])
    more = f" and {len(words) - _MOST_WORDS:,} others" if len(words) > _MOST_WORDS else ""
    return (
        f"{counts.total():,} sales count in no total, for their status is not declared: {named}{more}. "
        "Translate it in the mapping (docs/mapping.md, Status)."
    )
