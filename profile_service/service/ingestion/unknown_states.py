"""States of orders for which sources have words that are not declared: those orders count in no total."""

from collections import Counter
from collections.abc import Iterable

from profile_service.service.ingestion.prepared_items import PreparedItem

_MOST_WORDS = 10
_LONGEST_WORD = 40
_COUNTED_WORDS = 1_000
"""A source that writes a sentence of its own for each order has no more counted one by one."""


class UnknownStates:
    """Counts the sales of a load by the words for their states."""

    def __init__(self) -> None:
        self._sales = 0
        self._by_word: Counter[str] = Counter()

    def add(self, items: Iterable[PreparedItem]) -> None:
        """Count the sales of the items whose state has a word that is not declared."""
        for item in items:
            for event in item.events:
                if word := event.unknown_state:
                    self._sales += 1
                    shown = word[:_LONGEST_WORD]
                    if shown in self._by_word or len(self._by_word) < _COUNTED_WORDS:
                        self._by_word[shown] += 1

    @property
    def sentence(self) -> str | None:
        """`Not declared, so counted in no total: 3 orders "beamed up"…`, the most frequent first; None without one."""
        if not self._sales:
            return None
        words = sorted(self._by_word.items(), key=lambda pair: (-pair[1], pair[0]))
        named = ", ".join(f'"{word}" ({count:,})' for word, count in words[:_MOST_WORDS])
        more = f" and {len(words) - _MOST_WORDS:,} others" if len(words) > _MOST_WORDS else ""
        return (
            f"{self._sales:,} sales count in no total, for their status is not declared: {named}{more}. "
            "Translate it in the mapping (docs/mapping.md, Status)."
        )
