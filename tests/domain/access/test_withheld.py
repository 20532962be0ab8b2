"""A view that needs consent: withdrawn is not the same as not granted, and one channel does not speak for all."""

import pytest

from profile_service.domain.access.withheld import Withheld, withheld_for
from profile_service.domain.sources.consents import Consent, ConsentStatus, consent_states

_YES, _NO, _WITHDRAWN = ConsentStatus.GRANTED, ConsentStatus.NOT_GRANTED, ConsentStatus.WITHDRAWN
_Stated = list[tuple[str, str, ConsentStatus, str | None]]


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ([], None),
        ([("marketing", "email", _YES, "2026-01-01")], None),
        ([("marketing", "email", _NO, "2026-01-01")], None),
        (
            [("marketing", "email", _WITHDRAWN, "2026-01-01")],
            "consent to marketing by email was withdrawn on 2026-01-01",
        ),
        ([("marketing", "sms", _WITHDRAWN, None)], "consent to marketing by sms was withdrawn"),
        ([("marketing", "email", _WITHDRAWN, "2026-01-01"), ("marketing", "sms", _YES, "2026-01-01")], None),
        (
            [("marketing", "email", _WITHDRAWN, "2026-01-01"), ("marketing", "sms", _NO, "2026-01-01")],
            "consent to marketing by email was withdrawn on 2026-01-01",
        ),
        ([("marketing", "email", _WITHDRAWN, "2026-01-01"), ("marketing", "email", _YES, "2026-02-01")], None),
        (
            [("marketing", "email", _YES, "2026-01-01"), ("marketing", "email", _WITHDRAWN, "2026-02-01")],
            "consent to marketing by email was withdrawn on 2026-02-01",
        ),
        ([("profiling", "web", _WITHDRAWN, "2026-01-01")], None),
    ],
)
def test_nothing_is_shown_after_a_withdrawal_alone(stated: _Stated, reason: str | None) -> None:
    consents = [Consent(f"shop:{n}", *each, "column: text") for n, each in enumerate(stated)]
    expected = None if reason is None else Withheld("CONSENT_WITHDRAWN", reason)
    assert withheld_for("marketing", consent_states(consents)) == expected
