"""Consent: a withdrawal holds until a later grant, whatever the order of loading, and for whom it is about."""

from collections import defaultdict
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.sources.consents import (
    Consent,
    ConsentState,
    ConsentStatus,
    consent_states,
    credible,
    decisive_consent,
)
from profile_service.domain.values.identifiers import Identifier

GRANTED, NOT_GRANTED, WITHDRAWN = ConsentStatus
_WORK, _HOME = Identifier("email", "ann@work.example"), Identifier("email", "ann@home.example")
_OLD, _NEW = "2026-01-01T00:00:00.000000Z", "2026-02-01T00:00:00.000000Z"


def _consent(
    status: ConsentStatus,
    at: str | None,
    record: str = "mail:1",
    channel: str = "email",
    *,
    evidence: str = "",
    address: Identifier | None = None,
) -> Consent:
    return Consent(record, "marketing", channel, status, at, evidence, address)


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
        ((NOT_GRANTED, None), (GRANTED, None), NOT_GRANTED),
        ((NOT_GRANTED, None), (GRANTED, _OLD), GRANTED),
        ((NOT_GRANTED, None), (WITHDRAWN, _OLD), WITHDRAWN),
        ((NOT_GRANTED, _NEW), (GRANTED, _OLD), NOT_GRANTED),
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


@pytest.mark.parametrize(
    ("statements", "decisive"),
    [
        ([_consent(GRANTED, None), _consent(WITHDRAWN, _OLD, address=_HOME)], 1),
        ([_consent(GRANTED, _NEW), _consent(WITHDRAWN, _OLD, address=_HOME)], 0),
        ([_consent(GRANTED, _NEW, address=_WORK), _consent(WITHDRAWN, _OLD, address=_HOME)], 1),
        ([_consent(WITHDRAWN, _NEW), _consent(GRANTED, _OLD, address=_WORK)], 0),
        ([_consent(NOT_GRANTED, None), _consent(GRANTED, _OLD, address=_WORK)], 1),
    ],
    ids=[
        "a yes without a time",
        "the person's later yes",
        "a later yes for another address",
        "the person left",
        "a plain no before",
    ],
)
def test_an_address_is_decided_for_itself(statements: list[Consent], decisive: int) -> None:
    (state,) = consent_states(statements)
    assert state == ConsentState(statements[decisive], (statements[1 - decisive],))


_times = st.sampled_from([None, _OLD, _NEW])
_consents = st.builds(
    _consent,
    st.sampled_from(ConsentStatus),
    _times,
    st.sampled_from(["a:1", "b:1"]),
    st.sampled_from(["email", "sms"]),
    evidence=st.sampled_from("xy"),
    address=st.sampled_from([None, _WORK, _HOME]),
)


@given(st.lists(_consents, min_size=1, max_size=4))
def test_order_and_repetition_change_nothing(drawn: list[Consent]) -> None:
    consents = [consent._replace(channel="email") for consent in drawn]
    assert {decisive_consent(permutation) for permutation in permutations(consents)} == {decisive_consent(consents)}
    assert (
        decisive_consent([*consents, *consents])
        == decisive_consent([decisive_consent(consents), *consents])
        == decisive_consent(consents)
    )


@given(st.lists(_consents, max_size=4))
def test_states_depend_on_neither_order_nor_repetition(consents: list[Consent]) -> None:
    states = consent_states(consents)
    assert all(consent_states(permutation) == states for permutation in permutations(consents))
    assert consent_states([*consents, *consents]) == states


@given(st.lists(_consents, max_size=8))
def test_what_is_kept_decides_as_all_that_was_stated(consents: list[Consent]) -> None:
    """Of each record, channel and address the decisive statement is kept; no other one can decide."""
    by_use: dict[tuple[object, ...], list[Consent]] = defaultdict(list)
    for consent in consents:
        by_use[consent.record, consent.channel, consent.address].append(consent)
    kept = consent_states(decisive_consent(of_use) for of_use in by_use.values())
    assert [state.decisive for state in kept] == [state.decisive for state in consent_states(consents)]


@given(st.lists(_consents, min_size=1, max_size=6))
def test_grant_must_follow_every_withdrawal_and_dated_no(consents: list[Consent]) -> None:
    grants = [consent.at or "" for consent in consents if consent.status is GRANTED]
    refusals = [consent.at or "9999" for consent in consents if consent.status is WITHDRAWN]
    refusals += [consent.at or "" for consent in consents if consent.status is NOT_GRANTED]

    is_granted = bool(grants) and (not refusals or max(grants) > max(refusals))
    assert (decisive_consent(consents).status is GRANTED) == is_granted


@given(st.lists(_consents, min_size=1, max_size=6), st.sampled_from([_WORK, _HOME]))
def test_nothing_is_granted_at_an_address_that_withdrew_last(consents: list[Consent], address: Identifier) -> None:
    left = _consent(WITHDRAWN, _NEW, channel="sms", address=address)
    assert [
        state.decisive.status for state in consent_states([*consents, left]) if state.decisive.channel == "sms"
    ] == [WITHDRAWN]


def test_grant_of_a_year_to_come_outlives_no_withdrawal() -> None:
    now = "2026-03-01T00:00:00.000000Z"
    typed = credible(_consent(GRANTED, "2099-01-01T00:00:00.000000Z"), now)
    assert decisive_consent([typed, _consent(WITHDRAWN, _NEW)]).status is WITHDRAWN
    for sound in (_consent(GRANTED, _NEW), _consent(GRANTED, "2026-03-01T14:00:00.000000Z"), _consent(WITHDRAWN, None)):
        assert credible(sound, now) is sound
