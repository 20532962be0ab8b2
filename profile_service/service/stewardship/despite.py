"""Contradictions between profiles that a steward merges: they are named, and the steward says despite which."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import combinations

from profile_service.domain.resolution.contradictions import (
    CLAUSES,
    Contradiction,
    ContradictionKind,
    contradictions_between,
)
from profile_service.domain.values.errors import Contradicted
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.resolution.memberships import Membership
from profile_service.store.resolution.stored_records import stored_records


async def note_contradictions(execution: CommandExecution, records: Mapping[str, Membership]) -> list[str]:
    """Note the contradictions between the profiles of these records on the execution, of each kind one; the kinds as
    clauses, without personal data."""
    rules = await rules_in_force(execution.tx)
    profiles = defaultdict(list)
    for record in await stored_records(execution.tx.run, records):
        profiles[record.profile].append(record.comparable)
    by_kind: dict[ContradictionKind, Contradiction] = {}
    for left, right in combinations((profiles[id] for id in sorted(profiles)), 2):
        for contradiction in contradictions_between(left, right, rules):
            before = by_kind.get(contradiction.kind)
            more = contradiction.more + (before.more + 1 if before else 0)
            by_kind[contradiction.kind] = replace(before or contradiction, more=more)
    execution.contradictions.extend(by_kind[kind] for kind in ContradictionKind if kind in by_kind)
    return [CLAUSES[contradiction.kind] for contradiction in execution.contradictions]


def refuse_contradicted(execution: CommandExecution, despite: Collection[ContradictionKind]) -> None:
    """Raises Contradicted where a contradiction is not among those despite which the steward merges; a dry run only
    shows them."""
    kinds = [contradiction.kind for contradiction in execution.contradictions]
    if execution.command.dry_run or all(kind in despite for kind in kinds):
        return
    names = [kind.name for kind in kinds]
    raise Contradicted(
        f"the profiles contradict each other: {', and '.join(CLAUSES[kind] for kind in kinds)}; "
        f"to merge them all the same, say despite {', '.join(names)}",
        {"contradictions": names},
    )
