"""The differences between two sets of rules are told in the words of the rules' file."""

import re
from dataclasses import replace

import pytest

from profile_service.domain.resolution.rules import Rules, SurvivorshipRule, TypeRule
from profile_service.domain.resolution.rules_diff import differences

_RULES = Rules({"email": TypeRule(3), "phone": TypeRule(4)}, TypeRule(2))


def _with_email(rule: TypeRule) -> Rules:
    return replace(_RULES, types={**_RULES.types, "email": rule})


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        (_RULES, []),
        (replace(_RULES, hub_cap=21), ["hub_cap: 20 → 21"]),
        (replace(_RULES, names_contradict=False), ["contradictions.given_names: true → false"]),
        (replace(_RULES, birth_dates_contradict=False), ["contradictions.birth_dates: true → false"]),
        (
            replace(_RULES, single_valued_types=("tax_id", "badge")),
            ["contradictions.differ: nothing → badge, tax_id"],
        ),
        (_with_email(TypeRule(1, limit=3)), ["types.email.priority: 3 → 1", "types.email.limit: 5 → 3"]),
        (
            _with_email(TypeRule(3, dotless=frozenset({"b.org", "a.org"}))),
            ["types.email.dotless: nothing → a.org, b.org"],
        ),
        (
            replace(_RULES, types={**_RULES.types, "card": TypeRule(2, ignores_case=True, ignores_punctuation=True)}),
            [
                "types.card: added",
                "types.card.ignore case: false → true",
                "types.card.ignore punctuation: false → true",
            ],
        ),
        (replace(_RULES, other=TypeRule(5, limit=1)), ["types.other.priority: 2 → 5", "types.other.limit: 5 → 1"]),
        (
            _with_email(TypeRule(3, joins=False, plus=frozenset({"*"}))),
            ["types.email.joins: true → false", "types.email.plus: nothing → *"],
        ),
        (
            replace(_RULES, types={**_RULES.types, "badge": TypeRule(2, reissued=True)}),
            ["types.badge: added", "types.badge.reissued: false → true"],
        ),
        (replace(_RULES, types={"email": TypeRule(3)}), ["types.phone: removed", "types.phone.priority: 4 → 2"]),
        (
            replace(_RULES, blocked_values={"*": frozenset({"a", "b"}), "email": frozenset()}),
            ["blocked.any.values: 2 added, 0 removed"],
        ),
        (replace(_RULES, blocked={"email": re.compile("x")}), ["blocked.email.patterns: changed"]),
        (
            replace(_RULES, default_survivorship=SurvivorshipRule(("most_complete",))),
            [
                "golden.default: most_recent → most_complete",
            ],
        ),
        (
            replace(_RULES, survivorship={"name": SurvivorshipRule(("source_priority", "verified"), ("crm", "shop"))}),
            ["golden.name: most_recent → source_priority, verified (crm, shop)"],
        ),
    ],
)
def test_differences_use_the_words_of_the_file(changed: Rules, lines: list[str]) -> None:
    assert differences(_RULES, changed) == lines


def test_blocked_values_are_counted_both_ways() -> None:
    blocked = replace(_RULES, blocked_values={"email": frozenset({"a", "b"})}, blocked={"email": re.compile("x")})
    other = replace(_RULES, blocked_values={"email": frozenset({"b", "c", "d"})}, blocked={"email": re.compile("x")})
    assert differences(blocked, other) == ["blocked.email.values: 2 added, 1 removed"]
    assert differences(blocked, _RULES) == [
        "blocked.email.values: 0 added, 2 removed",
        "blocked.email.patterns: changed",
    ]
