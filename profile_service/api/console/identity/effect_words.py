"""What a steward's command would change, in sentences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from profile_service.api.console.display import short_id
from profile_service.domain.resolution.contradictions import CLAUSES, ContradictionKind, further_pairs
from profile_service.domain.values.quantities import counted

_NOTHING = "Nothing would change: it is so already."
_NO_MOVE = "No record moves. What you say is kept, and counts from now on."


def effect_sentences(effect: Mapping[str, Any]) -> list[str]:
    """The effect of a dry run, as the fragment `Effect` asks for it: the sentences that people read before they
    confirm."""
    changes = effect["changes"]
    if not changes:
        return [_NOTHING]
    profiles = {profile["id"]: profile for profile in effect["profiles"]}
    sentences = [line for change in changes for line in _sentences(change, profiles)]
    return list(dict.fromkeys(sentences)) or [_NO_MOVE]


def contradiction_sentences(effect: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Kind and sentence of each contradiction: `Their birth dates differ: 1947, 1970; and so it is of 3 more pairs of
    records.`"""
    return [(each["kind"], _contradiction(each)) for each in effect["contradictions"]]


def _contradiction(contradiction: Mapping[str, Any]) -> str:
    clause = CLAUSES[ContradictionKind[contradiction["kind"]]]
    values = f"{contradiction['leftValue']}, {contradiction['rightValue']}"
    return f"{clause[:1].upper()}{clause[1:]}: {values}{further_pairs(contradiction['more'])}."


def profile_label(profile: Mapping[str, Any] | None, id: str) -> str:
    """`Ann Lee (…f3a2)`."""
    name = profile["name"]["value"] if profile and profile["name"] else "a customer without a name"
    return f"{name} ({short_id(id)})"


def _sentences(change: Mapping[str, Any], profiles: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    id, kind = change["profile"], change["kind"]
    label = profile_label(profiles.get(id), id)
    if kind == "MERGED":
        yield from _merged(change, profiles, label)
    elif kind == "SPLIT":
        yield _split(change, profiles, label)
    elif kind == "LOCKED":
        yield f"No record joins or leaves {label} until somebody unlocks it."
    elif kind == "UNLOCKED":
        yield f"Evidence decides again about the records of {label}."
    elif kind == "REMOVED":
        yield f"{label} has no record left, and is gone."
    elif kind == "EVENTS":
        yield f"The events of {label} change."


def _merged(change: Mapping[str, Any], profiles: Mapping[str, Mapping[str, Any]], label: str) -> Iterable[str]:
    others: Sequence[str] = change["others"]
    yield f"Keep {label}."
    for other in others:
        yield f"{profile_label(profiles.get(other), other)} becomes a former id that leads there."
    known = [profiles[other] for other in others if other in profiles]
    events = sum(profile["summary"]["events"] for profile in known if profile["summary"])
    moved = counted(len(change["records"]), "record")
    if len(known) == len(others):
        yield f"{moved} and {counted(events, 'event')} move."
    else:
        yield f"{moved} move, with their events."


def _split(change: Mapping[str, Any], profiles: Mapping[str, Mapping[str, Any]], label: str) -> str:
    keys = change["records"]
    known = [profile_label(profiles[other], other) for other in change["others"] if other in profiles]
    whither = " and ".join(known) or (
        "customers of their own" if len(change["others"]) > 1 else "a customer of its own"
    )
    named = ", ".join(keys[:5]) + (f" and {len(keys) - 5:,} more" if len(keys) > 5 else "")
    verb = "leaves" if len(keys) == 1 else "leave"
    return f"{counted(len(keys), 'record')} {verb} {label} for {whither}, with all events: {named}."
