"""Consent: what a person allowed, for which purpose, through which channel, since when, and how that is known."""

from dataclasses import dataclass
from enum import Enum


class ConsentStatus(Enum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """What one source says that a record's person allowed.

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
