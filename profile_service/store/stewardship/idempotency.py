"""What was answered to a steward's order, kept with what it did, so that the same order is never carried out twice."""

from dataclasses import dataclass

import orjson

from profile_service.domain.stewardship.commands import Effect
from profile_service.store.engine.change_rows import change_of, change_values
from profile_service.store.engine.store import WriteTransaction


@dataclass(frozen=True, slots=True)
class Answer:
    """`digest`: of what was ordered."""

    digest: str
    effect: Effect


_FIND = """
MATCH (a:Answer {key: $key})
RETURN a.digest AS digest, a.effect AS effect
"""
_KEEP = """
CREATE (:Answer {key: $key, digest: $digest, effect: $effect, at: $at})
"""


async def find(tx: WriteTransaction, key: str) -> Answer | None:
    rows = await tx.run(_FIND, key=key)
    return Answer(rows[0]["digest"], _read(rows[0]["effect"])) if rows else None


async def keep(tx: WriteTransaction, key: str, answer: Answer, at: str) -> None:
    await tx.run(_KEEP, key=key, digest=answer.digest, effect=_written(answer.effect), at=at)


def _written(effect: Effect) -> str:
    changes = [change_values(change) for change in effect.changes]
    told = {"profiles": effect.profiles, "changes": changes, "judgements": effect.judgements}
    return orjson.dumps(told).decode()


def _read(text: str) -> Effect:
    told = orjson.loads(text)
    changes = tuple(change_of(*entry) for entry in told["changes"])
    return Effect(tuple(told["profiles"]), changes, tuple(told["judgements"]))
