"""The words that the dictionary of the search is sure to have, so that writers need not look them up again."""

from collections.abc import Iterable

_MOST = 200_000


class StoredWords:
    """Words that were written, or looked up, by committed transactions of this process. They are forgotten once any
    process takes words out of the dictionary, which the write lock counts, and where they become many."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._taken = self._gone = 0

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def as_of(self, taken: int, gone: int) -> None:
        """Forget all words if any left the dictionary since, or the store is an earlier one or another. `taken`: how
        often the write lock was taken so far; `gone`: how often words left."""
        if taken <= self._taken or gone != self._gone:
            self._words.clear()
        self._taken, self._gone = taken, gone

    def add(self, words: Iterable[str]) -> None:
        if len(self._words) > _MOST:
            self._words.clear()
        self._words.update(words)
