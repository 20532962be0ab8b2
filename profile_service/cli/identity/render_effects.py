"""The effect of a steward command and the review queue: lines for people, and JSON for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.domain.resolution.claims import moved_type
from profile_service.domain.resolution.contradictions import Contradiction, further_pairs
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import Effect, ReviewItem

# What was done, and what would be; a profile that was only judged stays what it is.
_SENTENCES = {
    ChangeKind.CREATED: ("Created {profile}.", "Would create a profile."),
    ChangeKind.MERGED: ("Merged {others} into {profile}.", "Would merge {others} into {profile}."),
    ChangeKind.SPLIT: ("Split {records} off {profile}, into {others}.", "Would split {records} off {profile}."),
    ChangeKind.ATTRIBUTES: ("Changed what {profile} shows.", "Would change what {profile} shows."),
    ChangeKind.EVENTS: ("Changed the events of {profile}.", "Would change the events of {profile}."),
    ChangeKind.JUDGED: ("Kept {profile} as it is.", "Would keep {profile} as it is."),
    ChangeKind.LOCKED: ("Locked {profile}.", "Would lock {profile}."),
    ChangeKind.UNLOCKED: ("Unlocked {profile}.", "Would unlock {profile}."),
    ChangeKind.REVEALED: ("Revealed a value of {profile}.", "Would reveal a value of {profile}."),
    ChangeKind.REMOVED: ("Removed {profile}: it holds nothing any more.", "Would remove {profile}."),
    ChangeKind.ERASED: ("Erased {profile}.", "Would erase {profile}."),
}
_MOVED = ("Moved an identifier ({type}) of {profile}.", "Would move an identifier ({type}) of {profile}.")
_MANY = 5


def effect_lines(effect: Effect) -> list[str]:
    """A line for each change that says something of its own; in a dry run all begin with "Would"."""
    lines = [_line(change, dry_run=effect.dry_run) for change in _distinct(effect.changes)]
    if not lines:
        return ["Would change nothing." if effect.dry_run else "Nothing changed."]
    lines += [_contradiction(contradiction) for contradiction in effect.contradictions]
    if effect.dry_run:
        return lines
    decision = [f"Decision: {effect.decision}"] if effect.decision else []
    return [*lines, *(f"Judgement: {id}" for id in effect.judgements), *decision]


def effect_data(effect: Effect) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    changes = [
        {"kind": c.kind.name, "profile": c.profile, "others": c.others, "records": c.records, "note": c.note or None}
        for c in effect.changes
    ]
    return {
        "profiles": effect.profiles,
        "changes": changes,
        "judgements": effect.judgements,
        "dryRun": effect.dry_run,
        "decision": effect.decision or None,
        "contradictions": [
            {
                "kind": c.kind.name,
                "left": c.left,
                "right": c.right,
                "leftValue": c.left_value,
                "rightValue": c.right_value,
                "more": c.more,
            }
            for c in effect.contradictions
        ],
    }


def _contradiction(contradiction: Contradiction) -> str:
    left = f"{contradiction.left} ({contradiction.left_value})"
    right = f"{contradiction.right} ({contradiction.right_value})"
    more = further_pairs(contradiction.more)
    return f"Despite {contradiction.kind.value}: {left} and {right} contradict each other{more}."


def item_lines(item: ReviewItem) -> Iterator[str]:
    """The contested identifier, the obstacle and since when it waits, or the proposal with who made it; then each
    profile with its records."""
    yield f"{item.identifier.key}  {item.obstacle.value}  since {to_the_second(item.since)}"
    if item.proposal:
        yield f"    by {item.proposal.actor}: {item.proposal.reason or '(no reason)'}"
    for profile, records in item.records.items():
        yield f"    {profile}: {_listed(records)}"


def item_data(item: ReviewItem) -> dict[str, Any]:
    return {
        "id": item.identifier.key,
        "type": item.identifier.type,
        "value": item.identifier.value,
        "obstacle": item.obstacle.name,
        "since": item.since,
        "proposedBy": item.proposal.actor if item.proposal else None,
        "reason": item.proposal.reason if item.proposal else None,
        "records": dict(item.records),
    }


def _distinct(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes without those that another one implies: profiles created by a split, judgements that moved
    records, other values of profiles of which more is said."""
    everything = list(changes)
    named = {id for c in everything if c.kind in {ChangeKind.SPLIT, ChangeKind.MERGED} for id in c.others}
    judged = {c.profile for c in everything if c.kind is ChangeKind.JUDGED}
    plain = {ChangeKind.JUDGED, ChangeKind.ATTRIBUTES}
    regrouped = {c.profile for c in everything if c.kind not in plain} | named
    implied = {
        ChangeKind.CREATED: named,
        ChangeKind.JUDGED: regrouped,
        ChangeKind.ATTRIBUTES: regrouped | judged,
    }
    for change in everything:
        if change.profile not in implied.get(change.kind, ()):
            yield change


def _line(change: Change, *, dry_run: bool) -> str:
    moved = moved_type(change.note) if change.kind is ChangeKind.JUDGED else None
    sentence = (_MOVED if moved else _SENTENCES[change.kind])[dry_run]
    return sentence.format(
        profile=change.profile, others=_listed(change.others), records=_listed(change.records), type=moved
    )


def _listed(names: Iterable[str]) -> str:
    """`a, b and c`; of many the first ones and how many more."""
    shown = list(names)
    if len(shown) > _MANY:
        shown = [*shown[: _MANY - 1], f"{len(shown) - _MANY + 1:,} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
