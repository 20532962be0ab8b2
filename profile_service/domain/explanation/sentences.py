"""Explanations in words: a sentence for each step, made of the fields of the step alone, so that a view that hides
these hides them in the sentence too."""

from collections.abc import Callable, Mapping

from profile_service.domain.explanation.evidence import Step, StepKind, Why
from profile_service.domain.resolution.claims import moved_type
from profile_service.domain.resolution.contradictions import further_pairs
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.values.identifiers import Identifier

_VERDICTS = {
    "SAME_AS": "are the same person",
    "NOT_SAME_AS": "are not the same person",
    "MAYBE_SAME_AS": "may be the same person",
}
_POWERLESS = {
    "junk": "but it is a placeholder that joins nobody",
    "weak": "but its type points at a machine or a visit and joins nobody",
    "shared": "but so many records hold it that it joins nobody",
}
_OBSTACLES = {
    Obstacle.CONTRADICTION.value: "but what their profiles say cannot be true of one person",
    Obstacle.AMBIGUOUS.value: "but it would fit several persons who cannot be one",
    Obstacle.LIMIT.value: "but all its holders together have more values of a type than one person may",
    Obstacle.JUDGEMENT.value: "but somebody judged that they are not the same person",
    Obstacle.LOCK.value: "but a locked profile takes in nobody",
}


def sentence(step: Step) -> str:
    """The step as one sentence, with a full stop."""
    return _SENTENCES[step.kind](step)


def summary(why: Why) -> str:
    """The explanation as a whole, in one sentence."""
    a, b = why.a.asked, why.b.asked
    if why.same:
        return _one_person(why, a, b)
    first = {step.kind: step for step in reversed(why.steps)}
    two = f"{a} and {b} are two persons{_profiles(why)}"
    reasons = (reason(first[kind]) for kind, reason in _REASONS.items() if kind in first)
    return f"{two}: {next(reasons, 'nothing joins them')}."


def _profiles(why: Why) -> str:
    """The profiles of two that were asked about by something else than these."""
    if (why.a.asked, why.b.asked) == (why.a.profile, why.b.profile):
        return ""
    return f", of the profiles {why.a.profile} and {why.b.profile}"


def _one_person(why: Why, a: str, b: str) -> str:
    if a == b or (not why.steps and why.a.records & why.b.records):
        return f"{a} and {b} are the profile {why.a.profile}."
    one = f"{a} and {b} are one person, the profile {why.a.profile}"
    if not why.steps:
        return f"{one}, but nothing that counts today leads from one to the other; resolve them again."
    return f"{one}, by {_count(len(why.steps), 'step')} of evidence."


# The first kind that is among the steps gives the reason.
_REASONS: Mapping[StepKind, Callable[[Step], str]] = {
    StepKind.NOT_SAME: lambda _: "somebody judged that they are not the same",
    StepKind.CONTESTED: lambda step: f"they share an identifier, {_OBSTACLES[step.detail]}",
    StepKind.ENDED: lambda _: "what they share was handed on from one to the other",
    StepKind.MAYBE: lambda _: "somebody judged that they may be the same, which joins nobody",
    StepKind.NOTHING: lambda _: "they have nothing in common that counts",
}


def _identifier(step: Step) -> str:
    if step.identifier and step.identifier.type.endswith(CANONICAL):
        kind = _kind(step.identifier)
        return f"{step.left} and {step.right} hold the same {kind} but for how it is written{_value(step, ' (', ')')}."
    return f"{_both(step)}."


def _powerless(step: Step) -> str:
    if step.detail == "disowned":
        return f"{_both(step)}, but a steward took it from {step.left}."
    return f"{_both(step)}, {_POWERLESS[step.detail]}."


def _contradiction(step: Step) -> str:
    return f"{step.left} and {step.right} cannot be one person: {step.detail}{further_pairs(step.more)}."


def _ended(step: Step) -> str:
    return f"{_both(step)}, but the claim of {step.left} ended{_on(step)} with that of {step.right}."


def _lock(step: Step) -> str:
    if step.left is None:
        return f"The profile {step.profile} is locked{_on(step)}{_by(step)}: nobody joins or leaves it."
    return f"{step.left} and {step.right} are kept together by the lock of their profile{_on(step)}{_by(step)}."


