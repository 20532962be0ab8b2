"""The impact of rules and of undone runs, as people and programs read it."""

from profile_service.cli.identity.render_impact import impact_lines, undo_data
from profile_service.domain.resolution.impact import Example, Impact
from profile_service.domain.stewardship.undo import RunUndo


def test_an_impact_is_counts_and_cases() -> None:
    keys = tuple(f"shop:{n}" for n in range(6))
    cases = (
        Example("split", "p1", ("p2",), 2, 9, 6, keys),
        Example("merge", "p3", ("p4",), 0, 1, 1, ("shop:9",)),
        Example("removal", "p5", (), 0, 1200, 0, ()),
    )

    assert list(impact_lines(Impact(1500, 900, 1, 1, 1, 7, cases))) == [
        "Of 1,500 records in 900 profiles:",
        "    1 profile would merge into others",
        "    1 profile would split",
        "    1 profile would have no records any more",
        "    7 records would have another profile id",
        "The largest cases:",
        "    split  p1 loses 6 of 9 records to 2 new and p2: shop:0, shop:1, shop:2, shop:3, shop:4, …",
        "    merge  p3 takes in 1 profile with 1 record: shop:9",
        "    removal  p5: all of its 1,200 records go",
    ]


def test_nothing_to_change_is_said_plainly() -> None:
    lines = list(impact_lines(Impact(2, 1, 0, 0, 0, 0, ())))
    assert (lines[0], lines[-1]) == ("Of 2 records in 1 profile:", "    0 records would have another profile id")


def test_an_undone_run_is_data_too() -> None:
    assert undo_data(RunUndo("r", "shop:9", 1, 2, 3, 4, 5, 6, done=True)) == {
        "run": "r", "deleted": 1, "emptied": 2, "restored": 3, "kept": 4, "parted": 5, "consents": 6,
        "orders": {"leaving": 0, "losing": 0, "nameless": 0, "emptied": 0},
    }  # fmt: skip
