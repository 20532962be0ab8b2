"""Rows that a load rejected, counted by column and reason as the cells are that it could not use."""

from collections.abc import Iterable, Iterator

from profile_service.domain.sources.items import Rejected
from profile_service.domain.sources.quality.dropped_cells import DroppedCells, DroppedExample
from profile_service.domain.values.masking import masked


def reject_groups(rejects: Iterable[Rejected], file: str) -> Iterator[DroppedCells]:
    """A group for each reject of the file, to be added up: its rows, with its line and the shape of its value. The
    column is empty where a row is rejected as a whole."""
    for reject in rejects:
        example = DroppedExample(file, reject.line, masked(reject.value or ""))
        yield DroppedCells(reject.column or "", reject.reason, reject.rows, (example,))
