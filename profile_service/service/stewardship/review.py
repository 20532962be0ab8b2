"""The review queue: identifiers that could not join all who hold them, and what a steward decides about them."""

from collections.abc import Sequence
from itertools import chain, combinations, product

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import ReviewItem
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.judge import Opinion, merge, write_judgements
from profile_service.store.engine.store import Store
from profile_service.store.resolution import memberships
from profile_service.store.stewardship import review_queue

MAX_PAGE = 100


async def review(store: Store, first: int, after: str | None) -> tuple[list[ReviewItem], bool]:
    """A page of the queue, the longest waiting first, and whether there are more."""
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput(f"first is {first}; ask for 1 to {MAX_PAGE}")
    since, _, key = read_cursor(after).partition(" ") if after else ("", "", "")
    items: list[ReviewItem] = []
    more = True
    while more and len(items) <= first:
        page = await review_queue.queue(store, since, key, MAX_PAGE)
        # Where all claims but one side's have ended there is nothing to decide.
        items += [item for item in page if len(item.records) > 1]
        more = len(page) == MAX_PAGE
        since, key = (page[-1].since, page[-1].identifier.key) if page else (since, key)
    return items[:first], len(items) > first


async def accept(execution: CommandExecution, key: str) -> Sequence[str]:
    """The profiles between which it stands are one customer."""
    item = await _open_item(execution, key)
    return await merge(execution, item.records, _reason("accepted", execution, item))


async def decline(execution: CommandExecution, key: str) -> Sequence[str]:
    """They are not: nobody who holds it in one profile is the same as one who does in another."""
    item = await _open_item(execution, key)
    sides = [item.records[profile] for profile in sorted(item.records)]
    keys = list(chain(*sides))
    refuse_locked(await memberships.of_records(execution.tx, keys))
    pairs = [pair for a, b in combinations(sides, 2) for pair in product(a, b)]
    judgement_ids = await write_judgements(
        execution, pairs, Opinion(Verdict.NOT_SAME, _reason("declined", execution, item))
    )
    await execution.resolve_judged(keys, judgement_ids[0])
    return judgement_ids


async def _open_item(execution: CommandExecution, key: str) -> ReviewItem:
    item = await review_queue.item(execution.tx, key)
    if item is None or len(item.records) < 2:
        raise Conflict("this item of the review queue is settled already; look at the queue again")
    return item


def _reason(decision: str, execution: CommandExecution, item: ReviewItem) -> str:
    words = f"{decision} review of {item.identifier.type}"
    return f"{words}: {execution.command.reason}" if execution.command.reason else words
