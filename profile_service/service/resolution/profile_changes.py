"""The changes that a resolution makes to profiles, as the change feed and the histories tell them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from profile_service.domain.resolution.profile_ids import Regrouping
from profile_service.domain.stewardship.changes import Change, ChangeKind


def profile_changes(before: Mapping[str, str], regrouping: Regrouping, updated: Iterable[str]) -> Iterator[Change]:
    """The visible changes, in an order that depends on nothing but them.

    `before`: record key → the profile that it was in; `updated`: keys of the stored records that changed or went.
    """
    for id in sorted(regrouping.created | regrouping.revived):
        yield Change(id, ChangeKind.CREATED)
    yield from _moves(before, regrouping)
    for id in sorted(regrouping.removed):
        yield Change(id, ChangeKind.REMOVED)
    joined_by_new = {profile for record, profile in regrouping.moves.items() if record not in before}
    shown = joined_by_new | {before[record] for record in updated}
    announced = regrouping.created | regrouping.revived | regrouping.removed | regrouping.merged.keys()
    for id in sorted(shown - announced):
        yield Change(id, ChangeKind.ATTRIBUTES)


def further_changes(changes: Iterable[Change], others: Iterable[str]) -> list[Change]:
    """The changes of those other profiles (ids) that show something new and that no change names yet."""
    announced = {id for change in changes for id in (change.profile, *change.others)}
    return [Change(id, ChangeKind.ATTRIBUTES) for id in sorted(set(others) - announced)]


def _moves(before: Mapping[str, str], regrouping: Regrouping) -> Iterator[Change]:
    """Splits by the profile that records left, then merges by the profile that they joined."""
    splits: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    merges: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record, target in sorted((record, to) for record, to in regrouping.moves.items() if record in before):
        source = before[record]
        if source in regrouping.merged:
            merges[target][source].append(record)
        else:
            splits[source][target].append(record)
    for source, parts in sorted(splits.items()):
        yield Change(source, ChangeKind.SPLIT, tuple(sorted(parts)), _all_records(parts))
    for survivor, others in sorted(merges.items()):
        yield Change(survivor, ChangeKind.MERGED, tuple(sorted(others)), _all_records(others))


def _all_records(parts: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    return tuple(sorted(record for part in parts.values() for record in part))
