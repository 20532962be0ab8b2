"""Differences between two sets of rules, in lines for people."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from profile_service.domain.resolution.rules import GoldenRule, Rules, TypeRule

_NOBODY = "nothing"


def differences(old: Rules, new: Rules) -> list[str]:
    """A line for each place, in the words of the rules' file: `email.limit: 5 → 3`. Values are counted, not shown:
    they may be somebody's."""
    return [*_types(old, new), *_plain(old, new), *_blocked(old, new), *_golden(old, new)]


def _types(old: Rules, new: Rules) -> Iterator[str]:
    for name in sorted({*old.types, *new.types}):
        if name not in old.types or name not in new.types:
            yield f"types.{name}: {'added' if name in new.types else 'removed'}"
        yield from _type(f"types.{name}", old.type_rule(name), new.type_rule(name))
    yield from _type("types.other", old.other, new.other)


def _type(place: str, old: TypeRule, new: TypeRule) -> Iterator[str]:
    for rule_field in fields(TypeRule):
        before, after = getattr(old, rule_field.name), getattr(new, rule_field.name)
        if rule_field.name in {"case", "punctuation"}:
            before, after = not before, not after
        if before != after:
            word = f"ignore {rule_field.name}" if rule_field.name in {"case", "punctuation"} else rule_field.name
            yield f"{place}.{word}: {_text(before)} → {_text(after)}"


def _plain(old: Rules, new: Rules) -> Iterator[str]:
    places = {
        "hub_cap": (old.hub_cap, new.hub_cap),
        "contradictions.given_names": (old.names_differ, new.names_differ),
        "contradictions.birth_dates": (old.birth_dates_differ, new.birth_dates_differ),
        "contradictions.differ": (frozenset(old.differ), frozenset(new.differ)),
    }
    for place, (before, after) in places.items():
        if before != after:
            yield f"{place}: {_text(before)} → {_text(after)}"


def _blocked(old: Rules, new: Rules) -> Iterator[str]:
    for type in sorted({*old.blocked_values, *new.blocked_values}):
        before, after = old.blocked_values.get(type, frozenset()), new.blocked_values.get(type, frozenset())
        if before != after:
            yield f"blocked.{_any(type)}.values: {len(after - before)} added, {len(before - after)} removed"
    for type in sorted({*old.blocked, *new.blocked}):
        if old.blocked.get(type) != new.blocked.get(type):
            yield f"blocked.{_any(type)}.patterns: changed"


def _golden(old: Rules, new: Rules) -> Iterator[str]:
    yield from _golden_rule("default", old.golden_other, new.golden_other)
    for name in sorted({*old.golden, *new.golden}):
        yield from _golden_rule(name, old.golden_rule(name), new.golden_rule(name))


def _golden_rule(name: str, old: GoldenRule, new: GoldenRule) -> Iterator[str]:
    if old != new:
        yield f"golden.{name}: {_criteria(old)} → {_criteria(new)}"


def _criteria(rule: GoldenRule) -> str:
    return ", ".join(rule.by) + (f" ({', '.join(rule.sources)})" if rule.sources else "")


def _any(type: str) -> str:
    return "any" if type == "*" else type


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Collection) and not isinstance(value, str | Mapping):
        return ", ".join(sorted(value)) or _NOBODY
    return str(value)
