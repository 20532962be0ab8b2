"""The answers to stewards' commands, stored together with their effects, so that no command is carried out twice."""

from dataclasses import dataclass

import orjson

from profile_service.domain.resolution.contradictions import Contradiction, ContradictionKind
from profile_service.domain.stewardship.commands import Effect
from profile_service.domain.values.errors import Conflict
from profile_service.store.engine.change_rows import change_of, change_values
from profile_service.store.engine.store import WriteTransaction


@dataclass(frozen=True, slots=True)
class Answer:
    """`digest`: of the command's parameters; `effect`: what the command did."""

    digest: str
    effect: Effect

    def to(self, digest: str) -> Effect:
        """The effect of the command that has this digest. Raises Conflict where the answer is another command's."""
        if self.digest != digest:
            raise Conflict("the idempotency key was used for another command; take a new key for each command")
        return self.effect


NO_EFFECT = Effect((), ())
"""The effect in the answer to a command whose effect is stored elsewhere: on the rules that it applied, or on the load
run that it took back."""

_FIND = """
MATCH (a:Answer {key: $key})
RETURN a.digest AS digest, a.effect AS effect
"""


async def find(tx: WriteTransaction, key: str) -> Answer | None:
    """The answer to the command with this idempotency key; None where there was no such command."""
    rows = await tx.run(_FIND, key=key)
    return Answer(rows[0]["digest"], _effect_of(rows[0]["effect"])) if rows else None


_KEEP = """
CREATE (:Answer {key: $key, digest: $digest, effect: $effect, at: $at})
"""


async def keep(tx: WriteTransaction, key: str, answer: Answer, at: str) -> None:
    await tx.run(_KEEP, key=key, digest=answer.digest, effect=_effect_text(answer.effect), at=at)


def _effect_text(effect: Effect) -> str:
    fields = {
        "profiles": effect.profiles,
        "changes": [change_values(change) for change in effect.changes],
        "judgements": effect.judgements,
        "decision": effect.decision,
        "contradictions": [[c.kind.value, c.left, c.right, c.left_value, c.right_value] for c in effect.contradictions],
    }
    return orjson.dumps(fields).decode()


def _effect_of(text: str) -> Effect:
    fields = orjson.loads(text)
    return Effect(
        profiles=tuple(fields["profiles"]),
        changes=tuple(change_of(values) for values in fields["changes"]),
        judgements=tuple(fields["judgements"]),
        decision=fields.get("decision", ""),
        contradictions=tuple(
            Contradiction(ContradictionKind(kind), *values) for kind, *values in fields.get("contradictions", ())
        ),
    )
