"""Consent: a withdrawal holds until a later grant, whatever the order of loading."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.sources.consents import (
    Consent,
    ConsentState,
    ConsentStatus,
    consent_states,
    decisive_consent,
)

GRANTED, WITHDRAWN = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN
_OLD, _NEW = "2026-01-01T00:00:00.000000Z", "2026-02-01T00:00:00.000000Z"


def _consent(
    status: ConsentStatus, at: str | None, record: str = "mail:1", channel: str = "email", evidence: str = ""
) -> Consent:
    return Consent(record, "marketing", channel, status, at, evidence)


@pytest.mark.parametrize(
    ("first", "second", "prevailing"),
    [
        ((WITHDRAWN, _OLD), (GRANTED, _NEW), GRANTED),
        ((WITHDRAWN, _NEW), (GRANTED, _OLD), WITHDRAWN),
        ((WITHDRAWN, _NEW), (GRANTED, _NEW), WITHDRAWN),
        ((WITHDRAWN, _OLD), (GRANTED, None), WITHDRAWN),
        ((WITHDRAWN, None), (GRANTED, _NEW), WITHDRAWN),
        ((WITHDRAWN, None), (GRANTED, None), WITHDRAWN),
        ((GRANTED, None), (GRANTED, _OLD), GRANTED),
    ],
)
def test_withdrawal_holds_until_later_grant(
    first: tuple[ConsentStatus, str | None], second: tuple[ConsentStatus, str | None], prevailing: ConsentStatus
) -> None:
    assert decisive_consent([_consent(*first), _consent(*second)]).status is prevailing
    assert decisive_consent([_consent(*second), _consent(*first)]).status is prevailing


def test_purposes_and_channels_are_independent() -> None:
    shop, mail = _consent(GRANTED, _OLD, "shop:1"), _consent(WITHDRAWN, _NEW, "mail:1")
    text = _consent(GRANTED, None, "shop:1", "sms")

    assert consent_states([text, shop, mail]) == [ConsentState(mail, (shop,)), ConsentState(text, ())]


_times = st.sampled_from([None, _OLD, _NEW])
_consents = st.builds(
    _consent, st.sampled_from(ConsentStatus), _times, st.sampled_from(["a:1", "b:1"]), evidence=st.sampled_from("xy")
)


@given(st.lists(_consents, min_size=1, max_size=4))
def test_order_and_repetition_change_nothing(consents: list[Consent]) -> None:
    assert {decisive_consent(permutation) for permutation in permutations(consents)} == {decisive_consent(consents)}
    assert (
        decisive_consent([*consents, *consents])
        == decisive_consent([decisive_consent(consents), *consents])
        == decisive_consent(consents)
    )


@given(st.lists(_consents, min_size=1, max_size=6))
def test_grant_must_follow_every_withdrawal(consents: list[Consent]) -> None:
    grants = [consent.at or "" for consent in consents if consent.status is GRANTED]
    withdrawals = [consent.at or "9999" for consent in consents if consent.status is WITHDRAWN]

    assert (decisive_consent(consents).status is GRANTED) == (
        not withdrawals or max(grants, default="") > max(withdrawals)
    )
