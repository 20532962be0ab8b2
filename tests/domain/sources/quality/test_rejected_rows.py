"""Rejected rows by column and reason: counted in rows, with the shape of what was wrong."""

from profile_service.domain.sources.items import Rejected
from profile_service.domain.sources.quality.dropped_cells import DroppedCells, DroppedExample, merged
from profile_service.domain.sources.quality.rejected_rows import reject_groups


def test_rejects_add_up_by_column_and_reason() -> None:
    rejects = [
        Rejected(2, "not a time", "…", "Created at", value="Ann@shop"),
        Rejected(7, "no id", "…", rows=3),
        Rejected(9, "not a time", "…", "Created at", value="13.13.2026"),
    ]
    assert merged((), reject_groups(rejects, "a.csv")) == (
        DroppedCells(
            "Created at",
            "not a time",
            2,
            (DroppedExample("a.csv", 2, "Xxx@xxxx"), DroppedExample("a.csv", 9, "99.99.9999")),
        ),
        DroppedCells("", "no id", 3, (DroppedExample("a.csv", 7, ""),)),
    )
