"""How a write transaction begins and ends: one statement takes the turn, and one leaves what was done.

Both stand for several, for each statement costs a batch a round trip (docs/decisions/batch-size.md).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from profile_service.domain.stewardship.changes import Change
from profile_service.domain.values.times import utc_now
from profile_service.store.engine.change_rows import KEEP_CHANGES, Cause, changes_row


class Ownership(NamedTuple):
    """A load run, and the process that must own it."""

    run: str
    owner: str


_LOCK = """
MERGE (lock:Lock {name: 'write'})
SET lock.taken = coalesce(lock.taken, 0) + 1
"""
_TAKE = f"""
{_LOCK}
RETURN coalesce(lock.seq, 0) AS seq, lock.rules AS rules, null AS run
"""
# The run is read after the lock is written, and so after the writer before has committed.
_TAKE_FOR_RUN = f"""
{_LOCK}
WITH lock
OPTIONAL MATCH (l:LoadRun {{id: $run, owner: $owner}})
RETURN coalesce(lock.seq, 0) AS seq, lock.rules AS rules, properties(l) AS run
"""
_TELL_RUN = """
MATCH (l:LoadRun {id: $run})
SET l += $told
"""
_TELL_RUN_AND_KEEP_CHANGES = f"{_TELL_RUN}WITH l{KEEP_CHANGES}"


def taking(owned: Ownership | None) -> tuple[str, dict[str, Any]]:
    """The statement that waits until no other writer is at work, with its parameters. Its one row holds the number of
    the latest change, the digest of the rules in force, and the properties of the run, null where it is not owned."""
    return (_TAKE_FOR_RUN, owned._asdict()) if owned else (_TAKE, {})


def leaving(
    changes: Sequence[Change], seq: int, cause: Cause, owned: Ownership | None, told: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """The statement that keeps the changes, and says on the run how far it is; None where there is nothing to keep."""
    on_run = {"run": owned.run, "told": told} if owned and told else {}
    if not changes:
        return (_TELL_RUN, on_run) if on_run else None
    kept = changes_row(changes, seq, utc_now(), cause)
    return (_TELL_RUN_AND_KEEP_CHANGES, on_run | kept) if on_run else (KEEP_CHANGES, kept)
