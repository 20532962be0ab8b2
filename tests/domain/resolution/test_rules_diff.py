"""The differences between two sets of rules are told in the words of the rules' file."""

import re
from dataclasses import replace

import pytest

from profile_service.domain.resolution.rules import Rules, SurvivorshipRule, TypeRule
from profile_service.domain.resolution.rules_diff import differences

RULES = Rules({"email": TypeRule(3), "loyalty_id": TypeRule(2)}, other=TypeRule(2))


def with_type(name: str, rule: TypeRule) -> Rules:
    return replace(RULES, types={**RULES.types, name: rule})


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (RULES, []),
        (with_type("email", TypeRule(1, limit=3)), ["types.email.priority: 3 → 1", "types.email.limit: 5 → 3"]),
        (with_type("email", TypeRule(3, joins=False)), ["types.email.joins: true → false"]),
        (
            with_type("email", TypeRule(3, plus=frozenset({"b.org", "a.org"}))),
            ["types.email.plus: nothing → a.org, b.org"],
        ),
        (
            with_type("loyalty_id", TypeRule(2, ignores_case=True, ignores_punctuation=True)),
            [
                "types.loyalty_id.ignore case: false → true",
                "types.loyalty_id.ignore punctuation: false → true",
            ],
        ),
        (with_type("phone", TypeRule(2)), ["types.phone: added"]),
        (replace(RULES, types={"email": TypeRule(3)}), ["types.loyalty_id: removed"]),
        (replace(RULES, other=TypeRule(4)), ["types.other.priority: 2 → 4"]),
        (replace(RULES, hub_cap=9), ["hub_cap: 20 → 9"]),
        (replace(RULES, names_contradict=False), ["contradictions.given_names: true → false"]),
        (replace(RULES, birth_dates_contradict=False), ["contradictions.birth_dates: true → false"]),
        (replace(RULES, single_valued_types=("tax_id",)), ["contradictions.differ: nothing → tax_id"]),
        (replace(RULES, blocked={"*": re.compile("x+")}), ["blocked.any.patterns: changed"]),
        (
            replace(RULES, survivorship={"name": SurvivorshipRule(("source_priority",), ("crm", "shop"))}),
            ["golden.name: most_recent → source_priority (crm, shop)"],
        ),
        (
            replace(RULES, default_survivorship=SurvivorshipRule(("verified", "most_recent"))),
            ["golden.default: most_recent → verified, most_recent"],
        ),
    ],
)
def test_each_difference_has_a_line(new: Rules, lines: list[str]) -> None:
    assert differences(RULES, new) == lines


def test_blocked_values_are_counted_not_shown() -> None:
    old = replace(RULES, blocked_values={"email": frozenset({"a@b.org", "c@d.org"})})
    new = replace(RULES, blocked_values={"email": frozenset({"ann@home.org"})})

    assert differences(old, new) == ["blocked.email.values: 1 added, 2 removed"]
