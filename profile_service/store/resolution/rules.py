"""The identity rules that were applied to the graph, and how far their application got."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from profile_service.domain.values.errors import StoreRejected
from profile_service.store.engine.store import Ask, WriteTransaction


class ApplicationPhase(Enum):
    """The two walks over all records, and the end. All are folded before the first is resolved, so that each is
    resolved with what its neighbours really hold."""

    FOLD = "fold"
    RESOLVE = "resolve"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Application:
    """Rules that were put in force. `cursor`: the key of the record that the step came to; `walked`: how many records
    both walks have passed; `reason`: what the actor gave as such."""

    digest: str
    text: str
    applied_at: str
    actor: str
    step: ApplicationPhase
    cursor: str
    walked: int
    finished_at: str | None
    reason: str = ""


_TEXT = """
MATCH (r:Rules {name: $digest})
RETURN r.text AS text
"""


async def text(tx: WriteTransaction, digest: str) -> str:
    """The rules' YAML text. Raises StoreRejected where the store has lost it."""
    rows = await tx.run(_TEXT, digest=digest)
    if not rows:
        raise StoreRejected("the store no longer holds the identity rules in force; apply them again")
    return str(rows[0]["text"])


_FIELDS = """
RETURN r.name AS digest, r.text AS text, r.applied_at AS applied_at, r.actor AS actor,
  r.reason AS reason, r.step AS step, r.cursor AS cursor, r.walked AS walked, r.finished_at AS finished_at
"""
_IN_FORCE = f"""
MATCH (lock:Lock {{name: 'write'}})
MATCH (r:Rules {{name: lock.rules}})
{_FIELDS}
"""


async def in_force(ask: Ask) -> Application | None:
    """None where no rules were ever applied, so that those of the package count."""
    rows = await ask(_IN_FORCE)
    return _application(rows[0]) if rows else None


_ONE = f"""
MATCH (r:Rules {{name: $digest}})
{_FIELDS}
"""


async def one(tx: WriteTransaction, digest: str) -> Application | None:
    """Rules that were applied, in force or not; None where they never were."""
    rows = await tx.run(_ONE, digest=digest)
    return _application(rows[0]) if rows else None


_ENACT = f"""
MERGE (r:Rules {{name: $digest}})
SET r += $properties
WITH r
MATCH (lock:Lock {{name: 'write'}})
SET lock.rules = r.name
{_FIELDS}
"""


async def enact(tx: WriteTransaction, digest: str, text: str, by: tuple[str, str], now: str) -> Application:
    """Put rules in force: from the next transaction on every writer resolves by them. Their application starts.
    `by`: the actor and the reason."""
    actor, reason = by
    properties = {
        "text": text,
        "applied_at": now,
        "actor": actor,
        "reason": reason or None,
        "step": ApplicationPhase.FOLD.value,
        "cursor": "",
        "walked": 0,
        "finished_at": None,
    }
    return _application((await tx.run(_ENACT, digest=digest, properties=properties))[0])


_ADVANCE = f"""
MATCH (r:Rules {{name: $digest}})
SET r.cursor = $cursor, r.walked = r.walked + $walked
{_FIELDS}
"""


async def advance(tx: WriteTransaction, digest: str, keys: list[str]) -> Application:
    """Note that these records were walked."""
    rows = await tx.run(_ADVANCE, digest=digest, cursor=keys[-1], walked=len(keys))
    return _application(rows[0])


_ENTER = f"""
MATCH (r:Rules {{name: $digest}})
SET r.step = $step, r.cursor = '', r.finished_at = $finished_at
{_FIELDS}
"""


async def enter(tx: WriteTransaction, digest: str, step: ApplicationPhase, now: str) -> Application:
    """Begin the next step, from the first record on."""
    finished_at = now if step is ApplicationPhase.DONE else None
    return _application((await tx.run(_ENTER, digest=digest, step=step.value, finished_at=finished_at))[0])


def _application(row: Any) -> Application:
    return Application(
        digest=row["digest"],
        text=row["text"],
        applied_at=row["applied_at"],
        actor=row["actor"],
        step=ApplicationPhase(row["step"]),
        cursor=row["cursor"],
        walked=row["walked"],
        finished_at=row["finished_at"],
        reason=row["reason"] or "",
    )
