"""What a steward sees of an order's effect and of the review queue: lines for people, and JSON for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import Effect, ReviewItem

# What was done, and what would be; a profile that was only judged stays what it is.
_TOLD = {
    ChangeKind.CREATED: ("Created {profile}.", "Would create a profile."),
    ChangeKind.MERGED: ("Merged {others} into {profile}.", "Would merge {others} into {profile}."),
    ChangeKind.SPLIT: ("Split {records} off {profile}, into {others}.", "Would split {records} off {profile}."),
    ChangeKind.ATTRIBUTES: ("Changed what {profile} shows.", "Would change what {profile} shows."),
    ChangeKind.EVENTS: ("Changed the events of {profile}.", "Would change the events of {profile}."),
    ChangeKind.JUDGED: ("Kept {profile} as it is.", "Would keep {profile} as it is."),
    ChangeKind.LOCKED: ("Locked {profile}.", "Would lock {profile}."),
    ChangeKind.UNLOCKED: ("Unlocked {profile}.", "Would unlock {profile}."),
    ChangeKind.REMOVED: ("Removed {profile}: it holds nothing any more.", "Would remove {profile}."),
}
_MANY = 5


def effect_lines(effect: Effect) -> list[str]:
    """A line for each change that says something of its own; in a dry run all begin with "Would"."""
    lines = [_TOLD[change.kind][effect.dry_run].format(**_parts(change)) for change in _telling(effect.changes)]
    if not lines:
        return ["Would change nothing." if effect.dry_run else "Nothing changed."]
    return lines + ([] if effect.dry_run else [f"Judgement: {id}" for id in effect.judgements])


def effect_data(effect: Effect) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    changes = [
        {"kind": c.kind.name, "profile": c.profile, "others": c.others, "records": c.records, "note": c.note or None}
        for c in effect.changes
    ]
    told = {"profiles": effect.profiles, "changes": changes, "judgements": effect.judgements}
    return told | {"dryRun": effect.dry_run}


def item_lines(item: ReviewItem) -> Iterator[str]:
    """What is contested, why and since when; then each profile with its records that hold it."""
    since = item.since[:19].replace("T", " ")
    yield f"{item.identifier.key}  {item.obstacle.value}  since {since}"
    for profile, records in item.records.items():
        yield f"    {profile}: {_listed(records)}"


def item_data(item: ReviewItem) -> dict[str, Any]:
    return {
        "id": item.identifier.key,
        "type": item.identifier.type,
        "value": item.identifier.value,
        "obstacle": item.obstacle.name,
        "since": item.since,
        "records": dict(item.records),
    }


def _telling(changes: Iterable[Change]) -> Iterator[Change]:
    """Leaves out what another change tells: profiles created by a split, judgements that moved records."""
    all_of_them = list(changes)
    told_by = {ChangeKind.SPLIT, ChangeKind.MERGED}
    told = {id for c in all_of_them if c.kind in told_by for id in c.others}
    moved = {c.profile for c in all_of_them if c.kind is not ChangeKind.JUDGED} | told
    for change in all_of_them:
        if change.profile not in {ChangeKind.CREATED: told, ChangeKind.JUDGED: moved}.get(change.kind, ()):
            yield change


def _parts(change: Change) -> dict[str, str]:
    return {"profile": change.profile, "others": _listed(change.others), "records": _listed(change.records)}


def _listed(names: Iterable[str]) -> str:
    """`a, b and c`; of many the first ones and how many more."""
    shown = list(names)
    if len(shown) > _MANY:
        shown = [*shown[: _MANY - 1], f"{len(shown) - _MANY + 1:,} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
