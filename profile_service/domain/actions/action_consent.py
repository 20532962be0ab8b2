"""Consent to next actions: whether the customer allowed an action, and in which channel."""

from collections.abc import Iterable

from profile_service.domain.actions.action_rules import ActionRule
from profile_service.domain.sources.consents import Consent, ConsentStatus

OUTBOUND_CHANNELS = frozenset({"email", "sms", "phone", "whatsapp", "messenger", "post", "mail", "push"})
"""Channels in which the retailer turns to the customer, so that the consent must be for that very channel."""


def permission(rule: ActionRule, channel: str | None, consents: Iterable[Consent]) -> tuple[bool, str | None]:
    """Whether a rule's action is allowed, and where. Without a channel it takes one that the customer consented to."""
    if not rule.needs_consent:
        return True, channel
    consented = _consented_channels(rule.purpose, consents)
    if channel is None:
        return bool(consented), next(iter(consented), None)
    return (channel in consented if channel in OUTBOUND_CHANNELS else bool(consented)), channel


def _consented_channels(purpose: str, consents: Iterable[Consent]) -> list[str]:
    """The channels for which a purpose is allowed and no statement says otherwise, sorted."""
    of_purpose = [consent for consent in consents if consent.purpose == purpose]
    refused = {consent.channel for consent in of_purpose if consent.status is not ConsentStatus.GRANTED}
    return sorted({consent.channel for consent in of_purpose} - refused)
