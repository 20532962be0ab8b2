"""The records that leave together when a profile is split, and the judgements that it takes."""

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.stewardship.split import (
    Cut,
    MergeJudgement,
    ProfileEvidence,
    pairs_to_separate,
    rewritten_merges,
    with_companions,
)
from profile_service.domain.values.identifiers import Identifier

_RULES = Rules({"email": TypeRule(1), "phone": TypeRule(2)}, TypeRule(2))
_MAIL, _PHONE = Identifier("email", "ann@shop.org"), Identifier("phone", "+14155552671")


def _records(**identifiers: tuple[Identifier, ...]) -> dict[str, ComparableRecord]:
    return {key: ComparableRecord(key, frozenset(held)) for key, held in identifiers.items()}


def _evidence(
    records: dict[str, ComparableRecord], merged: tuple[MergeJudgement, ...] = (), *same: tuple[str, str]
) -> ProfileEvidence:
    """The records were loaded in the order of their keys."""
    return ProfileEvidence(records, {key: ("", key) for key in records}, same, merged)


def _merge_judgement(right: str, right_from: str, left: str = "a", left_from: str = "p") -> MergeJudgement:
    return MergeJudgement(f"{left}{right}", left, right, left_from, right_from)


def _cut(leaving: str, staying: str) -> Cut:
    return Cut(frozenset(leaving), frozenset(staying))


def test_records_with_other_evidence_stay() -> None:
    records = _records(a=(_MAIL,), b=(_MAIL, _PHONE), c=(_PHONE,), d=(_MAIL,))

    assert with_companions(_evidence(records), frozenset("b"), {_MAIL, _PHONE}) == frozenset("bc")


def test_only_joining_identifiers_keep_records() -> None:
    records = _records(a=(_MAIL, _PHONE), b=(_MAIL,), c=(_PHONE, _MAIL))

    assert with_companions(_evidence(records), frozenset("b"), {_PHONE}) == frozenset("b")
    assert with_companions(_evidence(records), frozenset("b"), set()) == frozenset("bc")


def test_same_judgements_keep_records() -> None:
    records = _records(a=(), b=(), c=())

    assert with_companions(_evidence(records, (), ("a", "b"), ("b", "c")), frozenset("b"), set()) == frozenset("bc")
    assert with_companions(_evidence(records, (), ("a", "b"), ("a", "c")), frozenset("b"), set()) == frozenset("b")


def test_records_of_one_merge_leave_together() -> None:
    records = _records(a=(), b=(), c=(), d=())
    star = (_merge_judgement("b", "q"), _merge_judgement("c", "q"), _merge_judgement("d", "r"))

    assert with_companions(_evidence(records, star), frozenset("c"), set()) == frozenset("bc")
    assert with_companions(_evidence(records, star), frozenset("d"), set()) == frozenset("d")


def test_oldest_record_leaves_with_its_side() -> None:
    records = _records(a=(), b=(), c=(), d=())
    star = (_merge_judgement("b", "p"), _merge_judgement("c", "q"), _merge_judgement("d", "q"))

    assert with_companions(_evidence(records, star), frozenset("a"), set()) == frozenset("ab")


def test_undone_merge_leaves_no_judgement() -> None:
    star = [_merge_judgement("b", "p"), _merge_judgement("c", "q"), _merge_judgement("d", "q")]

    assert rewritten_merges(star, _cut("cd", "ab")) == (["ac", "ad", "ab"], [])
    assert rewritten_merges(star, _cut("ab", "cd")) == (["ac", "ad", "ab"], [])


def test_other_merged_profiles_stay_merged() -> None:
    star = [_merge_judgement("b", "p"), _merge_judgement("c", "q"), _merge_judgement("d", "r")]

    assert rewritten_merges(star, _cut("d", "abc")) == (["ad"], [])
    assert rewritten_merges(star, _cut("ab", "cd")) == (["ac", "ad", "ab"], [MergeJudgement("ad", "c", "d", "q", "r")])


def test_pairs_that_share_identifiers_are_separated() -> None:
    records = _records(a=(_MAIL,), b=(_MAIL,), c=(_MAIL, _PHONE), d=(_PHONE,))

    assert pairs_to_separate(records, [], _RULES, (), _cut("cd", "ab")) == [("c", "a"), ("c", "b")]


def test_parts_without_evidence_need_no_judgement() -> None:
    records = _records(a=(_MAIL,), b=(_MAIL,), c=(_PHONE,))

    assert pairs_to_separate(records, [], _RULES, (), _cut("c", "ab")) == []


