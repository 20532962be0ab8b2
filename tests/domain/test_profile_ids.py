"""Profile ids stay what they were over loads, merges and splits."""

from collections.abc import Callable
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.profile_ids import regroup


def _ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def _groups(*texts: str) -> list[frozenset[str]]:
    return [frozenset(text) for text in texts]


def test_new_records_get_a_new_id() -> None:
    answer = regroup(_groups("ab"), {}, _ids())

    assert answer.moves == {"a": "new-1", "b": "new-1"}
    assert answer.created == {"new-1"}
    assert answer.merged == {}


def test_a_newcomer_joins_the_id_that_is_there() -> None:
    answer = regroup(_groups("abc"), {"a": "p1", "b": "p1"}, _ids())

    assert answer.moves == {"c": "p1"}
    assert answer.created == frozenset()
    assert answer.touched == {"p1"}


def test_a_merge_keeps_the_oldest_id() -> None:
    answer = regroup(_groups("abc"), {"a": "p2", "b": "p2", "c": "p1"}, _ids())

    assert answer.moves == {"a": "p1", "b": "p1"}
    assert answer.merged == {"p2": "p1"}
    assert answer.touched == {"p1", "p2"}


def test_a_split_leaves_the_id_with_the_largest_part() -> None:
    answer = regroup(_groups("ab", "c"), {"a": "p1", "b": "p1", "c": "p1"}, _ids())

    assert answer.moves == {"c": "new-1"}
    assert answer.created == {"new-1"}
    assert answer.merged == {}


def test_a_split_in_equal_parts_leaves_the_id_with_the_first_record() -> None:
    answer = regroup(_groups("d", "b"), {"b": "p1", "d": "p1"}, _ids())

    assert answer.moves == {"d": "new-1"}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["p1", "p2", "p3"])), st.data())
def test_every_old_id_lives_on_or_leads_to_one_that_does(before: dict[str, str], data: st.DataObject) -> None:
    labels = {key: data.draw(st.integers(0, 3)) for key in "abcdefgh"}
    groups = [g for n in range(4) if (g := frozenset(k for k in labels if labels[k] == n))]

    answer = regroup(groups, before, _ids())

    after = {**before, **answer.moves}
    assert {frozenset(k for k in after if after[k] == id) for id in set(after.values())} == set(groups)
    living = set(after.values())
    assert all(old in living or answer.merged[old] in living for old in before.values())
    assert not living & answer.merged.keys()
