"""Consent as a limit of what a view shows: of somebody who withdrew it, a view for that purpose shows nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.sources.consents import ConsentState, ConsentStatus

CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a view shows nothing of a customer: a code for programs, and a sentence for people."""

    code: str
    reason: str


def withheld_for(purpose: str, states: Iterable[ConsentState]) -> Withheld | None:
    """Why nothing is shown for the purpose; None where something may be.

    A withdrawal in one channel leaves the others as they are: while one is granted, there is something to show. Consent
    that was not granted is no withdrawal: the person may never have been asked, so that asking them stays possible.
    """
    decisive = [state.decisive for state in states if state.decisive.purpose == purpose]
    if any(consent.status is ConsentStatus.GRANTED for consent in decisive):
        return None
    withdrawn = [consent for consent in decisive if consent.status is ConsentStatus.WITHDRAWN]
    if not withdrawn:
        return None
    latest = max(withdrawn, key=lambda consent: (consent.at or "", consent.channel))
    when = f" on {latest.at[:10]}" if latest.at else ""
    return Withheld(CONSENT_WITHDRAWN, f"consent to {purpose} by {latest.channel} was withdrawn{when}")
