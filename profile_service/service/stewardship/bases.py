"""What a decision stands on: earlier decisions without which a record would not be in its profile."""

from collections.abc import Collection, Iterable, Mapping

from uuid_utils import uuid7

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.profile_ids import ProfilesBefore, divided_profiles, regroup
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.shared_identifiers import shared_identifiers
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution
from profile_service.store.resolution import membership_changes
from profile_service.store.resolution.connected_records import ConnectedRecords, connected_records
from profile_service.store.resolution.memberships import Membership


async def bases(execution: CommandExecution, records: Mapping[str, Membership]) -> dict[str, set[str]]:
    """Record key → the decisions (ids) each of which alone keeps the record in its profile: undone, the record would
    leave. Costs one resolution for each decision that merged something into these profiles."""
    basis: dict[str, set[str]] = {key: set() for key in records}
    rules = await rules_in_force(execution.tx)
    connected = await connected_records(execution.tx, records, (), rules.hub_cap, rules.joins)
    for decision in _joining_decisions(connected, records):
        for key in await _leaving(execution, connected, rules, decision):
            if key in basis:
                basis[key].add(decision)
    return basis


def _joining_decisions(connected: ConnectedRecords, records: Collection[str]) -> set[str]:
    same = (j for j in connected.judgements if j.active and j.verdict is Verdict.SAME and j.decision)
    return {str(j.decision) for j in same if {j.left, j.right} <= set(records)}


async def _leaving(execution: CommandExecution, connected: ConnectedRecords, rules: Rules, decision: str) -> set[str]:
    """The records that would leave their profiles without the decision."""
    remaining = list(_without(connected.judgements, decision))
    comparable = [record.comparable for record in connected.records.values()]
    clusters = partition(comparable, remaining, rules, shared_identifiers(connected.holders, rules)).clusters
    born = {key: record.created_at for key, record in connected.records.items()}
    divided = divided_profiles(clusters, connected.profiles)
    former = await membership_changes.former(execution.tx.run, divided) if divided else {}
    regrouping = regroup(clusters, ProfilesBefore(connected.profiles, born, former), lambda: str(uuid7()))
    return set(regrouping.moves)


def _without(judgements: Iterable[Judgement], decision: str) -> Iterable[Judgement]:
    return (j for j in judgements if decision != j.decision and decision not in j.stands_on)