def _judged(step: Step) -> str:
    verb = "took back that" if step.kind is StepKind.RETRACTED else "judged that"
    if step.left is None and (moved := moved_type(step.detail)):
        kind = moved.replace("_", " ")
        return f"{_who(step)} moved an identifier ({kind}) of the profile {step.profile}{_on(step)}{_because(step)}."
    if step.left is None:
        return f"{_who(step)} decided about records of the profile {step.profile}{_on(step)}{_because(step)}."
    return f"{_who(step)} {verb} {step.left} and {step.right} {_VERDICTS[step.detail]}{_on(step)}{_because(step)}."


def _event_moved(step: Step) -> str:
    moved = f"moved the event {step.detail} to or from the profile {step.profile}"
    return f"{_who(step)} {moved}{_on(step)}{_because(step)}."


def _verdict(verdict: str) -> Callable[[Step], str]:
    verdict_text = _VERDICTS[verdict]
    return lambda s: f"{_who(s)} judged that {s.left} and {s.right} {verdict_text}{_on(s)}{_because(s)}."


def _merged(step: Step) -> str:
    records = _count(len(step.records), "record")
    who = f"The profile {step.others[0]}" if len(step.others) == 1 else f"The profiles {', '.join(step.others)}"
    return f"{who} merged into {step.profile}{_on(step)}{_by(step)}, with {records}{_undoing(step)}{_because(step)}."


def _split(step: Step) -> str:
    records = _count(len(step.records), "record").capitalize()
    how = f"{_on(step)}{_by(step)}{_undoing(step)}{_because(step)}"
    return f"{records} left the profile {step.profile} for {', '.join(step.others)}{how}."


def _undone(step: Step) -> str:
    return f"{_who(step)} undid the decision {step.detail}{_on(step)}{_because(step)}."


def _profile_was(changed: str) -> Callable[[Step], str]:
    return lambda s: f"The profile {s.profile} was {changed}{_on(s)}{_by(s)}{_undoing(s)}{_because(s)}."


def _revealed(step: Step) -> str:
    value = step.detail.replace("_", " ")
    return f"{_who(step)} was shown the {value} of the profile {step.profile}{_on(step)}{_because(step)}."


_SENTENCES: Mapping[StepKind, Callable[[Step], str]] = {
    StepKind.IDENTIFIER: _identifier,
    StepKind.SAME: _verdict("SAME_AS"),
    StepKind.LOCK: _lock,
    StepKind.NOT_SAME: _verdict("NOT_SAME_AS"),
    StepKind.MAYBE: _verdict("MAYBE_SAME_AS"),
    StepKind.CONTRADICTION: _contradiction,
    StepKind.CONTESTED: lambda s: f"{_both(s)}, {_OBSTACLES[s.detail]}.",
    StepKind.ENDED: _ended,
    StepKind.POWERLESS: _powerless,
    StepKind.NOTHING: lambda s: "They hold no identifier in common that counts, and nobody judged about them.",
    StepKind.LOADED: lambda s: f"{s.left} was loaded{_on(s)}.",
    StepKind.CREATED: _profile_was("created"),
    StepKind.MERGED: _merged,
    StepKind.SPLIT: _split,
    StepKind.JUDGED: _judged,
    StepKind.RETRACTED: _judged,
    StepKind.EVENT_MOVED: _event_moved,
    StepKind.UNDONE: _undone,
    StepKind.LOCKED: _profile_was("locked"),
    StepKind.UNLOCKED: _profile_was("unlocked"),
    StepKind.REVEALED: _revealed,
    StepKind.REMOVED: _profile_was("removed"),
}


def _both(step: Step) -> str:
    kind = _kind(step.identifier) if step.identifier else "identifier"
    value = _value(step, " ", "")
    return f"{step.left} and {step.right} both hold the {'' if value else 'same '}{kind}{value}"


def _kind(identifier: Identifier) -> str:
    return identifier.type.removesuffix(CANONICAL).replace("_", " ")


def _value(step: Step, before: str, after: str) -> str:
    return f"{before}{step.identifier.value}{after}" if step.identifier and step.identifier.value else ""


def _who(step: Step) -> str:
    return step.actor or "Somebody"


def _by(step: Step) -> str:
    return f" by {step.actor}" if step.actor else ""


def _on(step: Step) -> str:
    return f" on {step.at[:10]}" if step.at else ""


def _undoing(step: Step) -> str:
    return f", which undid the decision {step.detail}" if step.detail else ""


def _because(step: Step) -> str:
    return f", because: {step.reason.rstrip('.')}" if step.reason else ""


def _count(number: int, noun: str) -> str:
    return f"one {noun}" if number == 1 else f"{number:,} {noun}s"
