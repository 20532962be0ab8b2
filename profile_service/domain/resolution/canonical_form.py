"""Folded identifiers: what a value comes down to where its provider ignores dots, tags, case or punctuation."""

from collections.abc import Iterable

from profile_service.domain.resolution.rules import CANONICAL, Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

# One mail system under two names: whoever has the one has the other.
_ALSO = {"googlemail.com": "gmail.com"}


def canonical(identifier: Identifier, rules: Rules) -> Identifier | None:
    """The identifier of the type `<type>_folded` that stands for all spellings; None where the rules fold nothing.

    Where they fold, every value gets one, also one that is its own folded form: otherwise the two would not meet.
    Junk gets none: it would join under another name.
    """
    value = _canonical_value(identifier, rules)
    return Identifier(identifier.type + CANONICAL, value) if value and not rules.is_junk(identifier) else None


def with_canonical(identifiers: Iterable[Identifier], rules: Rules) -> frozenset[Identifier]:
    """The identifiers together with their canonical ones."""
    stated = frozenset(identifiers)
    return stated | {derived for identifier in stated if (derived := canonical(identifier, rules))}


def distinct_value(identifier: Identifier, rules: Rules) -> str:
    """The value as it counts where different values are told apart: two spellings of one are one."""
    return _canonical_value(identifier, rules) or identifier.value


def _canonical_value(identifier: Identifier, rules: Rules) -> str:
    """Empty where nothing is folded."""
    rule = rules.canonical_rule(identifier.type)
    if rule is None:
        return ""
    return _email(identifier.value, rule) if identifier.type == "email" else _other(identifier.value, rule)


def _email(value: str, rule: TypeRule) -> str:
    local, _, domain = value.rpartition("@")
    dotless, plus = _covers(rule.dotless, domain), _covers(rule.plus, domain)
    if not (dotless or plus):
        return ""
    if plus:
        local = local.partition("+")[0] or local
    if dotless:
        local = local.replace(".", "") or local
    also = _ALSO.get(domain, domain)
    return f"{local}@{also if _covers(rule.dotless | rule.plus, also) else domain}"


def _covers(domains: frozenset[str], domain: str) -> bool:
    return "*" in domains or domain in domains


def _other(value: str, rule: TypeRule) -> str:
    """Empty where nothing would be left."""
    text = value.casefold() if rule.ignores_case else value
    return "".join(c for c in text if c.isalnum()) if rule.ignores_punctuation else text
