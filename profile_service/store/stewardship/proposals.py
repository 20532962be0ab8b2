"""Marks of proposed merges that wait: of decisions whose MAYBE judgements nobody has answered yet."""

from collections.abc import Iterable

from profile_service.domain.stewardship.decisions import DecisionKind
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution.judgements import left_of

# By the decisions of the judgements, for another decision may have ended a part of a proposal, or undone its end.
_MARK = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.left})-[j:MAYBE_SAME_AS {id: row.id}]->(:SourceRecord)
WITH DISTINCT j.decision AS id
MATCH (d:Decision {id: id})
WHERE d.kind = $kind
UNWIND d.records AS key
MATCH (r:SourceRecord {key: key})
WITH d, [(r)-[j:MAYBE_SAME_AS]->(:SourceRecord) WHERE j.decision = d.id AND j.retracted_at IS NULL | j.id] AS open
WITH d, sum(size(open)) AS unanswered
SET d.proposed = CASE WHEN unanswered > 0 THEN d.at ELSE null END
"""


async def mark_waiting(tx: WriteTransaction, judgements: Iterable[str]) -> None:
    """Mark the proposals whose judgements (ids) were made, retracted or restored: as waiting where one of a proposal's
    judgements holds, and else as answered."""
    rows = [{"id": id, "left": left_of(id)} for id in sorted(judgements)]
    if rows:
        await tx.run(_MARK, rows=rows, kind=DecisionKind.PROPOSE.value)
