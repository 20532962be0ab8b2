"""The words for states of orders that nobody declared, as a load counts them."""

from profile_service.domain.sources.events import Interaction, Json, Transaction
from profile_service.domain.sources.items import Item
from profile_service.service.ingestion.prepared_items import PreparedItem, prepare_item
from profile_service.service.ingestion.reports.unknown_states import UndeclaredWord, UnknownStates


def _sale(number: int, status: str | None) -> PreparedItem:
    key, at = f"till:order:{number}", "2026-03-01T10:00:00.000000Z"
    return prepare_item(Item(number, events=(Transaction(key, "till:7", "order", at, status=status),)))


def _payment(number: int, status: str | None, kind: str = "payment") -> PreparedItem:
    key, at = f"bank:{kind}:{number}", "2026-03-01T10:00:00.000000Z"
    details: dict[str, Json] = {"status": status} if status else {}
    return prepare_item(Item(number, events=(Interaction(key, "bank:7", kind, at, details=details),)))


def test_declared_and_missing_states_are_not_counted() -> None:
    unknown = UnknownStates()
    unknown.add([_sale(1, None), _sale(2, "paid"), _sale(3, "  ")])
    assert unknown.sentences == []


def test_words_stand_by_their_number_of_sales() -> None:
    unknown = UnknownStates()
    unknown.add([_sale(1, "запечатан"), _sale(2, "on the moon"), _sale(3, "paid")])
    unknown.add([_sale(4, "on the moon")])
    assert unknown.sentences == [
        (
            '3 sales count in no total, for their status is not declared: "on the moon" (2), "запечатан" (1). '
            "Translate it in the mapping (docs/mapping.md, Status)."
        )
    ]


def test_programs_get_each_word_with_its_count() -> None:
    unknown = UnknownStates()
    unknown.add([_payment(1, "beamed in"), _sale(2, "on the moon"), _sale(3, "x" * 50), _sale(4, "on the moon")])
    assert unknown.words == [
        UndeclaredWord("sale", "on the moon", 2),
        UndeclaredWord("sale", "x" * 40, 1),
        UndeclaredWord("payment", "beamed in", 1),
    ]


def test_what_is_kept_of_a_load_holds_no_words() -> None:
    unknown = UnknownStates()
    unknown.add([_sale(1, "Ann Smith"), _sale(2, "Bo Jones"), _payment(3, "ann@x.example")])
    assert [remark.partition(". ")[0] for remark in unknown.remarks] == [
        "2 sales count in no total, for their status is not declared: 2 words",
        "1 payment, bill or refund changes no order, for its status is not declared: 1 word",
    ]


def test_words_of_payments_stand_beside_those_of_sales() -> None:
    unknown = UnknownStates()
    unknown.add([_payment(1, "beamed in"), _payment(2, "beamed in", kind="Order Refunded"), _sale(3, "on the moon")])
    unknown.add([_payment(4, "erfolgreich"), _payment(5, None), _payment(6, "later", kind="delivery")])
    assert unknown.sentences == [
        (
            '1 sale counts in no total, for its status is not declared: "on the moon" (1). '
            "Translate it in the mapping (docs/mapping.md, Status)."
        ),
        (
            '2 payments, bills or refunds change no order, for their status is not declared: "beamed in" (2). '
            "Translate it in the mapping (docs/mapping.md, Status)."
        ),
    ]


def test_sales_with_a_sentence_each_are_counted_in_bounded_memory() -> None:
    unknown = UnknownStates()
    unknown.add(_sale(number, f"{number} parcels left " + "and went far " * 9) for number in range(1_200))
    (sentence,) = unknown.sentences
    assert sentence.startswith("1,200 sales count in no total")
    assert " and 990 others. " in sentence


def test_words_of_tickets_that_are_neither_open_nor_done_are_named() -> None:
    unknown = UnknownStates()
    unknown.add([_payment(1, "beamed up", kind="support_ticket"), _payment(2, "offen", kind="ticket")])
    unknown.add([_payment(3, "closed", kind="ticket"), _payment(4, None, kind="ticket"), _payment(5, "x", kind="call")])
    assert unknown.sentences == [
        (
            '1 ticket is neither open nor done, for its status is not declared: "beamed up" (1). '
            "Translate it in the mapping (docs/mapping.md, Status)."
        )
    ]
