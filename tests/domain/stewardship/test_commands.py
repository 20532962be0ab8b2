"""The defaults of steward commands, and the order of the review queue."""

from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.stewardship.commands import Effect, ReviewItem, StewardCommand
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.identifiers import Identifier

_AT = "2026-11-22T09:00:00.000000Z"


def test_defaults_of_commands_and_effects() -> None:
    command = StewardCommand("ada")
    assert (command.reason, command.key, dict(command.expected), command.dry_run) == ("", None, {}, False)
    assert Effect((), ()) == Effect((), (), (), dry_run=False)
    assert Change("p", ChangeKind.CREATED) == Change("p", ChangeKind.CREATED, (), (), "")


def test_review_queue_is_sorted_by_time() -> None:
    item = ReviewItem(Identifier("email", "a@x.org"), _AT, Obstacle.LIMIT, {})
    assert read_cursor(item.cursor) == f"{_AT} email:a@x.org"
