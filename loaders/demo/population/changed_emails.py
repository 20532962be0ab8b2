"""Customers of the shop who changed their e-mail in the middle of the year."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

from loaders.demo.population.activities import Activity
from loaders.demo.population.people import TruePerson

EMAIL_CHANGE = datetime(2017, 7, 1, tzinfo=UTC)
"""Until then they used the former e-mail, from then on the present one."""


def former_emails(people: Sequence[TruePerson], activities: Sequence[Activity], seed: int) -> Mapping[str, str]:
    """Person id → former e-mail, of a few of those who ordered both before and after the change."""
    before = {a.person.id for a in activities if a.kind == "order" and a.at < EMAIL_CHANGE}
    after = {a.person.id for a in activities if a.kind == "order" and a.at >= EMAIL_CHANGE}
    candidates = [p for p in people if p.id in before & after and not p.role]
    # A handle is nobody else's.
    return {
        p.id: f"{p.handle.removeprefix('@')}@before.example.org"
        for p in candidates
        if Random(f"{seed}:changed email:{p.id}").random() < 0.15
    }
