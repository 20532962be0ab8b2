"""A run that is taken back, in sentences: what would become of its records, and of profiles."""

from profile_service.domain.resolution.impact import Impact
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.domain.stewardship.undo_sentences import impact_sentences, undo_sentences


def test_an_undone_run_is_told_by_fate() -> None:
    assert list(undo_sentences(RunUndo("r", "", 1, 2, 3, 4), would=True)) == [
        "Would delete 1 record that the run created and nothing hangs on.",
        "Would empty 2 records that the run created: events or decisions hang there.",
        "Would put 3 records back to what was said before the run.",
        "Would leave 4 records unchanged: what was said before the run is no longer known.",
        "Events stay, those of the run too.",
    ]
    done = undo_sentences(RunUndo("r", deleted=1), would=False)
    assert next(iter(done)) == "Deleted 1 record that the run created and nothing hangs on."


def test_impact_on_profiles_is_told_where_there_is_any() -> None:
    assert list(impact_sentences(Impact(9, 9, 0, 0, 0, 0, ()))) == []
    assert list(impact_sentences(Impact(9, 9, 1, 2, 3, 1_200, ()))) == [
        "2 profiles would split.",
        "1 profile would merge into others.",
        "3 profiles would have no records any more.",
        "1,200 records would have another profile id.",
    ]
