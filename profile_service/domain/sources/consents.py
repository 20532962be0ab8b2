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
    `post`… `at`: the source's own time of it (fixed-width UTC text), None where it tells none. `evidence`: how the
    source knows, in its own words and without personal data: the column and the value.
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

    A withdrawal stands until a grant with a later time. At the same time it wins; a grant without a time never
    overrules it, and where the withdrawal itself has no time, nothing is known to be later.
    """
    return max(statements, key=_weight)


def consent_states(statements: Iterable[Consent]) -> list[ConsentState]:
    """The state of consent for each purpose and channel, sorted by these."""
    by_use: dict[tuple[str, str], set[Consent]] = defaultdict(set)
    for each in statements:
        by_use[each.purpose, each.channel].add(each)
    return [_state(kin) for _, kin in sorted(by_use.items())]


def _state(kin: Iterable[Consent]) -> ConsentState:
    first, *others = sorted(kin, key=_weight, reverse=True)
    return ConsentState(first, tuple(each for each in others if each.status is not first.status))


def _weight(consent: Consent) -> tuple[int, str, bool, str, str]:
    withdrawn = consent.status is ConsentStatus.WITHDRAWN
    known = 1 if consent.at else 2 if withdrawn else 0
    return known, consent.at or "", withdrawn, consent.evidence, consent.record
