"""States of orders, payments and tickets for which sources have words that are not declared: such orders and payments
count in no total, and such tickets are neither open nor done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.values.quantities import counted
from profile_service.service.ingestion.prepared_items import PreparedItem

_MOST_WORDS = 10
_LONGEST_WORD = 40
_COUNTED_WORDS = 1_000
"""A source that writes a sentence of its own for each order has no more counted one by one."""

_SALES = ("sale counts in no total", "sales count in no total")
_PAYMENTS = ("payment, bill or refund changes no order", "payments, bills or refunds change no order")
_TICKETS = ("ticket is neither open nor done", "tickets are neither open nor done")


@dataclass(frozen=True, slots=True)
class UndeclaredWord:
    """A word for a state that is not declared, shortened, and how many things `of` a kind (`sale`, `payment`, `ticket`)
    have it. A payment may be a bill or a refund."""

    of: str
    word: str
    count: int


class UnknownStates:
    """Counts the sales, the payments and the tickets of a load by the words for their states."""

    def __init__(self) -> None:
        self._sales, self._payments, self._tickets = _Words(), _Words(), _Words()

    def add(self, items: Iterable[PreparedItem]) -> None:
        """Count the sales, the payments, bills and refunds, and the tickets of the items whose state has a word that is
        not declared."""
        for item in items:
            self._sales.add(word for event in item.events if (word := event.unknown_state))
            self._payments.add(item.unknown_payment_words)
            self._tickets.add(item.unknown_ticket_words)

    @property
    def sentences(self) -> list[str]:
        """`3 sales count in no total, for their status is not declared: "beamed up" (3)…`, the most frequent first, and
        one of the payments and of the tickets; none where all words are declared."""
        return [_sentence(what, words.count, words.named) for what, words in self._counted]

    @property
    def words(self) -> list[UndeclaredWord]:
        """The words with their counts, the most frequent first, those of sales before those of payments and tickets."""
        by_kind = {"sale": self._sales, "payment": self._payments, "ticket": self._tickets}
        return [UndeclaredWord(kind, word, n) for kind, words in by_kind.items() for word, n in words.by_frequency]

    @property
    def remarks(self) -> list[str]:
        """The sentences with how many words there are, and none of them, to be kept: a mapping that takes the wrong
        field for the status would have personal data kept, which no erasure finds."""
        return [_sentence(what, words.count, words.kinds) for what, words in self._counted]

    @property
    def _counted(self) -> list[tuple[tuple[str, str], "_Words"]]:
        pairs = ((_SALES, self._sales), (_PAYMENTS, self._payments), (_TICKETS, self._tickets))
        return [(what, words) for what, words in pairs if words.count]


def _sentence(what: tuple[str, str], count: int, words: str) -> str:
    one, many = what
    subject = f"1 {one}, for its" if count == 1 else f"{count:,} {many}, for their"
    return f"{subject} status is not declared: {words}. Translate it in the mapping (docs/mapping.md, Status)."


class _Words:
    """Words with the number of times that each came; `count`: of all of them."""

    def __init__(self) -> None:
        self.count = 0
        self._by_word: Counter[str] = Counter()

    def add(self, words: Iterable[str]) -> None:
        for word in words:
            self.count += 1
            shown = word[:_LONGEST_WORD]
            if shown in self._by_word or len(self._by_word) < _COUNTED_WORDS:
                self._by_word[shown] += 1

    @property
    def by_frequency(self) -> list[tuple[str, int]]:
        return sorted(self._by_word.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def named(self) -> str:
        words = self.by_frequency
        named = ", ".join(f'"{word}" ({count:,})' for word, count in words[:_MOST_WORDS])
        return named + (f" and {counted(len(words) - _MOST_WORDS, 'other')}" if len(words) > _MOST_WORDS else "")

    @property
    def kinds(self) -> str:
        """`1 word`, `12 words`"""
        return counted(len(self._by_word), "word")
