"""Who leaves with whom when a profile is split, and which judgements that takes."""

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.stewardship.split import Cut, Evidence, Merged, company, pairs_to_part, undone
from profile_service.domain.values.identifiers import Identifier

_RULES = Rules({"email": TypeRule(1), "phone": TypeRule(2)}, TypeRule(2))
_MAIL, _PHONE = Identifier("email", "ann@shop.org"), Identifier("phone", "+14155552671")


def _people(**held: tuple[Identifier, ...]) -> dict[str, ComparableRecord]:
    return {key: ComparableRecord(key, frozenset(identifiers)) for key, identifiers in held.items()}


def _evidence(people: dict[str, ComparableRecord], merged: tuple[Merged, ...] = (), *same: tuple[str, str]) -> Evidence:
    """Records were born in the order of their keys."""
    return Evidence(people, {key: ("", key) for key in people}, same, merged)


def _merged(right: str, right_from: str, left: str = "a", left_from: str = "p") -> Merged:
    return Merged(f"{left}{right}", left, right, left_from, right_from)


def _cut(leaving: str, staying: str) -> Cut:
    return Cut(frozenset(leaving), frozenset(staying))


def test_what_hangs_on_the_rest_by_others_stays() -> None:
    people = _people(a=(_MAIL,), b=(_MAIL, _PHONE), c=(_PHONE,), d=(_MAIL,))

    assert company(_evidence(people), frozenset("b"), {_MAIL, _PHONE}) == frozenset("bc")


def test_what_joins_nobody_holds_nobody() -> None:
    people = _people(a=(_MAIL, _PHONE), b=(_MAIL,), c=(_PHONE, _MAIL))

    assert company(_evidence(people), frozenset("b"), {_PHONE}) == frozenset("b")
    assert company(_evidence(people), frozenset("b"), set()) == frozenset("bc")


def test_judgements_of_sameness_hold_too() -> None:
    people = _people(a=(), b=(), c=())

    assert company(_evidence(people, (), ("a", "b"), ("b", "c")), frozenset("b"), set()) == frozenset("bc")
    assert company(_evidence(people, (), ("a", "b"), ("a", "c")), frozenset("b"), set()) == frozenset("b")


def test_what_one_merge_brought_leaves_as_one() -> None:
    people = _people(a=(), b=(), c=(), d=())
    star = (_merged("b", "q"), _merged("c", "q"), _merged("d", "r"))

    assert company(_evidence(people, star), frozenset("c"), set()) == frozenset("bc")
    assert company(_evidence(people, star), frozenset("d"), set()) == frozenset("d")


def test_the_oldest_leaves_with_what_it_was_merged_with_first() -> None:
    people = _people(a=(), b=(), c=(), d=())
    star = (_merged("b", "p"), _merged("c", "q"), _merged("d", "q"))

    assert company(_evidence(people, star), frozenset("a"), set()) == frozenset("ab")


def test_a_merge_undone_leaves_no_judgement_behind() -> None:
    star = [_merged("b", "p"), _merged("c", "q"), _merged("d", "q")]

    assert undone(star, _cut("cd", "ab")) == (["ac", "ad", "ab"], [])
    assert undone(star, _cut("ab", "cd")) == (["ac", "ad", "ab"], [])


def test_what_else_was_merged_stays_merged() -> None:
    star = [_merged("b", "p"), _merged("c", "q"), _merged("d", "r")]

    assert undone(star, _cut("d", "abc")) == (["ad"], [])
    assert undone(star, _cut("ab", "cd")) == (["ac", "ad", "ab"], [Merged("ad", "c", "d", "q", "r")])


def test_pairs_that_share_an_identifier_are_parted() -> None:
    people = _people(a=(_MAIL,), b=(_MAIL,), c=(_MAIL, _PHONE), d=(_PHONE,))

    assert pairs_to_part(people, [], _RULES, (), _cut("cd", "ab")) == [("c", "a"), ("c", "b")]


def test_what_parts_by_itself_needs_no_judgement() -> None:
    people = _people(a=(_MAIL,), b=(_MAIL,), c=(_PHONE,))

    assert pairs_to_part(people, [], _RULES, (), _cut("c", "ab")) == []


