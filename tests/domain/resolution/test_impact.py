"""What a regrouping would come to, and how two sets of rules differ, in lines for people."""

import re
from dataclasses import replace
from itertools import count

import pytest

from profile_service.domain.resolution.impact import Example, Impact, impact, shown_key
from profile_service.domain.resolution.profile_ids import Regrouping, Tenure, regroup
from profile_service.domain.resolution.rules import GoldenRule, Rules, TypeRule
from profile_service.domain.resolution.rules_diff import differences


def _impact(before: dict[str, str], *groups: str) -> Impact:
    numbers = count(1)
    parts = [frozenset(group.split()) for group in groups]
    return impact(before, regroup(parts, Tenure(before, before), lambda: f"new-{next(numbers)}"))


def test_merge_names_the_profiles_that_it_takes_in() -> None:
    before = {"a": "p1", "b": "p2", "c": "p2", "d": "p3", "e": "p4"}
    assert _impact(before, "a b c d", "e") == Impact(
        records=5,
        profiles=4,
        merged=2,
        split=0,
        removed=0,
        moved=3,
        examples=(Example("merge", "p1", ("p2", "p3"), 0, 1, 3, ("b", "c", "d")),),
    )


def test_split_names_where_the_records_go() -> None:
    before = {"a": "p1", "b": "p1", "c": "p1", "d": "p1", "e": "p2", "f": "p1", "g": "p2"}
    found = _impact(before, "a b f", "c", "d e g")
    assert (found.merged, found.split, found.moved) == (0, 1, 2)
    assert found.examples == (Example("split", "p1", ("p2",), 1, 5, 2, ("c", "d")),)


def test_newcomers_are_not_counted_as_moved() -> None:
    assert _impact({"a": "p1"}, "a x", "y").moved == 0


def test_profile_of_which_nothing_is_left_is_removed() -> None:
    found = _impact({"a": "p1", "b": "p2", "c": "p2"}, "a")
    assert (found.removed, found.moved, found.records, found.profiles) == (1, 0, 3, 2)
    assert found.examples == (Example("removal", "p2", (), 0, 2, 0, ()),)


def test_twenty_of_the_largest_cases_are_shown_with_twenty_keys() -> None:
    before: dict[str, str] = {}
    moves: dict[str, str] = {}
    for case in range(1, 23):
        records = [f"r{case:02d}-{n:02d}" for n in range(case)]
        before |= dict.fromkeys(records, f"p{case:02d}")
        moves |= dict.fromkeys(records, f"new-{case}")
    found = impact(before, Regrouping(moves, frozenset(moves.values()), frozenset(), {}, frozenset(), frozenset()))
    assert (found.split, found.moved) == (22, 253)
    assert [example.moved for example in found.examples] == list(range(22, 2, -1))
    assert [len(example.keys) for example in found.examples[:4]] == [20, 20, 20, 19]
    assert found.examples[0].keys[:2] == ("r22-00", "r22-01")


@pytest.mark.parametrize(
    ("key", "shown"),
    [("shop:7", "shop:7"), ("shop:email:ann@x.org", "shop:email:…"), ("shop:", "shop:"), ("a:b:c:d", "a:b:…")],
)
def test_key_is_shown_without_what_tells_who_it_is(key: str, shown: str) -> None:
    assert shown_key(key) == shown


_RULES = Rules({"email": TypeRule(3), "phone": TypeRule(4)}, TypeRule(2))


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        (_RULES, []),
        (replace(_RULES, hub_cap=21), ["hub_cap: 20 → 21"]),
        (replace(_RULES, names_differ=False), ["contradictions.given_names: true → false"]),
        (replace(_RULES, birth_dates_differ=False), ["contradictions.birth_dates: true → false"]),
        (replace(_RULES, differ=("tax_id", "badge")), ["contradictions.differ: nothing → badge, tax_id"]),
        (replace(_RULES, other=TypeRule(5, limit=1)), ["types.other.priority: 2 → 5", "types.other.limit: 5 → 1"]),
        (
            replace(_RULES, types={**_RULES.types, "email": TypeRule(3, joins=False, plus=frozenset({"*"}))}),
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
            replace(_RULES, golden_other=GoldenRule(("most_complete",))),
            [
                "golden.default: most_recent → most_complete",
            ],
        ),
        (
            replace(_RULES, golden={"name": GoldenRule(("source_priority", "verified"), ("crm", "shop"))}),
            ["golden.name: most_recent → source_priority, verified (crm, shop)"],
        ),
    ],
)
def test_difference_is_told_in_the_words_of_the_file(changed: Rules, lines: list[str]) -> None:
    assert differences(_RULES, changed) == lines


def test_difference_is_told_in_both_directions() -> None:
    golden = replace(_RULES, golden={"name": GoldenRule(("verified",))}, golden_other=GoldenRule(("most_complete",)))
    assert differences(golden, _RULES) == [
        "golden.default: most_complete → most_recent",
        "golden.name: verified → most_recent",
    ]
    blocked = replace(_RULES, blocked_values={"email": frozenset({"a", "b"})}, blocked={"email": re.compile("x")})
    other = replace(_RULES, blocked_values={"email": frozenset({"b", "c", "d"})}, blocked={"email": re.compile("x")})
    assert differences(blocked, other) == ["blocked.email.values: 2 added, 1 removed"]
    assert differences(blocked, _RULES) == [
        "blocked.email.values: 0 added, 2 removed",
        "blocked.email.patterns: changed",
    ]
