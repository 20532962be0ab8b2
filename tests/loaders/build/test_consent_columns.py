"""Consents from columns of answers."""

import pytest

from loaders.build.consent_columns import consents_from_answer, consents_from_opt_out
from loaders.formats.rows import Row
from profile_service.domain.sources.consents import ConsentStatus

_GRANTED, _NO, _GONE = ConsentStatus.GRANTED, ConsentStatus.NOT_GRANTED, ConsentStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("answer", "consent", "opt_out"),
    [
        ("yes", _GRANTED, _GONE),
        ("Ja", _GRANTED, _GONE),
        ("OUI", _GRANTED, _GONE),
        ("Sí", _GRANTED, _GONE),
        ("subscribed", _GRANTED, _GONE),
        ("no", _NO, None),
        ("Nein", _NO, None),
        ("Não", _NO, None),
        ("Unsubscribed", _GONE, None),
        ("Désabonné", _GONE, None),
        ("opted-out", _GONE, None),
        ("", None, None),
        ("never_subscribed", None, None),
        ("perhaps", None, None),
    ],
)
def test_answer_is_understood_in_the_language_of_the_shop(
    answer: str, consent: ConsentStatus | None, opt_out: ConsentStatus | None
) -> None:
    row = Row(2, {"Accepts": answer})
    consents = consents_from_answer(row, "Accepts", "email", record="shop:1")
    opt_outs = consents_from_opt_out(row, "Accepts", "email", record="shop:1")
    assert [one.status for one in consents] == ([consent] if consent else [])
    assert [one.status for one in opt_outs] == ([opt_out] if opt_out else [])
    dropped = [(cell.column, cell.reason) for cell in row.dropped]
    assert dropped == ([("Accepts", "neither a yes nor a no")] * 2 if answer == "perhaps" else [])
