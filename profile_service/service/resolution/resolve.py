"""Resolve records against the part of the graph that they touch, and regroup it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeAlias

from uuid_utils import uuid7

from profile_service.domain.resolution.partition import Obstacle, Partition
from profile_service.domain.resolution.profile_ids import ProfilesBefore, Regrouping, divided_profiles, regroup
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.shared_identifiers import shared_identifiers
from profile_service.domain.search.search_keys import domain_words
from profile_service.domain.stewardship.undo import previous_version
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.arriving_records import ArrivingRecords, ResolutionInput
from profile_service.service.resolution.profile_changes import further_changes, profile_changes
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution import contested, judgements, membership_changes
from profile_service.store.resolution.connected_records import ConnectedRecords, connected_records
from profile_service.store.search import dictionary
from profile_service.store.sources import consents, record_claims, records
from profile_service.store.sources.record_claims import RecordClaims
from profile_service.store.sources.records import RecordChange

_Mark: TypeAlias = tuple[str | None, str | None]
"""Since when an identifier is contested, and by which obstacle."""
_NO_MARK: _Mark = (None, None)


async def resolve(tx: WriteTransaction, input: ResolutionInput, now: str) -> Regrouping:
    """Write the records, the judgements and the profiles that they make; note the changes. Costs by what is
    touched, not by the graph.

    The result is decided by the records, judgements and rules alone: it is the partition that resolving the whole
    graph would give.
    """
    rules = await rules_in_force(tx)
    arriving = ArrivingRecords(input, rules, now)
    added = arriving.added_holders()
    holders = await records.keep_identifiers(tx, added)
    connected = await _connected(tx, arriving, added, holders)
    claims = arriving.stored_claims(connected.records)
    corrected = arriving.corrected_holders(connected.records, claims)
    await records.keep_identifiers(tx, corrected)
    holders = {i: count + corrected.get(i, 0) for i, count in {**connected.holders, **holders}.items()}
    result = partition(
        arriving.comparable(connected.records, claims).values(),
        (*connected.judgements, *input.judgements),
        rules,
        shared_identifiers(holders, rules),
    )
    regrouping = await _regroup(tx, result, connected)
    address_holders = await _address_holders(tx, arriving, connected)
    await _write(tx, arriving, connected, claims, regrouping)
    await judgements.write(tx, input.judgements, run=input.run)
    marked = await _mark(tx, result, connected, now)
    judged = {key for judgement in input.judgements for key in (judgement.left, judgement.right)}
    tx.changes += profile_changes(connected.profiles, regrouping, (*claims, *input.deleted))
    stayed = (marked | judged).intersection(connected.profiles) - regrouping.moves.keys()
    shown = {connected.profiles[key] for key in stayed} | address_holders
    tx.changes += further_changes(tx.changes, shown)
    return regrouping


async def _connected(
    tx: WriteTransaction,
    arriving: ArrivingRecords,
    added: Mapping[Identifier, int],
    holders: Mapping[Identifier, int],
) -> ConnectedRecords:
    """The stored records that the arriving ones may be joined with, or parted from."""
    input, rules = arriving.input, arriving.rules
    judged = {key for judgement in input.judgements for key in (judgement.left, judgement.right)}
    changed = {*arriving.changed, *arriving.extended}
    seeds = {*changed, *input.deleted, *input.revisited, *judged} - arriving.new.keys()
    # Records that change or go may be what makes an identifier shared: before, it may lead somewhere all the same.
    cap = rules.hub_cap + len(changed) + len(input.deleted)
    leading = {i.key for i, count in holders.items() if added[i] < count <= added[i] + cap and rules.joins(i)}
    return await connected_records(tx, seeds, leading, cap, rules.joins)


async def _address_holders(tx: WriteTransaction, arriving: ArrivingRecords, connected: ConnectedRecords) -> set[str]:
    """Ids of the profiles that hold an address about which a record consented that retires, comes back or goes: its
    permissions count no more, or again."""
    turning = [
        key
        for key, record in arriving.changed.items()
        if (record.version.retired_at is None) != (connected.records[key].retired_at is None)
    ]
    return await consents.address_holders(tx, [*turning, *arriving.input.deleted])


async def _regroup(tx: WriteTransaction, result: Partition, connected: ConnectedRecords) -> Regrouping:
    before = connected.profiles
    born = {key: record.created_at for key, record in connected.records.items()}
    divided = divided_profiles(result.clusters, before)
    former = await membership_changes.former(tx.run, divided) if divided else {}
    return regroup(result.clusters, ProfilesBefore(before, born, former), lambda: str(uuid7()))


async def _write(
    tx: WriteTransaction,
    arriving: ArrivingRecords,
    connected: ConnectedRecords,
    claims: Mapping[str, RecordClaims],
    regrouping: Regrouping,
) -> None:
    before, now = connected.profiles, arriving.now
    brought: dict[str, list[str]] = defaultdict(list)
    for key, profile in before.items():
        brought[profile].append(key)
    run = arriving.input.run
    changes = [
        RecordChange(record, claims[key], previous_version(connected.records[key]))
        for key, record in arriving.changed.items()
    ]
    founders = _founders(regrouping, arriving.new)
    joining = [record for record in arriving.new.values() if record.key not in founders.values()]
    await membership_changes.create(tx, regrouping.created - founders.keys(), now)
    await membership_changes.revive(tx, regrouping.revived, now)
    await records.create_with_profiles(tx, {id: arriving.new[key] for id, key in founders.items()}, run, now)
    await records.create(tx, joining, regrouping.moves, run, now)
    await record_claims.keep_history(tx, arriving.new_claims.values())
    await record_claims.keep_removals(tx, arriving.new_claims)
    await records.update(tx, changes, run, now)
    await record_claims.extend(tx, {key: claims[key] for key in arriving.extended}, now)
    await records.remove(tx, arriving.input.deleted)
    await _keep_dictionary(tx, arriving, claims)
    await membership_changes.move(tx, {record: to for record, to in regrouping.moves.items() if record in before})
    await membership_changes.retire(tx, regrouping.merged, brought, now)


async def _keep_dictionary(tx: WriteTransaction, arriving: ArrivingRecords, claims: Mapping[str, RecordClaims]) -> None:
    """Let the search's dictionary have the words of the records that arrive, and no word that none has any more."""
    arrived: dict[str, str] = {}
    for key, record in {**arriving.new, **arriving.changed}.items():
        arrived |= dict.fromkeys(record.words | domain_words(record.identifiers), key)
    for key, of_record in {**arriving.new_claims, **claims}.items():
        arrived |= dict.fromkeys(domain_words(of_record.kept), key)
    await dictionary.keep_words(tx, arrived)
    changed = {key: record.words for key, record in arriving.changed.items()}
    leaving = dictionary.Leaving(changed, arriving.input.deleted, arriving.extended)
    await dictionary.release_words(tx, leaving, arrived)


