"""Profile ids stay what they were over loads, merges and splits."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count, permutations
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.resolution.profile_ids import Former, Tenure, regroup, splits


def _ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def _groups(*texts: str) -> list[frozenset[str]]:
    return [frozenset(text) for text in texts]


def _tenure(born: Mapping[str, str] = MappingProxyType({}), **held: str) -> Tenure:
    """Profile id → its records, each a letter. They were born in the order of the alphabet, unless told otherwise."""
    before = {record: id for id, records in held.items() for record in records}
    return Tenure(before, {record: record for record in before} | dict(born))


def _brought(records: str, at: str = "z") -> Former:
    """Before any of the records was born, or after all of them."""
    return Former(frozenset(records), at)


def test_new_records_get_a_new_id() -> None:
    answer = regroup(_groups("ab"), _tenure(), _ids())

    assert answer.moves == {"a": "new-1", "b": "new-1"}
    assert answer.created == {"new-1"}
    assert answer.merged == {}


def test_a_newcomer_joins_the_id_that_is_there() -> None:
    answer = regroup(_groups("abc"), _tenure(p1="ab"), _ids())

    assert answer.moves == {"c": "p1"}
    assert answer.created == frozenset()
    assert answer.touched == {"p1"}


def test_a_merge_keeps_the_oldest_id() -> None:
    answer = regroup(_groups("abc"), _tenure(p1="c", p2="ab"), _ids())

    assert answer.moves == {"a": "p1", "b": "p1"}
    assert answer.merged == {"p2": "p1"}
    assert answer.touched == {"p1", "p2"}


def test_a_split_leaves_the_id_with_the_largest_part() -> None:
    answer = regroup(_groups("ab", "c"), _tenure(p1="abc"), _ids())

    assert answer.moves == {"c": "new-1"}
    assert answer.created == {"new-1"}
    assert answer.merged == {}


def test_a_split_in_equal_parts_leaves_the_id_with_the_first_record() -> None:
    answer = regroup(_groups("d", "b"), _tenure(p1="bd"), _ids())

    assert answer.moves == {"d": "new-1"}


def test_a_split_in_equal_parts_goes_by_when_records_came_and_not_by_their_keys() -> None:
    answer = regroup(_groups("d", "b"), _tenure({"d": "2026-01", "b": "2026-02"}, p1="bd"), _ids())

    assert answer.moves == {"b": "new-1"}


def test_parts_are_what_was_of_the_id_and_not_who_joins_them() -> None:
    """Of p1 one record each goes to both sides; the larger side has come as p2."""
    answer = regroup(_groups("a", "bcd"), _tenure(p1="ab", p2="cd"), _ids())

    assert answer.moves == {"b": "p2"}


def test_an_id_that_was_merged_away_is_revived_where_they_part() -> None:
    tenure = replace(_tenure(p1="abcde"), former={"p2": _brought("de")})

    answer = regroup(_groups("abc", "de"), tenure, _ids())

    assert answer.moves == {"d": "p2", "e": "p2"}
    assert answer.created == frozenset()
    assert answer.revived == {"p2"}
    assert answer.touched == {"p1", "p2"}


def test_a_merge_undone_leaves_both_ids_with_whom_they_had_been() -> None:
    """Also where the part that came is larger than the one it came to."""
    tenure = replace(_tenure(p1="abcd"), former={"p2": _brought("bcd")})

    answer = regroup(_groups("a", "bcd"), tenure, _ids())

    assert answer.moves == {"b": "p2", "c": "p2", "d": "p2"}
    assert answer.created == frozenset()
    assert answer.revived == {"p2"}


def test_the_largest_part_keeps_the_id_where_it_is_not_just_what_came() -> None:
    tenure = replace(_tenure(p1="abcd"), former={"p2": _brought("bc")})

    answer = regroup(_groups("a", "bcd"), tenure, _ids())

    assert answer.moves == {"a": "new-1"}
    assert answer.revived == frozenset()


def test_newcomers_go_with_whom_they_joined() -> None:
    """Since p2 went into p1, d and e came to what p2 had brought: p1 stays with whom it had been."""
    tenure = replace(_tenure(p1="abcde"), former={"p2": _brought("bc", at="c")})

    answer = regroup(_groups("a", "bcde"), tenure, _ids())

    assert answer.moves == dict.fromkeys("bcde", "p2")
    assert answer.revived == {"p2"}


def test_an_id_of_long_ago_is_not_taken_back_before_one_of_today() -> None:
    """b came as p3, and kept p1 when the others had left; now a came as p2, and leaves."""
    long_ago = {"p3": _brought("b", at="w"), "p4": _brought("a", at="x")}
    tenure = replace(_tenure(p1="ab"), former=long_ago | {"p2": _brought("a", at="y")})

    answer = regroup(_groups("a", "b"), tenure, _ids())

    assert answer.moves == {"a": "p2"}


def test_of_ids_merged_one_after_the_other_the_closest_is_revived() -> None:
    """p3 went into p2 and that into p1; only what p3 had brought parts again."""
    tenure = replace(_tenure(p1="abcdef"), former={"p2": _brought("cdef"), "p3": _brought("ef")})

    answer = regroup(_groups("abcd", "ef"), tenure, _ids())

    assert answer.revived == {"p3"}
    assert answer.moves == {"e": "p3", "f": "p3"}


def test_an_id_is_revived_once() -> None:
    tenure = replace(_tenure(p1="abcde"), former={"p2": _brought("de")})

    answer = regroup(_groups("abc", "d", "e"), tenure, _ids())

    assert answer.moves == {"d": "p2", "e": "new-1"}
    assert answer.created == {"new-1"}
    assert answer.revived == {"p2"}


def test_an_id_whose_last_record_goes_is_removed() -> None:
    answer = regroup(_groups("b"), _tenure(p1="a", p2="b"), _ids())

    assert (answer.moves, answer.merged) == ({}, {})
    assert answer.removed == {"p1"}


def test_ids_with_records_in_several_groups_are_split() -> None:
    assert splits(_groups("ab", "cd"), {"a": "p1", "b": "p2", "c": "p2"}) == {"p2"}


_RECORDS = "abcdefgh"
_HELD = st.dictionaries(st.sampled_from(_RECORDS), st.sampled_from(["p1", "p2", "p3"]))
_FORMER = st.dictionaries(
    st.sampled_from(["f1", "f2"]),
    st.builds(Former, st.frozensets(st.sampled_from(_RECORDS), min_size=1), st.sampled_from(_RECORDS)),
    max_size=2,
)


@given(_HELD, _FORMER, st.data())
def test_every_old_id_lives_on_or_leads_to_one_that_does(
    before: dict[str, str], former: dict[str, Former], data: st.DataObject
) -> None:
    labels = {key: data.draw(st.integers(0, 4)) for key in _RECORDS}
    groups = [g for n in range(1, 5) if (g := frozenset(k for k in labels if labels[k] == n))]
    gone = {key for key in labels if labels[key] == 0}

    answer = regroup(groups, Tenure(before, {key: key for key in before}, former), _ids())

    after = {key: id for key, id in {**before, **answer.moves}.items() if key not in gone}
    assert {frozenset(k for k in after if after[k] == id) for id in set(after.values())} == set(groups)
    living = set(after.values())
    assert all(old in living or answer.merged.get(old) in living or old in answer.removed for old in before.values())
    assert not living & (answer.merged.keys() | answer.removed)
    assert not answer.merged.keys() & answer.removed
    assert living == (set(before.values()) - answer.merged.keys() - answer.removed) | answer.created | answer.revived
    assert answer.revived <= former.keys()


@given(_HELD, st.data())
def test_what_merged_and_parts_again_is_as_it_was(before: dict[str, str], data: st.DataObject) -> None:
    joined = data.draw(st.sets(st.sampled_from(sorted(set(before.values())) or ["p1"]), min_size=1))
    held = {id: frozenset(k for k in before if before[k] == id) for id in set(before.values())}
    together = frozenset(k for k in before if before[k] in joined)
    merged = [g for id, g in held.items() if id not in joined] + ([together] if together else [])
    first = regroup(merged, Tenure(before, {key: key for key in before}), _ids())
    former = {old: Former(held[old], "z") for old in first.merged}

    second = regroup(held.values(), Tenure({**before, **first.moves}, {key: key for key in before}, former), _ids())

    assert {**before, **first.moves, **second.moves} == before
    assert second.created == frozenset()


def test_new_ids_go_to_the_largest_group_first_then_to_the_oldest() -> None:
    """Whatever the order in which the groups come."""
    tenure = Tenure({}, {record: record for record in "abcde"})
    for groups in permutations(_groups("d", "bc", "a")):
        assert regroup(groups, tenure, _ids()).moves == {"b": "new-1", "c": "new-1", "a": "new-2", "d": "new-3"}


def test_part_takes_the_id_that_brought_most_of_it() -> None:
    former = {"p2": _brought("f"), "p3": _brought("de"), "p4": _brought("g")}
    tenure = replace(_tenure(p1="abcdefg"), former=former)
    assert regroup(_groups("abcg", "def"), tenure, _ids()).revived == {"p3"}


def test_part_takes_the_id_that_brought_the_fewest_others() -> None:
    former = {"p2": _brought("ebc"), "p3": _brought("da")}
    tenure = replace(_tenure(p1="abcdef"), former=former)
    assert regroup(_groups("abcf", "de"), tenure, _ids()).revived == {"p3"}
    alike = replace(tenure, former={"p3": _brought("eb"), "p2": _brought("da")})
    assert regroup(_groups("abcf", "de"), alike, _ids()).revived == {"p2"}, "of equals the first by id"


def test_only_ids_with_records_apart_are_split() -> None:
    before = {"a": "p1", "b": "p1", "c": "p2", "d": "p3"}
    assert splits(_groups("ab", "cd"), before) == set()
    assert splits(_groups("ac", "bd"), before) == {"p1"}
    assert splits(_groups("acx", "b", "dy"), before) == {"p1"}