def test_a_third_party_does_not_bring_them_together() -> None:
    """A record of somebody else would fit both."""
    people = _people(a=(_MAIL,), b=(_PHONE,), x=(_MAIL, _PHONE))
    same = Judgement("j", Verdict.SAME, "a", "x", "ada", "", "2026")

    assert pairs_to_part(people, [same], _RULES, (), _cut("b", "a")) == [("b", "a")]


_VALUES = [
    Identifier("email", "ann@shop.org"),
    Identifier("email", "bob@shop.org"),
    Identifier("phone", "+14155552671"),
]
_HELD = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from(_VALUES)), min_size=2)
_SAME = st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("def")), max_size=3)


@given(_HELD, _SAME, st.sets(st.sampled_from("abcdef"), min_size=1))
def test_who_leaves_never_stands_with_who_stays(
    held: dict[str, frozenset[Identifier]], same: set[tuple[str, str]], named: set[str]
) -> None:
    people = {key: ComparableRecord(key, identifiers) for key, identifiers in held.items()}
    cut = Cut(frozenset(named & people.keys()), frozenset(people.keys() - named))
    kept = [pair for pair in sorted(same) if not cut.crossed_by(*pair)]
    judged = [Judgement(f"s{n}", Verdict.SAME, a, b, "ada", "", "2026") for n, (a, b) in enumerate(kept)]

    pairs = pairs_to_part(people, judged, _RULES, (), cut)

    parted = [Judgement(f"n{n}", Verdict.NOT_SAME, min(p), max(p), "ada", "", "2026") for n, p in enumerate(pairs)]
    groups = partition(people.values(), [*judged, *parted], _RULES).clusters
    assert all(group <= cut.leaving or group <= cut.staying for group in groups)
    assert all(cut.crossed_by(*pair) for pair in pairs)


def test_age_decides_who_stays_and_not_the_key() -> None:
    people = _people(a=(_MAIL,), b=(_MAIL, _PHONE), c=(_PHONE,), d=(_PHONE,))
    ages = {"d": ("2026-01", "d"), "c": ("2026-02", "c"), "b": ("2026-03", "b"), "a": ("2026-04", "a")}
    evidence = Evidence(people, ages, (), ())
    assert company(evidence, frozenset("b"), {_MAIL, _PHONE}) == frozenset("ab"), "a hangs on the rest only through b"
    assert company(evidence, frozenset("d"), {_MAIL, _PHONE}) == frozenset("d")
    star = (_merged("b", "q"), _merged("c", "p", left="a"), _merged("d", "p"))
    assert company(Evidence(people, ages, (), star), frozenset("d"), set()) == frozenset("acd"), (
        "the oldest, with its own"
    )


def test_of_several_merges_the_oldest_leaves_with_the_first() -> None:
    people = _people(a=(), b=(), c=())
    first, later = _merged("b", "p"), (_merged("b", "p2", left_from="p2"), _merged("c", "p2", left_from="p2"))
    assert company(_evidence(people, (*later, first)), frozenset("a"), set()) == frozenset("ab")


def test_everybody_may_leave() -> None:
    assert company(_evidence(_people(a=(), b=())), frozenset("ab"), set()) == frozenset("ab")


def test_cut_through_several_merges_undoes_each() -> None:
    stars = [_merged("d", "q"), _merged("c", "r", left="b", left_from="s"), _merged("e", "t", left="b", left_from="s")]
    assert undone(stars, _cut("cde", "ab")) == (["ad", "bc", "be"], [Merged("be", "c", "e", "r", "t")])
    two = [*stars, _merged("f", "u"), _merged("g", "v")]
    assert undone(two, _cut("cdefg", "ab")) == (
        ["ad", "af", "ag", "bc", "be"],
        [Merged("af", "d", "f", "q", "u"), Merged("ag", "d", "g", "q", "v"), Merged("be", "c", "e", "r", "t")],
    )


def test_pairs_of_several_groups_are_parted() -> None:
    other = Identifier("email", "bob@shop.org")
    people = _people(a=(_MAIL,), b=(_MAIL,), c=(other,), d=(other,))
    assert pairs_to_part(people, [], _RULES, (), _cut("ac", "bd")) == [("a", "b"), ("c", "d")]
    assert pairs_to_part(people, [], _RULES, {other}, _cut("ac", "bd")) == [("a", "b")], (
        "a shared identifier joins nobody"
    )