def _founders(regrouping: Regrouping, new: Collection[str]) -> dict[str, str]:
    """The new profiles that hold new records, each with the record that it is created with."""
    return {to: key for key, to in regrouping.moves.items() if to in regrouping.created and key in new}


async def _mark(tx: WriteTransaction, result: Partition, connected: ConnectedRecords, now: str) -> set[str]:
    """Bring what is stored of contested identifiers and ended claims up to date; most often nothing is written. Returns
    the stored records (keys) of which a claim is shown differently."""
    obstacles = {c.evidence.key: c.obstacle for c in result.contested if isinstance(c.evidence, Identifier)}
    claims = [claim for record in connected.records.values() for claim in record.claims]
    stored = {claim.identifier.key: (claim.contested_since, claim.obstacle) for claim in claims}
    wanted: dict[str, _Mark] = {key: _NO_MARK for key, (since, _) in stored.items() if since}
    for key, obstacle in obstacles.items():
        if _is_for_a_steward(obstacle):
            # For another reason than before, it has waited no less.
            wanted[key] = stored.get(key, _NO_MARK)[0] or now, obstacle.value
    marks = {key: mark for key, mark in wanted.items() if mark != stored.get(key)}
    await contested.mark_contested(tx, marks)
    ends: dict[tuple[str, str], str | None] = {(r, i.key): at for (r, i), at in result.ended_claims.items()}
    before = {(claim.record, claim.identifier.key): claim.ended_at for claim in claims}
    holding_again = {key: None for key, at in before.items() if at and key not in ends}
    ending = {key: at for key, at in ends.items() if before.get(key) != at}
    turned = holding_again | ending
    await contested.end_claims(tx, [(record, identifier, at) for (record, identifier), at in sorted(turned.items())])
    flipped = {key for key, (since, _) in marks.items() if (since is None) != (stored.get(key, _NO_MARK)[0] is None)}
    return {record for record, _ in turned} | {c.record for c in claims if c.identifier.key in flipped}


def _is_for_a_steward(obstacle: Obstacle) -> bool:
    """Whether a person has something to decide: not where somebody judged or locked already."""
    return obstacle in {Obstacle.CONTRADICTION, Obstacle.AMBIGUOUS, Obstacle.LIMIT}
