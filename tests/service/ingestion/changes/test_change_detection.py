"""Which version of a record stays: by the source's own time, whatever is loaded first."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.sources.counts import Outcome
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import RecordVersion, SourceRecord
from profile_service.service.ingestion.changes.change_detection import detect_changes
from profile_service.service.ingestion.prepared_items import PreparedItem, prepare_item
from profile_service.store.sources.record_rows import PROPERTIES
from tests.rig.people import at, record

LOADED, CHANGED, UNCHANGED = Outcome.LOADED, Outcome.CHANGED, Outcome.UNCHANGED
_FIRST, _SECOND, _THIRD = "2026-01-01", "2026-01-02", "2026-01-03"
_NOW = at("2026-11-28")

Told = SourceRecord | SourceDeletion | SourceMerge


def _version(day: str | None, city: str = "Paris") -> SourceRecord:
    return record("crm:1", day=day, city=city)


def _gone(day: str | None) -> SourceDeletion:
    return SourceDeletion("crm:1", at(day) if day else None)


def _merged(day: str | None) -> SourceMerge:
    return SourceMerge("crm:1", "crm:2", "merged", at(day) if day else None)


def _item(version: Told) -> PreparedItem:
    if isinstance(version, SourceMerge):
        return prepare_item(Item(2, merges=(version,)))
    return prepare_item(Item(2, (version,)) if isinstance(version, SourceRecord) else Item(2, deletions=(version,)))


def _after(*versions: Told) -> RecordVersion:
    return detect_changes([_item(version) for version in versions], {}, _NOW).now["crm:1"]


def _alive(*versions: Told) -> bool:
    return _after(*versions).retired_at is None


def _outcomes(*versions: Told) -> list[Outcome]:
    return detect_changes([_item(version) for version in versions], {}, _NOW).outcomes


def test_of_two_times_the_later_stays() -> None:
    assert _outcomes(_version(_SECOND), _version(_FIRST, "Lyon")) == [LOADED, UNCHANGED]
    assert _outcomes(_version(_FIRST), _version(_SECOND, "Lyon")) == [LOADED, CHANGED]


def test_of_one_time_the_same_stays_whatever_came_first() -> None:
    assert _after(_version(_FIRST), _version(_FIRST, "Lyon")) == _after(_version(_FIRST, "Lyon"), _version(_FIRST))


@pytest.mark.parametrize(("first", "second"), [(None, None), (_SECOND, None), (None, _FIRST)])
def test_without_a_time_the_version_loaded_last_stays(first: str | None, second: str | None) -> None:
    assert _after(_version(first), _version(second, "Lyon")).digest == _version(None, "Lyon").digest


def test_said_again_later_outlasts_what_was_said_between() -> None:
    assert _outcomes(_version(_FIRST), _version(_THIRD), _version(_SECOND, "Lyon")) == [LOADED, UNCHANGED, UNCHANGED]


def test_a_row_as_old_as_the_deletion_stays_deleted() -> None:
    assert _outcomes(_version(_FIRST), _gone(_SECOND), _version(_SECOND, "Lyon")) == [LOADED, CHANGED, UNCHANGED]
    assert not _alive(_version(_SECOND), _gone(_SECOND))


def test_a_row_newer_than_the_deletion_revives() -> None:
    assert _outcomes(_version(_FIRST), _gone(_SECOND), _version(_THIRD)) == [LOADED, CHANGED, CHANGED]
    assert _alive(_version(_FIRST), _gone(_SECOND), _version(_THIRD))


def test_an_old_deletion_leaves_a_newer_row() -> None:
    assert _outcomes(_version(_SECOND), _gone(_FIRST)) == [LOADED, UNCHANGED]


def test_deleting_again_later_counts_from_then() -> None:
    assert _outcomes(_gone(_FIRST), _gone(_THIRD)) == [LOADED, UNCHANGED]
    assert not _alive(_gone(_FIRST), _gone(_THIRD), _version(_SECOND))
    assert _after(_gone(_FIRST), _gone(_THIRD)) == _after(_gone(_THIRD), _gone(_FIRST))


def test_a_deletion_without_a_time_ends_the_version_that_is_stored() -> None:
    assert not _alive(_version(_SECOND), _gone(None))
    assert not _alive(_version(_SECOND), _gone(None), _version(_FIRST))
    assert _alive(_version(_SECOND), _gone(None), _version(_SECOND))
    assert _outcomes(_version(_SECOND), _gone(None), _gone(None)) == [LOADED, CHANGED, UNCHANGED]


def test_a_deleted_row_is_not_taken_in_with_its_deletion() -> None:
    deleted = prepare_item(Item(2, (_version(_FIRST),), deletions=(_gone(None),)))

    weighed = detect_changes([deleted, deleted], {}, _NOW)

    assert weighed.outcomes == [LOADED, UNCHANGED]
    assert dict(zip(PROPERTIES, weighed.latest["crm:1"].values, strict=True))["attributes"] == "{}"
    assert weighed.now["crm:1"].retired_at == at(_FIRST)


def test_unknown_survivor_has_a_stand_in_and_the_merged_record_ends() -> None:
    weighed = detect_changes([prepare_item(Item(2, merges=(SourceMerge("crm:1", "crm:2", "merged"),)))], {}, _NOW)

    versions = {key: record.version for key, record in weighed.latest.items()}
    assert {key: (version.stub, version.merged) for key, version in versions.items()} == {
        "crm:1": (False, True),
        "crm:2": (True, False),
    }


def test_a_merge_without_a_time_is_final() -> None:
    for version in (_version(_THIRD), _version(None), _gone(_THIRD), _gone(None), _merged(_THIRD)):
        assert _after(_merged(None), version) == _after(version, _merged(None)) == _after(_merged(None))


def test_a_merge_gives_way_to_a_later_version_alone() -> None:
    assert _alive(_merged(_SECOND), _version(_THIRD))
    assert _alive(_version(_THIRD), _merged(_SECOND))
    for version in (_version(_FIRST), _version(_SECOND), _version(None), _gone(_SECOND), _gone(None)):
        assert _after(_merged(_SECOND), version).merged, version
        assert _after(version, _merged(_SECOND)).merged, version


def test_what_one_item_merges_and_deletes_was_merged() -> None:
    both = Item(2, (_version(_FIRST),), merges=(SourceMerge("crm:1", "crm:2", "merged"),), deletions=(_gone(_SECOND),))

    changes = detect_changes([prepare_item(both)], {}, _NOW)

    assert changes.now["crm:1"] == _after(_merged(_SECOND))
    assert [row.version.observed_at for _, row in changes.earlier["crm:1"]] == [at(_FIRST)]


_days = st.sampled_from([_FIRST, _SECOND, _THIRD])
_versions = st.one_of(
    st.builds(_version, _days, st.sampled_from(["Paris", "Lyon"])), st.builds(_gone, _days), st.builds(_merged, _days)
)


@given(st.lists(_versions, min_size=1, max_size=5))
def test_with_times_the_order_makes_no_difference(versions: Sequence[Told]) -> None:
    assert {_after(*order) for order in permutations(versions)} == {_after(*versions)}


@given(st.lists(_versions, min_size=1, max_size=5))
def test_all_versions_again_change_nothing(versions: Sequence[Told]) -> None:
    items = [_item(version) for version in versions]
    before = detect_changes(items, {}, _NOW).now

    again = detect_changes(items, before, at("2026-11-29"))

    assert (set(again.outcomes), again.now) == ({UNCHANGED}, before)
