"""Consent: what is allowed, for which purpose and through which channel, since when, and on which evidence.

A statement is about a person, or about an address: a mail tool knows an e-mail address and nobody behind it. What is
stated about an address holds for everybody who holds it (docs/decisions/consent.md).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import days_later

ADDRESS_TYPES = {"email": "email", "sms": "phone", "phone": "phone", "whatsapp": "phone"}
"""Channel → the type of the identifiers to which messages in it go."""


class ConsentStatus(Enum):
    GRANTED = "granted"
    NOT_GRANTED = "not_granted"
    WITHDRAWN = "withdrawn"


class Consent(NamedTuple):
    """One source's statement of what a record's person allows, or of what is allowed at an address.

    `record`: the record's key. `purpose`: `marketing`, `profiling`… `channel`: `email`, `sms`, `phone`, `whatsapp`,
    `post`… `at`: the source's own time of it (fixed-width UTC text), None where it gives none. `evidence`: the source's
    own column and value on which it is based, without personal data. `address`: the e-mail address or the number that
    it is about; None where it is about the person. A tuple, because a load makes and compares some for every record.
    """

    record: str
    purpose: str
    channel: str
    status: ConsentStatus
    at: str | None
    evidence: str
    address: Identifier | None = None

    @property
    def source(self) -> str:
        return self.record.partition(":")[0]


_BY_RESTRICTION = tuple(ConsentStatus)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The state of a person's consent to one purpose and one channel: the decisive statement, and those that it
    overrules."""

    decisive: Consent
    overruled: tuple[Consent, ...]


def decisive_consent(statements: Iterable[Consent]) -> Consent:
    """The statement that prevails among those about one purpose and channel, whatever their order.

    A withdrawal holds until a grant with a later time, and wins over a grant of the same time. A grant without a time
    never overrules a withdrawal or a no, and no grant overrules a withdrawal without a time. A no without a time, of
    somebody who may never have been asked, holds until any grant with a time.
    """
    return max(statements, key=_precedence)


def consent_states(statements: Iterable[Consent]) -> list[ConsentState]:
    """The state of one customer's consent for each purpose and channel, sorted by these.

    The statements: those about the person, and those about the addresses that they hold.
    """
    by_use: dict[tuple[str, str], set[Consent]] = defaultdict(set)
    for consent in statements:
        by_use[consent.purpose, consent.channel].add(consent)
    return [_state(consents) for _, consents in sorted(by_use.items())]


def former_consents(statements: Iterable[Consent]) -> list[Consent]:
    """Of statements about addresses that somebody held before the decisive one for each purpose, channel and address,
    sorted by these. They say nothing of the addresses that they hold now."""
    by_use: dict[tuple[str, str, Identifier], list[Consent]] = defaultdict(list)
    for consent in statements:
        if consent.address is not None:
            by_use[consent.purpose, consent.channel, consent.address].append(consent)
    return [decisive_consent(consents) for _, consents in sorted(by_use.items())]


def credible(consent: Consent, now: str) -> Consent:
    """The statement as it can be kept at a moment (fixed-width UTC text): a grant of a time still to come, by more than
    zones and clocks explain, loses it, for a wrong year must not outlive every withdrawal."""
    if consent.status is ConsentStatus.GRANTED and consent.at and consent.at > days_later(now, 1):
        return consent._replace(at=None)
    return consent


def _state(consents: set[Consent]) -> ConsentState:
    """Each address is decided for itself; the most restrictive decision is shown, for nobody says which address of the
    person a message will go to."""
    personal = [consent for consent in consents if consent.address is None]
    addressed: dict[Identifier, list[Consent]] = defaultdict(list)
    for consent in consents:
        if consent.address is not None:
            addressed[consent.address].append(consent)
    decisions = [decisive_consent([*personal, *about]) for about in addressed.values()] or [decisive_consent(personal)]
    decisive = max(decisions, key=lambda decision: (_restriction(decision), _precedence(decision)))
    others = sorted(consents - {decisive}, key=_precedence, reverse=True)
    return ConsentState(decisive, tuple(other for other in others if other.status is not decisive.status))


def _precedence(consent: Consent) -> tuple[int, str, int, str, str, Identifier]:
    """Sorts the decisive statement last. Evidence, record and address settle ties, so that the order of loading does
    not."""
    restriction = _restriction(consent)
    rank = 2 if consent.at else (0, 1, 3)[restriction]
    return rank, consent.at or "", restriction, consent.evidence, consent.record, consent.address or Identifier("", "")


def _restriction(consent: Consent) -> int:
    """From 0, granted, to 2, withdrawn."""
    return _BY_RESTRICTION.index(consent.status)
