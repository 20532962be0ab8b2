"""The impact of a regrouping on profiles and records."""

from itertools import count

import pytest

from profile_service.domain.resolution.impact import Example, Impact, impact, shown_key
from profile_service.domain.resolution.profile_ids import ProfilesBefore, Regrouping, regroup


def _impact(before: dict[str, str], *clusters: str) -> Impact:
    numbers = count(1)
    parts = [frozenset(cluster.split()) for cluster in clusters]
    return impact(before, regroup(parts, ProfilesBefore(before, before), lambda: f"new-{next(numbers)}"))


def test_merge_names_the_merged_profiles() -> None:
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
    result = _impact(before, "a b f", "c", "d e g")
    assert (result.merged, result.split, result.moved) == (0, 1, 2)
    assert result.examples == (Example("split", "p1", ("p2",), 1, 5, 2, ("c", "d")),)


def test_new_records_do_not_count_as_moved() -> None:
    assert _impact({"a": "p1"}, "a x", "y").moved == 0


def test_profile_without_records_is_removed() -> None:
    result = _impact({"a": "p1", "b": "p2", "c": "p2"}, "a")
    assert (result.removed, result.moved, result.records, result.profiles) == (1, 0, 3, 2)
    assert result.examples == (Example("removal", "p2", (), 0, 2, 0, ()),)


def test_twenty_examples_with_twenty_keys() -> None:
    before: dict[str, str] = {}
    moves: dict[str, str] = {}
    for case in range(1, 23):
        records = [f"r{case:02d}-{n:02d}" for n in range(case)]
        before |= dict.fromkeys(records, f"p{case:02d}")
        moves |= dict.fromkeys(records, f"new-{case}")
    result = impact(before, Regrouping(moves, frozenset(moves.values()), frozenset(), {}, frozenset(), frozenset()))
    assert (result.split, result.moved) == (22, 253)
    assert [example.moved for example in result.examples] == list(range(22, 2, -1))
    assert [len(example.keys) for example in result.examples[:4]] == [20, 20, 20, 19]
    assert result.examples[0].keys[:2] == ("r22-00", "r22-01")


@pytest.mark.parametrize(
    ("key", "shown"),
    [("shop:7", "shop:7"), ("shop:email:ann@x.org", "shop:email:…"), ("shop:", "shop:"), ("a:b:c:d", "a:b:…")],
)
def test_shown_key_has_no_personal_data(key: str, shown: str) -> None:
    assert shown_key(key) == shown
