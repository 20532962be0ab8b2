"""The review queue: identifiers that could not join all who hold them, proposed merges, and what a steward decides
about them."""

from collections.abc import Collection, Sequence
from itertools import chain, combinations, product

from profile_service.domain.access.rights import UNRESTRICTED, Rights, allows
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.shared_identifiers import shared_identifiers
from profile_service.domain.stewardship.commands import EVERYTHING, PROPOSAL, ReviewFilter, ReviewItem
from profile_service.domain.stewardship.sides import Side, sides, spellings
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship import proposed_merges
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.despite import refuse_contradicted
from profile_service.service.stewardship.judge import Opinion, merge, write_judgements
from profile_service.store.engine.store import Store
from profile_service.store.resolution import memberships
from profile_service.store.resolution.connected_records import connected_records
from profile_service.store.stewardship import review_queue

MAX_PAGE = 100


async def review(
    store: Store, first: int, after: str | None, wanted: ReviewFilter = EVERYTHING, rights: Rights = UNRESTRICTED
) -> tuple[list[ReviewItem], bool]:
    """A page of what is wanted of the queue, the longest waiting first, and whether there are more. Items are left out
    whose values are masked for the reader: nobody decides about what they do not see."""
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput(f"first is {first}; ask for 1 to {MAX_PAGE}")
    first = rights.page(first)
    since, _, key = read_cursor(after).partition(" ") if after else ("", "", "")
    items: list[ReviewItem] = []
    more = True
    while more and len(items) <= first:
        page = await review_queue.queue(store, since, key, MAX_PAGE, wanted)
        items += [item for item in page if _waits(item) and _is_shown(item, rights)]
        more = len(page) == MAX_PAGE
        since, key = (page[-1].since, page[-1].identifier.key) if page else (since, key)
    return items[:first], len(items) > first


async def review_item(store: Store, key: str, rights: Rights = UNRESTRICTED) -> ReviewItem | None:
    """The item with this key, as the queue shows it; None where it is settled, or was never there."""
    type, _, id = key.partition(":")
    read = store.read
    item = await (review_queue.proposal(read, id) if type == PROPOSAL else review_queue.item(read, key))
    return item if item and _waits(item) and _is_shown(item, rights) else None


def _waits(item: ReviewItem) -> bool:
    """Where all claims but one side's have ended there is nothing to decide."""
    return len(item.records) > 1


def _is_shown(item: ReviewItem, rights: Rights) -> bool:
    return item.proposal is not None or allows(rights.clear, item.identifier.type)


async def accept(execution: CommandExecution, key: str, despite: Collection[ContradictionKind]) -> Sequence[str]:
    """The profiles between which it stands are one customer. Raises Contradicted where they contradict each other in
    another way than the steward names."""
    if proposal := await proposed_merges.waiting_proposal(execution, key):
        judgement_ids = await proposed_merges.accept(execution, proposal)
    else:
        item = await _open_item(execution, key)
        judgement_ids = await merge(execution, item.records, _reason("accepted", execution, item.identifier.type))
    refuse_contradicted(execution, despite)
    return judgement_ids


async def decline(execution: CommandExecution, key: str) -> Sequence[str]:
    """They are not: nobody who holds it in one profile is the same as one who does in another, and the holders in one
    profile part where nothing but the identifier had joined them. Raises Conflict where nothing would follow."""
    if proposal := await proposed_merges.waiting_proposal(execution, key):
        return await proposed_merges.decline(execution, proposal)
    item = await review_queue.item(execution.tx.run, key)
    is_open = item is not None and _waits(item)
    by_profile = await _sides(execution, key)
    within = [pair for parts in by_profile for pair in combinations(parts, 2)]
    between = [pair for parts in combinations(by_profile, 2) for pair in product(*parts)] if is_open else []
    pairs = [pair for a, b in (*within, *between) for pair in product(sorted(a), sorted(b))]
    if not pairs:
        raise Conflict(
            "nothing would follow: this identifier is settled already, and joins nobody by itself; "
            "look at the queue again"
        )
    keys = sorted({key for pair in pairs for key in pair})
    refuse_locked(await memberships.of_records(execution.tx, keys))
    judgement_ids = await write_judgements(
        execution, pairs, Opinion(Verdict.NOT_SAME, _reason("declined", execution, Identifier.from_key(key).type))
    )
    await execution.resolve_judged(keys, judgement_ids[0])
    return judgement_ids


async def _sides(execution: CommandExecution, key: str) -> list[list[Side]]:
    """The sides of an identifier (key) in each profile that holds it."""
    profiles = await review_queue.holders(execution.tx, key)
    rules = await rules_in_force(execution.tx)
    holders = list(chain.from_iterable(profiles.values()))
    connected = await connected_records(execution.tx, holders, (), rules.hub_cap, rules.joins)
    records = {key: record.comparable for key, record in connected.records.items()}
    left_out = spellings(Identifier.from_key(key), records.values(), rules) | shared_identifiers(
        connected.holders, rules
    )
    clusters = partition(records.values(), connected.judgements, rules, left_out).clusters
    return sides([profiles[profile] for profile in sorted(profiles)], clusters, records, rules)


async def _open_item(execution: CommandExecution, key: str) -> ReviewItem:
    item = await review_queue.item(execution.tx.run, key)
    if item is None or not _waits(item):
        raise Conflict("this item of the review queue is settled already; look at the queue again")
    return item


def _reason(decision: str, execution: CommandExecution, type: str) -> str:
    words = f"{decision} review of {type}"
    return f"{words}: {execution.command.reason}" if execution.command.reason else words
