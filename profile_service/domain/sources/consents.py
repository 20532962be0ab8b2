"""Consent: what a person allows, for which purpose and through which channel, since when, and on which evidence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class ConsentStatus(Enum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """One source's statement of what a record's person allows.

    `record`: the record's key. `purpose`: `marketing`, `profiling`… `channel`: `email`, `sms`, `phone`, `whatsapp`,
    `post`… `at`: the source's own time of it (fixed-width UTC text), None where it gives none. `evidence`: the source's
    own column and value on which it is based, without personal data.
    """

    record: str
    purpose: str
    channel: str
    status: ConsentStatus
    at: str | None
    evidence: str

    @property
    def source(self) -> str:
        return self.record.partition(":")[0]


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The state of a person's consent to one purpose and one channel: the decisive statement, and those that it
    overrules."""

    decisive: Consent
    overruled: tuple[Consent, ...]


def decisive_consent(statements: Iterable[Consent]) -> Consent:
    """The statement that prevails among those about one purpose and channel, whatever their order.

    A withdrawal holds until a grant with a later time, and wins over a grant of the same time. A grant without a time
    never overrules a withdrawal, and no grant overrules a withdrawal without a time.
    """
    return max(statements, key=_precedence)


def consent_states(statements: Iterable[Consent]) -> list[ConsentState]:
    """The state of consent for each purpose and channel, sorted by these."""
    by_use: dict[tuple[str, str], set[Consent]] = defaultdict(set)
    for consent in statements:
        by_use[consent.purpose, consent.channel].add(consent)
    return [_state(consents) for _, consents in sorted(by_use.items())]


def _state(consents: Iterable[Consent]) -> ConsentState:
    first, *others = sorted(consents, key=_precedence, reverse=True)
    return ConsentState(first, tuple(other for other in others if other.status is not first.status))


def _precedence(consent: Consent) -> tuple[int, str, bool, str, str]:
    """Sorts the decisive statement last. Evidence and record settle ties, so that the order of loading does not."""
    is_withdrawal = consent.status is ConsentStatus.WITHDRAWN
    rank = 1 if consent.at else 2 if is_withdrawal else 0
    return rank, consent.at or "", is_withdrawal, consent.evidence, consent.record
