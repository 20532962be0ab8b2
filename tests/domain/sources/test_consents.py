"""What a person allows: a withdrawal stands until a later grant, whatever came first."""

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


def _said(
    status: ConsentStatus, at: str | None, record: str = "mail:1", channel: str = "email", evidence: str = ""
) -> Consent:
    return Consent(record, "marketing", channel, status, at, evidence)


@pytest.mark.parametrize(
    ("first", "second", "holds"),
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
def test_a_withdrawal_stands_until_a_later_grant(
    first: tuple[ConsentStatus, str | None], second: tuple[ConsentStatus, str | None], holds: ConsentStatus
) -> None:
    assert decisive_consent([_said(*first), _said(*second)]).status is holds
    assert decisive_consent([_said(*second), _said(*first)]).status is holds


def test_each_purpose_and_channel_stands_for_itself() -> None:
    shop, mail = _said(GRANTED, _OLD, "shop:1"), _said(WITHDRAWN, _NEW, "mail:1")
    text = _said(GRANTED, None, "shop:1", "sms")

    assert consent_states([text, shop, mail]) == [ConsentState(mail, (shop,)), ConsentState(text, ())]


_times = st.sampled_from([None, _OLD, _NEW])
_consents = st.builds(
    _said, st.sampled_from(ConsentStatus), _times, st.sampled_from(["a:1", "b:1"]), evidence=st.sampled_from("xy")
)


@given(st.lists(_consents, min_size=1, max_size=4))
def test_order_and_repetition_make_no_difference(said: list[Consent]) -> None:
    assert {decisive_consent(order) for order in permutations(said)} == {decisive_consent(said)}
    assert (
        decisive_consent([*said, *said]) == decisive_consent([decisive_consent(said), *said]) == decisive_consent(said)
    )


@given(st.lists(_consents, min_size=1, max_size=6))
def test_granted_only_by_a_grant_after_every_withdrawal(said: list[Consent]) -> None:
    grants = [each.at or "" for each in said if each.status is GRANTED]
    withdrawals = [each.at or "9999" for each in said if each.status is WITHDRAWN]

    assert (decisive_consent(said).status is GRANTED) == (not withdrawals or max(grants, default="") > max(withdrawals))
