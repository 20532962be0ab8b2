"""The sides of an identifier: its holders, grouped by all that makes them one person but the identifier itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from profile_service.domain.resolution.canonical_form import distinct_value
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import traits
from profile_service.domain.resolution.rules import CANONICAL, Rules
from profile_service.domain.values.identifiers import Identifier

Side = frozenset[str]


def sides(
    profiles: Iterable[Collection[str]],
    clusters: Iterable[frozenset[str]],
    records: Mapping[str, ComparableRecord],
    rules: Rules,
) -> list[list[Side]]:
    """For each profile its holders of the identifier (record keys), in groups that are one person without it: other
    evidence joins them, or their names agree. `profiles`: the holders in each profile. `clusters`: the partition of
    the `records` without the identifier."""
    cluster_of = {key: cluster for cluster in clusters for key in cluster}
    return [list(_sides(holders, cluster_of, records, rules)) for holders in profiles]


def spellings(identifier: Identifier, records: Iterable[ComparableRecord], rules: Rules) -> frozenset[Identifier]:
    """The identifiers of the records that are the same value as this one, in whichever spelling."""
    stated = {each for record in records for each in record.identifiers}
    return frozenset(each for each in stated if _is_same_value(each, identifier, rules))


def _sides(
    holders: Collection[str],
    cluster_of: Mapping[str, frozenset[str]],
    records: Mapping[str, ComparableRecord],
    rules: Rules,
) -> Iterator[Side]:
    groups: list[set[str]] = []
    for holder in sorted(holders):
        stated = traits(records[holder], rules)
        near = [
            group
            for group in groups
            if any(key in cluster_of[holder] or stated.agree(traits(records[key], rules)) for key in group)
        ]
        groups = [group for group in groups if group not in near] + [{holder}.union(*near)]
    yield from map(frozenset, groups)


def _is_same_value(a: Identifier, b: Identifier, rules: Rules) -> bool:
    type_a, type_b = (each.type.removesuffix(CANONICAL) for each in (a, b))
    values = (distinct_value(Identifier(type_a, each.value), rules) for each in (a, b))
    return type_a == type_b and len(set(values)) == 1
