"""The review queue: identifiers that could not join all who hold them, and what a steward decides about them."""

from collections.abc import Sequence
from itertools import chain, combinations, product

from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship.commands import ReviewItem
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.judge import Opinion, merge, write
from profile_service.store.engine.store import Store
from profile_service.store.resolution import memberships
from profile_service.store.stewardship import review_queue

MAX_PAGE = 100


async def review(store: Store, first: int, after: str | None) -> tuple[list[ReviewItem], bool]:
    """A page of the queue, the longest waiting first, and whether there are more."""
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput(f"first is {first}; ask for 1 to {MAX_PAGE}")
    since, _, key = read_cursor(after).partition(" ") if after else ("", "", "")
    found: list[ReviewItem] = []
    more = True
    while more and len(found) <= first:
        page = await review_queue.queue(store, since, key, MAX_PAGE)
        # Where all claims but one side's have ended there is nothing to decide.
        found += [item for item in page if len(item.records) > 1]
        more = len(page) == MAX_PAGE
        since, key = (page[-1].since, page[-1].identifier.key) if page else (since, key)
    return found[:first], len(found) > first


async def accept(act: CommandExecution, key: str) -> Sequence[str]:
    """The profiles between which it stands are one customer."""
    item = await _open(act, key)
    return await merge(act, item.records, _reason("accepted", act, item))


async def decline(act: CommandExecution, key: str) -> Sequence[str]:
    """They are not: nobody who holds it in one profile is the same as one who does in another."""
    item = await _open(act, key)
    sides = [item.records[profile] for profile in sorted(item.records)]
    keys = list(chain(*sides))
    refuse_locked(await memberships.of_records(act.tx, keys))
    pairs = [pair for a, b in combinations(sides, 2) for pair in product(a, b)]
    made = await write(act, pairs, Opinion(Verdict.NOT_SAME, _reason("declined", act, item)))
    await act.judged(keys, made[0])
    return made


async def _open(act: CommandExecution, key: str) -> ReviewItem:
    item = await review_queue.item(act.tx, key)
    if item is None or len(item.records) < 2:
        raise Conflict("this item of the review queue is settled already; look at the queue again")
    return item


def _reason(decision: str, act: CommandExecution, item: ReviewItem) -> str:
    told = f"{decision} review of {item.identifier.type}"
    return f"{told}: {act.command.reason}" if act.command.reason else told
