"""The words of help desks say whether something is still to do."""

import pytest

from profile_service.domain.values.ticket_states import leaves_open


@pytest.mark.parametrize(
    "word",
    [
        "new", "open", "pending", "hold", "on hold", "waiting", "unanswered", "unresolved", "not solved", "escalated",
        "requested", "in progress", "passed on", "told to wait", "promised to call back", "started", "abandoned",
        "snoozed", "to do", "waiting on third party", "under investigation", "in klärung", "en attente du client",
        "pendiente de cliente", "em andamento", "in lavorazione", "in afwachting van klant", "w toku", "pågående",
        "pospuesta", "en espera del cliente", "mis en veille", "wznowiona", "otwarta", "wiedervorlage",
    ],
)  # fmt: skip
def test_word_leaves_a_matter_open(word: str) -> None:
    assert leaves_open(word) is True


@pytest.mark.parametrize(
    "word",
    [
        "solved", "closed", "resolved", "done", "completed", "answered", "fixed", "refunded", "submitted", "cancelled",
        "canceled", "archived", "won't fix", "terminé", "finalizado", "concluído", "completato", "afgerond",
        "zamknięte", "løst",
    ],
)  # fmt: skip
def test_word_closes_a_matter(word: str) -> None:
    assert leaves_open(word) is False


@pytest.mark.parametrize("word", ["", "called", "high"])
def test_other_words_say_neither(word: str) -> None:
    assert leaves_open(word) is None