def test_third_record_does_not_reconnect_them() -> None:
    """A record of another profile shares an identifier with each."""
    records = _records(a=(_MAIL,), b=(_PHONE,), x=(_MAIL, _PHONE))
    same = Judgement("j", Verdict.SAME, "a", "x", "ada", "", "2026")

    assert pairs_to_separate(records, [same], _RULES, (), _cut("b", "a")) == [("b", "a")]


_VALUES = [
    Identifier("email", "ann@shop.org"),
    Identifier("email", "bob@shop.org"),
    Identifier("phone", "+14155552671"),
]
_IDENTIFIERS = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from(_VALUES)), min_size=2)
_SAME = st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("def")), max_size=3)


@given(_IDENTIFIERS, _SAME, st.sets(st.sampled_from("abcdef"), min_size=1))
def test_leaving_records_never_resolve_with_staying(
    identifiers: dict[str, frozenset[Identifier]], same: set[tuple[str, str]], named: set[str]
) -> None:
    records = {key: ComparableRecord(key, held) for key, held in identifiers.items()}
    cut = Cut(frozenset(named & records.keys()), frozenset(records.keys() - named))
    uncut = [pair for pair in sorted(same) if not cut.crossed_by(*pair)]
    judged = [Judgement(f"s{n}", Verdict.SAME, a, b, "ada", "", "2026") for n, (a, b) in enumerate(uncut)]

    pairs = pairs_to_separate(records, judged, _RULES, (), cut)

    separated = [Judgement(f"n{n}", Verdict.NOT_SAME, min(p), max(p), "ada", "", "2026") for n, p in enumerate(pairs)]
    clusters = partition(records.values(), [*judged, *separated], _RULES).clusters
    assert all(cluster <= cut.leaving or cluster <= cut.staying for cluster in clusters)
    assert all(cut.crossed_by(*pair) for pair in pairs)


def test_age_decides_who_stays_and_not_the_key() -> None:
    records = _records(a=(_MAIL,), b=(_MAIL, _PHONE), c=(_PHONE,), d=(_PHONE,))
    ages = {"d": ("2026-01", "d"), "c": ("2026-02", "c"), "b": ("2026-03", "b"), "a": ("2026-04", "a")}
    evidence = ProfileEvidence(records, ages, (), ())
    assert with_companions(evidence, frozenset("b"), {_MAIL, _PHONE}) == frozenset("ab"), (
        "a hangs on the rest only through b"
    )
    assert with_companions(evidence, frozenset("d"), {_MAIL, _PHONE}) == frozenset("d")
    star = (_merge_judgement("b", "q"), _merge_judgement("c", "p", left="a"), _merge_judgement("d", "p"))
    assert with_companions(ProfileEvidence(records, ages, (), star), frozenset("d"), set()) == frozenset("acd"), (
        "the oldest, with its own"
    )


def test_of_several_merges_the_oldest_leaves_with_the_first() -> None:
    records = _records(a=(), b=(), c=())
    first, later = (
        _merge_judgement("b", "p"),
        (_merge_judgement("b", "p2", left_from="p2"), _merge_judgement("c", "p2", left_from="p2")),
    )
    assert with_companions(_evidence(records, (*later, first)), frozenset("a"), set()) == frozenset("ab")


def test_everybody_may_leave() -> None:
    assert with_companions(_evidence(_records(a=(), b=())), frozenset("ab"), set()) == frozenset("ab")


def test_cut_through_several_merges_undoes_each() -> None:
    stars = [
        _merge_judgement("d", "q"),
        _merge_judgement("c", "r", left="b", left_from="s"),
        _merge_judgement("e", "t", left="b", left_from="s"),
    ]
    assert rewritten_merges(stars, _cut("cde", "ab")) == (
        ["ad", "bc", "be"],
        [MergeJudgement("be", "c", "e", "r", "t")],
    )
    two = [*stars, _merge_judgement("f", "u"), _merge_judgement("g", "v")]
    assert rewritten_merges(two, _cut("cdefg", "ab")) == (
        ["ad", "af", "ag", "bc", "be"],
        [
            MergeJudgement("af", "d", "f", "q", "u"),
            MergeJudgement("ag", "d", "g", "q", "v"),
            MergeJudgement("be", "c", "e", "r", "t"),
        ],
    )


def test_pairs_of_several_clusters_are_separated() -> None:
    other = Identifier("email", "bob@shop.org")
    records = _records(a=(_MAIL,), b=(_MAIL,), c=(other,), d=(other,))
    assert pairs_to_separate(records, [], _RULES, (), _cut("ac", "bd")) == [("a", "b"), ("c", "d")]
    assert pairs_to_separate(records, [], _RULES, {other}, _cut("ac", "bd")) == [("a", "b")], (
        "a shared identifier joins nobody"
    )
