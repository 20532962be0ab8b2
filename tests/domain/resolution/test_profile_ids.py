"""Profile ids are stable over loads, merges and splits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count, permutations
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.resolution.profile_ids import FormerProfile, ProfilesBefore, divided_profiles, regroup


def _new_ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def _clusters(*texts: str) -> list[frozenset[str]]:
    return [frozenset(text) for text in texts]


def _profiles(first_loaded: Mapping[str, str] = MappingProxyType({}), **profiles: str) -> ProfilesBefore:
    """Profile id → its records, each a letter. Loaded by the alphabet unless `first_loaded` says otherwise."""
    profile_of = {record: id for id, records in profiles.items() for record in records}
    return ProfilesBefore(profile_of, _by_letter(profile_of) | dict(first_loaded))


def _by_letter(records: Iterable[str]) -> dict[str, str]:
    """Record → when it was first loaded, in the order of the alphabet."""
    return {record: record for record in records}


def _former(records: str, at: str = "z") -> FormerProfile:
    """A profile that was merged away at `at`, a letter: after the records up to it were first loaded."""
    return FormerProfile(frozenset(records), at)


def test_new_records_get_a_new_id() -> None:
    regrouping = regroup(_clusters("ab"), _profiles(), _new_ids())

    assert regrouping.moves == {"a": "new-1", "b": "new-1"}
    assert regrouping.created == {"new-1"}
    assert regrouping.merged == {}


def test_new_record_joins_the_existing_id() -> None:
    regrouping = regroup(_clusters("abc"), _profiles(p1="ab"), _new_ids())

    assert regrouping.moves == {"c": "p1"}
    assert regrouping.created == frozenset()
    assert regrouping.touched == {"p1"}


def test_merge_keeps_the_oldest_id() -> None:
    regrouping = regroup(_clusters("abc"), _profiles(p1="c", p2="ab"), _new_ids())

    assert regrouping.moves == {"a": "p1", "b": "p1"}
    assert regrouping.merged == {"p2": "p1"}
    assert regrouping.touched == {"p1", "p2"}


def test_split_leaves_id_with_largest_part() -> None:
    regrouping = regroup(_clusters("ab", "c"), _profiles(p1="abc"), _new_ids())

    assert regrouping.moves == {"c": "new-1"}
    assert regrouping.created == {"new-1"}
    assert regrouping.merged == {}


def test_equal_split_leaves_id_with_oldest_record() -> None:
    regrouping = regroup(_clusters("d", "b"), _profiles(p1="bd"), _new_ids())

    assert regrouping.moves == {"d": "new-1"}


def test_equal_split_ignores_keys_of_records() -> None:
    regrouping = regroup(_clusters("d", "b"), _profiles({"d": "2026-01", "b": "2026-02"}, p1="bd"), _new_ids())

    assert regrouping.moves == {"b": "new-1"}


def test_new_members_do_not_enlarge_a_part() -> None:
    """Of p1 one record each goes to both sides; the larger side has come as p2."""
    regrouping = regroup(_clusters("a", "bcd"), _profiles(p1="ab", p2="cd"), _new_ids())

    assert regrouping.moves == {"b": "p2"}


def test_split_revives_the_former_id() -> None:
    before = replace(_profiles(p1="abcde"), former={"p2": _former("de")})

    regrouping = regroup(_clusters("abc", "de"), before, _new_ids())

    assert regrouping.moves == {"d": "p2", "e": "p2"}
    assert regrouping.created == frozenset()
    assert regrouping.revived == {"p2"}
    assert regrouping.touched == {"p1", "p2"}


def test_undone_merge_gives_both_ids_back() -> None:
    """Even where the part that was merged is larger than the one that it was merged into."""
    before = replace(_profiles(p1="abcd"), former={"p2": _former("bcd")})

    regrouping = regroup(_clusters("a", "bcd"), before, _new_ids())

    assert regrouping.moves == {"b": "p2", "c": "p2", "d": "p2"}
    assert regrouping.created == frozenset()
    assert regrouping.revived == {"p2"}


def test_largest_mixed_part_keeps_the_id() -> None:
    before = replace(_profiles(p1="abcd"), former={"p2": _former("bc")})

    regrouping = regroup(_clusters("a", "bcd"), before, _new_ids())

    assert regrouping.moves == {"a": "new-1"}
    assert regrouping.revived == frozenset()


def test_new_records_follow_the_former_profile() -> None:
    """After p2 was merged into p1, d and e joined the records of p2; p1 keeps its own record."""
    before = replace(_profiles(p1="abcde"), former={"p2": _former("bc", at="c")})

    regrouping = regroup(_clusters("a", "bcde"), before, _new_ids())

    assert regrouping.moves == dict.fromkeys("bcde", "p2")
    assert regrouping.revived == {"p2"}


def test_latest_merge_is_taken_back_first() -> None:
    """b was merged as p3 and kept p1 when other records left; a was merged as p2 later, and leaves now."""
    earlier = {"p3": _former("b", at="w"), "p4": _former("a", at="x")}
    before = replace(_profiles(p1="ab"), former=earlier | {"p2": _former("a", at="y")})

    regrouping = regroup(_clusters("a", "b"), before, _new_ids())

    assert regrouping.moves == {"a": "p2"}


def test_split_revives_the_closest_former_id() -> None:
    """p3 was merged into p2, and p2 into p1; only the records of p3 leave again."""
    before = replace(_profiles(p1="abcdef"), former={"p2": _former("cdef"), "p3": _former("ef")})

    regrouping = regroup(_clusters("abcd", "ef"), before, _new_ids())

    assert regrouping.revived == {"p3"}
    assert regrouping.moves == {"e": "p3", "f": "p3"}


def test_former_id_is_revived_once() -> None:
    before = replace(_profiles(p1="abcde"), former={"p2": _former("de")})

    regrouping = regroup(_clusters("abc", "d", "e"), before, _new_ids())

    assert regrouping.moves == {"d": "p2", "e": "new-1"}
    assert regrouping.created == {"new-1"}
    assert regrouping.revived == {"p2"}


def test_id_without_records_is_removed() -> None:
    regrouping = regroup(_clusters("b"), _profiles(p1="a", p2="b"), _new_ids())

    assert (regrouping.moves, regrouping.merged) == ({}, {})
    assert regrouping.removed == {"p1"}


def test_profiles_in_several_clusters_are_divided() -> None:
    assert divided_profiles(_clusters("ab", "cd"), {"a": "p1", "b": "p2", "c": "p2"}) == {"p2"}


_RECORDS = "abcdefgh"
_PROFILE_OF = st.dictionaries(st.sampled_from(_RECORDS), st.sampled_from(["p1", "p2", "p3"]))
_FORMER = st.dictionaries(
    st.sampled_from(["f1", "f2"]),
    st.builds(FormerProfile, st.frozensets(st.sampled_from(_RECORDS), min_size=1), st.sampled_from(_RECORDS)),
    max_size=2,
)


@given(_PROFILE_OF, _FORMER, st.data())
def test_every_old_id_stays_or_leads_on(
    profile_of: dict[str, str], former: dict[str, FormerProfile], data: st.DataObject
) -> None:
    cluster_of = {record: data.draw(st.integers(0, 4)) for record in _RECORDS}
    clusters = [c for n in range(1, 5) if (c := frozenset(r for r in cluster_of if cluster_of[r] == n))]
    deleted = {record for record in cluster_of if cluster_of[record] == 0}

    regrouping = regroup(clusters, ProfilesBefore(profile_of, _by_letter(profile_of), former), _new_ids())

    after = {record: id for record, id in {**profile_of, **regrouping.moves}.items() if record not in deleted}
    assert {frozenset(r for r in after if after[r] == id) for id in set(after.values())} == set(clusters)
    ids, old_ids = set(after.values()), set(profile_of.values())
    merged, removed = regrouping.merged, regrouping.removed
    assert all(old in ids or merged.get(old) in ids or old in removed for old in old_ids)
    assert not ids & (merged.keys() | removed)
    assert not merged.keys() & removed
    assert ids == (old_ids - merged.keys() - removed) | regrouping.created | regrouping.revived
    assert regrouping.revived <= former.keys()


@given(_PROFILE_OF, st.data())
def test_merge_and_split_restore_the_profiles(profile_of: dict[str, str], data: st.DataObject) -> None:
    ids = data.draw(st.sets(st.sampled_from(sorted(set(profile_of.values())) or ["p1"]), min_size=1))
    profiles = {id: frozenset(r for r in profile_of if profile_of[r] == id) for id in set(profile_of.values())}
    together = frozenset(r for r in profile_of if profile_of[r] in ids)
    clusters = [cluster for id, cluster in profiles.items() if id not in ids] + ([together] if together else [])
    merge = regroup(clusters, ProfilesBefore(profile_of, _by_letter(profile_of)), _new_ids())
    former = {old: FormerProfile(profiles[old], "z") for old in merge.merged}

    merged_profiles = ProfilesBefore({**profile_of, **merge.moves}, _by_letter(profile_of), former)
    split = regroup(profiles.values(), merged_profiles, _new_ids())

    assert {**profile_of, **merge.moves, **split.moves} == profile_of
    assert split.created == frozenset()


@given(_PROFILE_OF, _FORMER, st.data())
def test_regrouping_again_changes_nothing(
    profile_of: dict[str, str], former: dict[str, FormerProfile], data: st.DataObject
) -> None:
    cluster_of = {record: data.draw(st.integers(0, 4)) for record in profile_of}
    clusters = [frozenset(r for r in cluster_of if cluster_of[r] == n) for n in set(cluster_of.values())]
    first = regroup(clusters, ProfilesBefore(profile_of, _by_letter(profile_of), former), _new_ids())

    after = ProfilesBefore({**profile_of, **first.moves}, _by_letter(profile_of), former)
    again = regroup(clusters, after, _new_ids())

    assert (again.moves, again.merged, again.removed) == ({}, {}, frozenset())


def test_new_ids_go_to_the_largest_cluster_first_then_to_the_oldest() -> None:
    """Whatever the order of the clusters."""
    profiles = ProfilesBefore({}, {record: record for record in "abcde"})
    for clusters in permutations(_clusters("d", "bc", "a")):
        assert regroup(clusters, profiles, _new_ids()).moves == {"b": "new-1", "c": "new-1", "a": "new-2", "d": "new-3"}


def test_part_takes_the_id_that_brought_most_of_it() -> None:
    former = {"p2": _former("f"), "p3": _former("de"), "p4": _former("g")}
    profiles = replace(_profiles(p1="abcdefg"), former=former)
    assert regroup(_clusters("abcg", "def"), profiles, _new_ids()).revived == {"p3"}


def test_part_takes_the_id_that_brought_the_fewest_others() -> None:
    former = {"p2": _former("ebc"), "p3": _former("da")}
    profiles = replace(_profiles(p1="abcdef"), former=former)
    assert regroup(_clusters("abcf", "de"), profiles, _new_ids()).revived == {"p3"}
    alike = replace(profiles, former={"p3": _former("eb"), "p2": _former("da")})
    assert regroup(_clusters("abcf", "de"), alike, _new_ids()).revived == {"p2"}, "of equals the first by id"


def test_only_ids_with_records_apart_are_split() -> None:
    profile_of = {"a": "p1", "b": "p1", "c": "p2", "d": "p3"}
    assert divided_profiles(_clusters("ab", "cd"), profile_of) == set()
    assert divided_profiles(_clusters("ac", "bd"), profile_of) == {"p1"}
    assert divided_profiles(_clusters("acx", "b", "dy"), profile_of) == {"p1"}
