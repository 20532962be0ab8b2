"""What became, or would become, of a load run that is taken back, in sentences for people."""

from collections.abc import Iterator

from profile_service.domain.resolution.impact import Impact
from profile_service.domain.stewardship.undo import RunUndo


def undo_sentences(undo: RunUndo, *, would: bool) -> Iterator[str]:
    """The fates of the run's records."""
    delete, empty, put = ("Would delete", "Would empty", "Would put") if would else ("Deleted", "Emptied", "Put")
    leave = "Would leave" if would else "Left"
    yield f"{delete} {_counted(undo.deleted, 'record')} that the run created and nothing hangs on."
    yield f"{empty} {_counted(undo.emptied, 'record')} that the run created: events or decisions hang there."
    yield f"{put} {_counted(undo.restored, 'record')} back to what was said before the run."
    if undo.kept:
        yield f"{leave} {_counted(undo.kept, 'record')} unchanged: what was said before the run is no longer known."
    part, take = ("Would part", "Would take") if would else ("Parted", "Took")
    if undo.parted:
        yield f"{part} {_counted(undo.parted, 'pair')} of records that its source had merged."
    if undo.consents:
        yield f"{take} back {_counted(undo.consents, 'permission')} that it told of; what it forbade stays forbidden."
    orders = undo.orders
    if orders.leaving:
        left = f"{_counted(orders.leaving, 'order')} would leave {_counted(orders.losing, 'profile')}"
        yield f"{left}: nothing would name the records any more that they hang on."
    if orders.nameless:
        left = f"{_counted(orders.nameless, 'order')} would stay on {_counted(orders.emptied, 'profile')}"
        yield f"{left} without any name, e-mail or number."
    yield "Events stay, those of the run too."


def impact_sentences(impact: Impact) -> Iterator[str]:
    """What a regrouping would do to the profiles of the whole store; nothing where it changes none."""
    if impact.split:
        yield f"{_counted(impact.split, 'profile')} would split."
    if impact.merged:
        yield f"{_counted(impact.merged, 'profile')} would merge into others."
    if impact.removed:
        yield f"{_counted(impact.removed, 'profile')} would have no records any more."
    if impact.moved:
        yield f"{_counted(impact.moved, 'record')} would have another profile id."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
