"""Differences between two sets of rules, in lines for people."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields

from profile_service.domain.resolution.rules import Rules, SurvivorshipRule, TypeRule

_NOTHING = "nothing"
# The words of the rules' file for fields that it has no word of that name for.
_WORDS = {"ignores_case": "ignore case", "ignores_punctuation": "ignore punctuation"}


def differences(old: Rules, new: Rules) -> list[str]:
    """A line for each place that differs, in the words of the rules' file: `types.email.limit: 5 → 3`. Blocked values
    are counted and not shown, for they may be personal data."""
    return [*_types(old, new), *_plain(old, new), *_blocked(old, new), *_survivorship(old, new)]


def _types(old: Rules, new: Rules) -> Iterator[str]:
    for name in sorted({*old.types, *new.types}):
        if name not in old.types or name not in new.types:
            yield f"types.{name}: {'added' if name in new.types else 'removed'}"
        yield from _type(f"types.{name}", old.type_rule(name), new.type_rule(name))
    yield from _type("types.other", old.other, new.other)


def _type(place: str, old: TypeRule, new: TypeRule) -> Iterator[str]:
    for rule_field in fields(TypeRule):
        before, after = getattr(old, rule_field.name), getattr(new, rule_field.name)
        if before != after:
            word = _WORDS.get(rule_field.name, rule_field.name)
            yield f"{place}.{word}: {_text(before)} → {_text(after)}"


def _plain(old: Rules, new: Rules) -> Iterator[str]:
    places = {
        "hub_cap": (old.hub_cap, new.hub_cap),
        "contradictions.given_names": (old.names_contradict, new.names_contradict),
        "contradictions.birth_dates": (old.birth_dates_contradict, new.birth_dates_contradict),
        "contradictions.differ": (frozenset(old.single_valued_types), frozenset(new.single_valued_types)),
    }
    for place, (before, after) in places.items():
        if before != after:
            yield f"{place}: {_text(before)} → {_text(after)}"


def _blocked(old: Rules, new: Rules) -> Iterator[str]:
    for type in sorted({*old.blocked_values, *new.blocked_values}):
        before, after = old.blocked_values.get(type, frozenset()), new.blocked_values.get(type, frozenset())
        if before != after:
            yield f"blocked.{_file_type(type)}.values: {len(after - before)} added, {len(before - after)} removed"
    if old.nobody != new.nobody:
        yield f"nobody: {len(new.nobody - old.nobody)} added, {len(old.nobody - new.nobody)} removed"
    for type in sorted({*old.blocked, *new.blocked}):
        if old.blocked.get(type) != new.blocked.get(type):
            yield f"blocked.{_file_type(type)}.patterns: changed"


def _survivorship(old: Rules, new: Rules) -> Iterator[str]:
    yield from _survivorship_rule("default", old.default_survivorship, new.default_survivorship)
    for name in sorted({*old.survivorship, *new.survivorship}):
        yield from _survivorship_rule(name, old.survivorship_rule(name), new.survivorship_rule(name))


def _survivorship_rule(name: str, old: SurvivorshipRule, new: SurvivorshipRule) -> Iterator[str]:
    if old != new:
        yield f"golden.{name}: {_criteria(old)} → {_criteria(new)}"


def _criteria(rule: SurvivorshipRule) -> str:
    return ", ".join(rule.by) + (f" ({', '.join(rule.sources)})" if rule.sources else "")


def _file_type(type: str) -> str:
    return "any" if type == "*" else type


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Collection) and not isinstance(value, str | Mapping):
        return ", ".join(sorted(value)) or _NOTHING
    return str(value)
