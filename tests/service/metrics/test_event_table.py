"""The table of all events by hand: what a customer did, where it happened, and who is in it."""

from collections.abc import Iterator

import pytest

from profile_service.service.metrics.event_table import EventPlace, EventTable
from profile_service.store.metrics.event_lines import SEPARATOR, RecordOwner

_EVENTS = "SELECT profile, source, kind, channel, moment::VARCHAR, minor FROM customer_event ORDER BY ALL"
_ANN = RecordOwner("shop:1", "shop", "ann", False)
_BEN = RecordOwner("shop:2", "shop", "ben", False)


def _line(record: str, at: str, kind: str = "order", minor: str = "500") -> str:
    return SEPARATOR.join((record, f"{at}T10:00:00.000000Z", kind, "", "", "", "EUR", minor, ""))


@pytest.fixture
def table() -> Iterator[EventTable]:
    table = EventTable(
        lambda kind, _channel, _device, _task: EventPlace(kind, "web", "web_order", "during", "low", kind == "chat")
    )
    table.add_records([_ANN, _BEN])
    table.add_events([_line("shop:1", "2026-01-05"), _line("shop:2", "2026-01-06", "chat", "")])
    yield table
    table.close()


def test_each_event_stands_with_its_customer_and_usual_channel(table: EventTable) -> None:
    assert table.rows(_EVENTS) == [
        ("ann", "shop", "order", "web", "2026-01-05 10:00:00", 500),
        ("ben", "shop", "chat", "web", "2026-01-06 10:00:00", None),
    ]


def test_events_of_unknown_records_are_left_out(table: EventTable) -> None:
    table.add_events([_line("shop:9", "2026-01-07")])
    assert len(table.rows(_EVENTS)) == 2


def test_merged_customers_have_their_events_together(table: EventTable) -> None:
    table.replace(["ann", "ben"], [_ANN, _BEN._replace(profile="ann")], [_line("shop:1", "2026-01-05")])
    assert table.rows(_EVENTS) == [("ann", "shop", "order", "web", "2026-01-05 10:00:00", 500)]
    assert table.rows("FROM customer") == [("ann",)]


def test_record_that_moved_to_a_customer_not_named_before_is_moved(table: EventTable) -> None:
    table.replace(["eve"], [_BEN._replace(profile="eve")], [_line("shop:2", "2026-01-06", "chat", "")])
    assert [row[0] for row in table.rows(_EVENTS)] == ["ann", "eve"]


def test_restricted_customer_is_in_no_view(table: EventTable) -> None:
    table.replace(["ann"], [_ANN._replace(restricted=True)], [_line("shop:1", "2026-01-05")])
    assert [row[0] for row in table.rows(_EVENTS)] == ["ben"]
    assert table.rows("FROM customer") == [("ben",)]


def test_change_that_fails_leaves_the_table_as_it_was(table: EventTable) -> None:
    before = table.rows(_EVENTS)
    with pytest.raises(Exception, match="no time"):
        table.replace(["ann"], [_ANN], [_line("shop:1", "no time")])
    assert table.rows(_EVENTS) == before
