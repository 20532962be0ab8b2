"""The identity rules that were applied to the graph, and how far their application has got."""

from dataclasses import dataclass, field
from enum import Enum

from profile_service.domain.values.errors import StoreRejected
from profile_service.store.engine.change_rows import Cause
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Read, Row, WriteTransaction


class ApplicationPhase(Enum):
    """The two passes over all records, and the end. All records get their canonical claims before the first one is
    resolved, so that each is resolved with the claims that its neighbours have by the new rules."""

    CANONICAL = "fold"
    RESOLVE = "resolve"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Application:
    """The application of rules that were put in force. `text`: the rules as YAML; `cursor`: the key of the last record
    that the step has passed; `walked`: how many records both passes have passed so far; `reason`: that of the actor;
    `decision`: the id of theirs; `version_base`: of rules in force, what is added to stored versions."""

    digest: str
    text: str
    applied_at: str
    actor: str
    step: ApplicationPhase
    cursor: str
    walked: int
    finished_at: str | None
    reason: str = ""
    decision: str = field(default="", compare=False)
    version_base: int = field(default=0, compare=False)


_TEXT = """
MATCH (r:Rules {name: $digest})
RETURN r.text AS text
"""


async def text(read: Read, digest: str) -> str:
    """The YAML text of the rules. Raises StoreRejected where it is missing."""
    rows = await read(_TEXT, digest=digest)
    if not rows:
        raise StoreRejected("the store no longer holds the identity rules in force; apply them again")
    return str(rows[0]["text"])


_COLUMNS = {
    "digest": "r.name",
    "text": "r.text",
    "applied_at": "r.applied_at",
    "actor": "r.actor",
    "step": "r.step",
    "cursor": "r.cursor",
    "walked": "r.walked",
    "finished_at": "r.finished_at",
    "reason": "coalesce(r.reason, '')",
    "decision": "coalesce(r.decision, '')",
}
_IN_FORCE = f"""
MATCH (lock:Lock {{name: 'write'}})
MATCH (r:Rules {{name: lock.rules}})
RETURN {as_return(_COLUMNS)}, coalesce(lock.version_base, 0) AS version_base
"""


async def in_force(read: Read) -> Application | None:
    """The rules in force; None where no rules were ever applied, so that those of the package are in force."""
    rows = await read(_IN_FORCE)
    return _application(rows[0]) if rows else None


_ONE = f"""
MATCH (r:Rules {{name: $digest}})
RETURN {as_return(_COLUMNS)}
"""


async def one(tx: WriteTransaction, digest: str) -> Application | None:
    """The application of these rules, in force or not; None where they were never applied."""
    rows = await tx.run(_ONE, digest=digest)
    return _application(rows[0]) if rows else None


_ENACT = f"""
MERGE (r:Rules {{name: $digest}})
SET r += $properties
WITH r
MATCH (lock:Lock {{name: 'write'}})
SET lock.rules = r.name, lock.version_base = coalesce(lock.version_base, 0) + $step
RETURN {as_return(_COLUMNS)}
"""


_LATEST_VERSION = """
MATCH (p:Profile)
RETURN coalesce(max(p.version), 0) AS version
"""
# A reader that still reads by the rules before counts on for some seconds: no version may come twice.
_VERSIONS_APART = 1_000


async def enact(tx: WriteTransaction, digest: str, text: str, by: Cause, now: str) -> Application:
    """Put rules in force, and start their application: from the next transaction on every writer resolves by them, and
    every profile has a version that it never had before. `by`: the actor, the reason, and the id of the decision."""
    properties = {
        "text": text,
        "applied_at": now,
        "actor": by.actor,
        "reason": by.reason or None,
        "decision": by.decision or None,
        "step": ApplicationPhase.CANONICAL.value,
        "cursor": "",
        "walked": 0,
        "finished_at": None,
    }
    latest = int((await tx.run(_LATEST_VERSION))[0]["version"])
    step = latest + _VERSIONS_APART
    return _application((await tx.run(_ENACT, digest=digest, properties=properties, step=step))[0])


_ADVANCE = f"""
MATCH (r:Rules {{name: $digest}})
SET r.cursor = $cursor, r.walked = r.walked + $walked
RETURN {as_return(_COLUMNS)}
"""


async def advance(tx: WriteTransaction, digest: str, keys: list[str]) -> Application:
    """Store that the step has passed these records (keys, sorted)."""
    rows = await tx.run(_ADVANCE, digest=digest, cursor=keys[-1], walked=len(keys))
    return _application(rows[0])


_ENTER = f"""
MATCH (r:Rules {{name: $digest}})
SET r.step = $step, r.cursor = '', r.finished_at = $finished_at
RETURN {as_return(_COLUMNS)}
"""


async def enter(tx: WriteTransaction, digest: str, step: ApplicationPhase, now: str) -> Application:
    """Begin a step, at the first record."""
    finished_at = now if step is ApplicationPhase.DONE else None
    return _application((await tx.run(_ENTER, digest=digest, step=step.value, finished_at=finished_at))[0])


def _application(row: Row) -> Application:
    return Application(**row.data() | {"step": ApplicationPhase(row["step"])})
