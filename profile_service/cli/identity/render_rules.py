"""The rules in force and how far their application is, for people and programs."""

from collections.abc import Iterator
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.domain.values.quantities import counted
from profile_service.store.resolution.rules import Application, ApplicationPhase


def application_lines(applied: Application | None, records: int) -> Iterator[str]:
    """Which rules are in force, by whom, why and since when, and whether all records were resolved by them."""
    if applied is None:
        yield "The rules of the package are in force; none were ever applied."
        return
    because = f", because: {applied.reason.rstrip('.')}" if applied.reason else ""
    yield f"Rules {applied.digest}, applied {to_the_second(applied.applied_at)} by {applied.actor}{because}."
    if applied.decision:
        yield f"Decision: {applied.decision}"
    if applied.step is ApplicationPhase.DONE:
        yield f"All records were resolved by them at {to_the_second(applied.finished_at)}."
        return
    yield f"Not finished: {_resolved(applied, records)} of {counted(records, 'record')} are resolved by them."
    yield "If no process is applying them, run `profile-service identity rules apply` to continue."


def application_data(applied: Application | None, records: int) -> dict[str, Any]:
    if applied is None:
        return {"digest": None, "appliedAt": None, "actor": None, "state": "packaged", "finishedAt": None}
    return {
        "digest": applied.digest,
        "appliedAt": applied.applied_at,
        "actor": applied.actor,
        "reason": applied.reason or None,
        "decision": applied.decision or None,
        "state": "finished" if applied.step is ApplicationPhase.DONE else "applying",
        "finishedAt": applied.finished_at,
        "records": records,
        "walked": applied.walked,
    }


def _resolved(applied: Application, records: int) -> int:
    """How many records the second walk has passed."""
    return max(0, applied.walked - records) if applied.step is ApplicationPhase.RESOLVE else 0
