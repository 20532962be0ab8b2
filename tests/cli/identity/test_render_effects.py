"""What a steward reads of a command's effect: short, each thing once, and "Would" where nothing was done."""

from dataclasses import replace

from profile_service.cli.identity.render_effects import effect_lines, item_lines
from profile_service.domain.resolution.claims import moved_note
from profile_service.domain.resolution.contradictions import Contradiction, ContradictionKind
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import Effect, ReviewItem
from profile_service.domain.values.identifiers import Identifier

_SPLIT = Effect(
    ("a", "b"),
    (
        Change("b", ChangeKind.CREATED),
        Change("a", ChangeKind.SPLIT, ("b",), tuple(f"crm:{n}" for n in range(1_008))),
        Change("a", ChangeKind.JUDGED, note="j1"),
        Change("b", ChangeKind.JUDGED, note="j1"),
    ),
    ("j1",),
)


def test_each_thing_is_told_once() -> None:
    assert effect_lines(_SPLIT) == [
        "Split crm:0, crm:1, crm:2, crm:3 and 1,004 more off a, into b.",
        "Judgement: j1",
    ]
    assert effect_lines(Effect(("a",), (Change("a", ChangeKind.MERGED, ("b", "c")),))) == ["Merged b and c into a."]


def test_dry_run_names_no_id_that_will_not_be() -> None:
    assert effect_lines(replace(_SPLIT, dry_run=True)) == [
        "Would split crm:0, crm:1, crm:2, crm:3 and 1,004 more off a."
    ]


def test_every_kind_has_its_words() -> None:
    for kind in ChangeKind:
        effect = Effect(("a",), (Change("a", kind, ("b",), ("crm:1",)),))
        (done,), (would,) = effect_lines(effect), effect_lines(replace(effect, dry_run=True))
        assert would.startswith("Would ")
        assert not done.startswith("Would ")
    assert effect_lines(Effect((), ())) == ["Nothing changed."]
    assert effect_lines(Effect((), (), dry_run=True)) == ["Would change nothing."]


def test_moved_identifier_is_called_so() -> None:
    moved = Effect(("a",), (Change("a", ChangeKind.JUDGED, note=moved_note("email")),))
    assert effect_lines(moved) == ["Moved an identifier (email) of a."]
    assert effect_lines(replace(moved, dry_run=True)) == ["Would move an identifier (email) of a."]


def test_contradictions_despite_which_it_is_done_are_counted() -> None:
    one = Contradiction(ContradictionKind.BIRTH_DATES, "crm:1", "shop:2", "1947", "1970")
    effect = replace(_SPLIT, judgements=(), contradictions=(one, replace(one, more=1)))
    despite = "Despite birth-dates: crm:1 (1947) and shop:2 (1970) contradict each other"
    assert effect_lines(effect)[1:] == [f"{despite}.", f"{despite}; and so it is of 1 more pair of records."]


def test_item_shows_between_whom_it_stands() -> None:
    phone = Identifier("phone", "+14155552671")
    item = ReviewItem(phone, "2026-11-22T09:00:00.000000Z", Obstacle.LIMIT, {"a": ("crm:1", "crm:2"), "b": ("shop:3",)})
    assert list(item_lines(item)) == [
        "phone:+14155552671  limit  since 2026-11-22 09:00:00",
        "    a: crm:1 and crm:2",
        "    b: shop:3",
    ]
