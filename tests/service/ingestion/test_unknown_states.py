"""The words for states of orders that nobody declared, as a load counts them."""

from profile_service.domain.sources.events import Transaction
from profile_service.domain.sources.items import Item
from profile_service.service.ingestion.prepared_items import PreparedItem, prepare_item
from profile_service.service.ingestion.unknown_states import UnknownStates


def _sale(number: int, status: str | None) -> PreparedItem:
    key, at = f"till:order:{number}", "2026-03-01T10:00:00.000000Z"
    return prepare_item(Item(number, events=(Transaction(key, "till:7", "order", at, status=status),)))


def test_declared_and_missing_states_are_not_counted() -> None:
    unknown = UnknownStates()
    unknown.add([_sale(1, None), _sale(2, "paid"), _sale(3, "  ")])
    assert unknown.sentence is None


def test_words_stand_by_their_number_of_sales() -> None:
    unknown = UnknownStates()
    unknown.add([_sale(1, "запечатан"), _sale(2, "on the moon"), _sale(3, "paid")])
    unknown.add([_sale(4, "on the moon")])
    assert unknown.sentence == (
        '3 sales count in no total, for their status is not declared: "on the moon" (2), "запечатан" (1). '
        "Translate it in the mapping (docs/mapping.md, Status)."
    )


def test_sales_with_a_sentence_each_are_counted_in_bounded_memory() -> None:
    unknown = UnknownStates()
    unknown.add(_sale(number, f"{number} parcels left " + "and went far " * 9) for number in range(1_200))
    assert (unknown.sentence or "").startswith("1,200 sales count in no total")
    assert " and 990 others. " in (unknown.sentence or "")
