"""The answers to steward commands, each kept in the transaction of its command, so that none is executed twice."""

from dataclasses import dataclass

import orjson

from profile_service.domain.stewardship.commands import Effect
from profile_service.domain.values.errors import Conflict
from profile_service.store.engine.change_rows import read, written
from profile_service.store.engine.store import WriteTransaction


@dataclass(frozen=True, slots=True)
class Answer:
    """`digest`: of the command."""

    digest: str
    effect: Effect

    def to(self, digest: str) -> Effect:
        """The effect of the command that has this digest. Raises Conflict where the answer is another command's."""
        if self.digest != digest:
            raise Conflict("the idempotency key was used for another command; take a new key for each command")
        return self.effect


NO_EFFECT = Effect((), ())
"""Stands in the answer to a command whose answer is kept elsewhere: on the rules that it applied, on the load run that
it took back."""

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
    changes = [written(change) for change in effect.changes]
    told = {"profiles": effect.profiles, "changes": changes, "judgements": effect.judgements}
    return orjson.dumps(told).decode()


def _read(text: str) -> Effect:
    told = orjson.loads(text)
    changes = tuple(read(*entry) for entry in told["changes"])
    return Effect(tuple(told["profiles"]), changes, tuple(told["judgements"]))
