"""The numbers of docs/identity-rules.md in resolution, on both sides of each edge."""

import pytest

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

_PLAIN = Rules({}, TypeRule(1))
_SHARED = Identifier("email", "ann@shop.org")
_AT = "2026-01-01T09:00:00.000000Z"


def _record(key: str, *values: str, name: str = "", born: str = "", lock: str | None = None) -> ComparableRecord:
    """A record with the shared e-mail and user ids."""
    identifiers = frozenset({_SHARED, *(Identifier("user_id", value) for value in values)})
    given, _, family = name.partition(" ")
    return ComparableRecord(key, identifiers, given, family, born, lock=lock)


def _different(left: str, right: str) -> Judgement:
    return Judgement(f"{left}{right}", Verdict.NOT_SAME, left, right, "ada", "", _AT)


def test_profile_may_hold_five_values() -> None:
    def contested(values: int) -> list[Obstacle]:
        one, other = _record("a", "1"), _record("b", *map(str, range(2, values + 1)))
        return [c.obstacle for c in partition([one, other], (), _PLAIN).contested]

    assert contested(5) == []
    assert contested(6) == [Obstacle.LIMIT]


def test_record_over_the_limit_still_joins() -> None:
    many = _record("a", *map(str, range(1, 8)))
    assert partition([many, _record("b")], (), _PLAIN).clusters == (frozenset("ab"),)
    assert partition([many, _record("b", "3")], (), _PLAIN).clusters == (frozenset("ab"),)
    assert len(partition([many, _record("b", "9")], (), _PLAIN).clusters) == 2


def test_identifier_on_21_records_joins_nobody() -> None:
    def clusters(records: int) -> int:
        return len(partition([_record(f"k{n:02d}") for n in range(records)], (), _PLAIN).clusters)

    assert clusters(20) == 1
    assert clusters(21) == 21


def test_shared_identifier_counts_for_no_limit() -> None:
    rules = Rules({"user_id": TypeRule(1, limit=1)}, TypeRule(2), hub_cap=2)
    holders = [ComparableRecord(key, frozenset({Identifier("user_id", "shared")})) for key in "xyz"]
    records = [_record("a", "shared"), _record("b", "1"), *holders]
    assert frozenset("ab") in partition(records, (), rules).clusters


@pytest.mark.parametrize(
    ("records", "judged", "reported"),
    [
        # Each has two obstacles, of which one is reported.
        ([_record("a", "1"), _record("b", "2"), _record("c", lock="l")], [], Obstacle.LOCK),
        ([_record("a", name="Ann S"), _record("b", name="Bob S"), _record("c", lock="l")], [], Obstacle.CONTRADICTION),
        ([_record("a", name="Ann S"), _record("b", name="Bob S"), _record("c")], [], Obstacle.AMBIGUOUS),
        (
            [_record("a", name="Ann S"), _record("b", name="Bob S"), _record("c", name="Ann S", born="1950-01-31")],
            [_different("a", "c"), _different("b", "c")],
            Obstacle.JUDGEMENT,
        ),
        ([_record("a"), _record("b", lock="l"), _record("c", lock="m")], [_different("b", "c")], Obstacle.JUDGEMENT),
        ([_record("a", "1"), _record("b", "2"), _record("c", "3")], [_different("a", "c")], Obstacle.JUDGEMENT),
    ],
)
def test_first_of_several_obstacles_is_reported(
    records: list[ComparableRecord], judged: list[Judgement], reported: Obstacle
) -> None:
    rules = Rules({"user_id": TypeRule(1, limit=1)}, TypeRule(2), hub_cap=9)
    assert [c.obstacle for c in partition(records, judged, rules).contested if c.evidence == _SHARED] == [reported]


def test_majority_is_three_times_as_many() -> None:
    def joined(ann: int, bob: int) -> bool:
        anns = [_record(f"a{n}", name="Ann Smith") for n in range(ann)]
        bobs = [_record(f"b{n}", name="Bob Smith") for n in range(bob)]
        clusters = partition([*anns, *bobs, _record("x")], (), _PLAIN).clusters
        return frozenset({"x"}) not in clusters

    assert joined(3, 1)
    assert not joined(2, 1)
    assert joined(6, 2)
    assert not joined(5, 2)


def test_ambiguity_is_the_reason_before_a_judgement() -> None:
    """`a` fits `b` and `c`, of whom somebody judged that they are two: that it fits both is the reason."""
    records = [_record("a"), _record("b"), _record("c")]
    (contested,) = partition(records, [_different("b", "c")], _PLAIN).contested
    assert (contested.obstacle, len(contested.clusters)) == (Obstacle.AMBIGUOUS, 3)
