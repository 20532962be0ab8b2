"""The declared states of orders: one table, in which the words of the trade lead to what they mean."""

from dataclasses import replace

import pytest

from profile_service.domain.sources.events import Json, Transaction
from profile_service.domain.sources.order_payments import order_payments
from profile_service.domain.sources.order_states import (
    OrderStage,
    OrderState,
    Payment,
    Settlement,
    WordField,
    plain_word,
)
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.order_states import order_states, order_states_from
from profile_service.service.declared.touchpoints import touchpoints
from tests.rig.open_matters import bought, did

_UNPAID = OrderState(Payment.UNPAID, OrderStage.AWAITING_PAYMENT)
_FAILED = OrderState(Payment.VOID, OrderStage.PAYMENT_FAILED)
_PREPARED = OrderState(None, OrderStage.IN_PREPARATION)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("wc-pending", _UNPAID),
        ("Pending Payment", _UNPAID),
        ("requires_payment_method", _UNPAID),
        ("PARTIALLY_PAID", _UNPAID),
        ("NOTPAID", _UNPAID),
        ("On backorder (not paid)", _UNPAID),
        ("wc-on-hold", OrderState(Payment.UNPAID, OrderStage.ON_HOLD)),
        ("holded", OrderState(Payment.UNPAID, OrderStage.ON_HOLD)),
        ("Payment accepted", OrderState(Payment.PAID)),
        ("Awaiting Fulfillment", _PREPARED),
        ("PartiallyShipped", _PREPARED),
        ("backordered", _PREPARED),
        ("In Bearbeitung", _PREPARED),
        ("Awaiting Pickup", OrderState(None, OrderStage.READY_FOR_PICKUP)),
        ("Shipped - Out for Delivery", OrderState(None, OrderStage.SHIPPED)),
        ("Shipped - Delivered to Buyer", OrderState(None, OrderStage.DELIVERED)),
        ("Entregado", OrderState(None, OrderStage.DELIVERED)),
        ("closed", OrderState(None, OrderStage.COMPLETED)),
        ("exchange requested", OrderState(None, OrderStage.RETURN_REQUESTED)),
        ("returned", OrderState(Payment.REFUNDED, OrderStage.RETURNED)),
        ("FULLY_REFUNDED", OrderState(Payment.REFUNDED, OrderStage.REFUNDED)),
        ("Partially Refunded", OrderState(Payment.PARTLY_REFUNDED, OrderStage.PARTLY_REFUNDED)),
        ("Canceled", OrderState(Payment.VOID, OrderStage.CANCELLED)),
        ("CANCELLED", OrderState(Payment.VOID, OrderStage.CANCELLED)),
        ("Voided", OrderState(Payment.VOID, OrderStage.CANCELLED)),
        ("Declined", _FAILED),
        ("expired", _FAILED),
        ("pending (item modified)", _UNPAID),
        ("Chargeback", OrderState(Payment.CHARGED_BACK, OrderStage.REFUNDED)),
        ("PayPal Canceled Reversal", OrderState(Payment.WON_BACK)),
    ],
)
def test_words_of_the_trade_lead_to_their_states(word: str, state: OrderState) -> None:
    assert order_states().find(word) == state


def test_word_means_what_its_field_is_about() -> None:
    def meanings(word: str) -> list[OrderState | None]:
        fields: list[WordField] = ["words", "payment_words", "fulfilment_words"]
        return [order_states().find(word, field) for field in fields]

    assert meanings("completed") == [
        OrderState(None, OrderStage.COMPLETED), OrderState(Payment.PAID), OrderState(None, OrderStage.DELIVERED),
    ]  # fmt: skip
    assert meanings("pending") == [_UNPAID, _UNPAID, _PREPARED]
    assert meanings("beamed up") == [None, None, None]


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (
            Payment.PAID,
            "confirmed erfolgreich bestätigt Abgebucht réussi accepte exitoso riuscito geslaagd zaksięgowana",
        ),
        (Payment.UNPAID, "ausstehend en_cours pendiente in_attesa openstaand aguardando pågår oczekuje čeká"),
        (Payment.VOID, "abgelehnt refusé rechazado rifiutato geweigerd recusado nekad odrzucona zamítnuto"),
        (Payment.REFUNDED, "zurückgebucht Rücklastschrift remboursé reembolsada rimborsata teruggestort"),
        (Payment.PARTLY_REFUNDED, "teilerstattet parzialmente_rimborsato"),
    ],
)
def test_payments_have_words_in_several_languages(payment: Payment, words: str) -> None:
    meanings = {word: order_states().find(word, "payment_words") for word in words.split()}
    assert {word: state.payment if state else None for word, state in meanings.items()} == dict.fromkeys(
        meanings, payment
    )


_WORDS: dict[Payment | None, dict[OrderStage | None, str]] = {
    Payment.PAID: {None: "payé, Pagado, pagata, betaald, pago, Betald, opłacone, Zaplaceno, zahlung eingegangen"},
    Payment.UNPAID: {
        OrderStage.AWAITING_PAYMENT: (
            "oczekuje na płatność, paiement en attente, pago pendiente, in attesa del pagamento, wacht op betaling, "
            "aguardando pagamento, väntar på betalning, čeká na platbu, nicht bezahlt"
        ),
        OrderStage.ON_HOLD: "en attente, en espera, in sospeso, in de wacht, em espera, wstrzymane, pozastaveno",
    },
    None: {
        OrderStage.PLACED: "nowe, nouvelle, nuevo, nuovo ordine, nieuw, novo, ny, nová, neu",
        OrderStage.IN_PREPARATION: (
            "en préparation, w realizacji, en preparación, in preparazione, in voorbereiding, em preparação, "
            "under behandling, zpracovává se, in Vorbereitung"
        ),
        OrderStage.READY_FOR_PICKUP: (
            "prête à retirer, gotowe do odbioru, listo para recoger, pronto per il ritiro, klaar om af te halen, "
            "pronto para retirada, redo att hämtas, připraveno k vyzvednutí, zur Abholung bereit"
        ),
        OrderStage.SHIPPED: (
            "en cours d'acheminement, en cours d’acheminement, remise au transporteur, wysłane, enviada, spedita, "
            "verstuurd, em trânsito, skickad, odesláno, unterwegs"
        ),
        OrderStage.DELIVERED: "livrée, dostarczone, entregada, consegnata, bezorgd, entregue, levererad, doručeno",
        OrderStage.COMPLETED: "clôturée, zrealizowane, finalizado, conclusa, afgesloten, concluída, slutförd, vyřízeno",
        OrderStage.RETURN_REQUESTED: (
            "retour demandé, zwrot zgłoszony, devolución solicitada, reso richiesto, retour aangevraagd, "
            "devolução solicitada, retur begärd, žádost o vrácení, Retoure angemeldet"
        ),
    },
    Payment.VOID: {
        OrderStage.CANCELLED: "annulée, anulowane, anulado, annullata, geannuleerd, cancelada, annullerad, zrušeno",
        OrderStage.PAYMENT_FAILED: (
            "paiement refusé, płatność odrzucona, pago rechazado, pagamento rifiutato, betaling geweigerd, "
            "pagamento recusado, betalning nekad, platba zamítnuta, Zahlung abgelehnt"
        ),
    },
    Payment.REFUNDED: {
        OrderStage.RETURNED: "retournée, zwrócone, devuelta, restituito, geretourneerd, devolvida, returnerad, vráceno",
        OrderStage.REFUNDED: "remboursée, zwrot środków, reembolsada, rimborsata, terugbetaald, estornado, återbetald",
    },
}


@pytest.mark.parametrize(
    ("state", "words"),
    [(OrderState(payment, stage), words) for payment, stages in _WORDS.items() for stage, words in stages.items()],
)
def test_orders_have_words_in_ten_languages(state: OrderState, words: str) -> None:
    meanings = {word: order_states().find(word) for word in words.split(", ")}
    assert meanings == dict.fromkeys(meanings, state)


@pytest.mark.parametrize("word", ["On_Hold", "ON-HOLD", " on  hold ", "OnHold", "wc-on-hold", "WC_ON_HOLD"])
def test_spelling_makes_no_difference(word: str) -> None:
    assert plain_word(word) == "on hold"


@pytest.mark.parametrize(
    ("status", "details", "settlement"),
    [
        (None, {}, Settlement.COUNTED),
        ("paid", {}, Settlement.COUNTED),
        ("Delivered", {}, Settlement.COUNTED),
        ("partially_refunded", {}, Settlement.COUNTED),
        ("pending", {}, Settlement.UNPAID),
        ("pending", {"paid_at": "2026-03-02 10:00"}, Settlement.COUNTED),
        ("pending", {"payment_status": "PAID"}, Settlement.COUNTED),
        ("pending", {"fulfillment_status": "fulfilled"}, Settlement.UNPAID),
        ("pending", {"payment_history": [{"transaction_type": "payment", "amount": 25.5}]}, Settlement.COUNTED),
        ("pending", {"payments": [{"type": "sale", "amount": "10.00", "status": "succeeded"}]}, Settlement.COUNTED),
        ("pending", {"payments": [{"type": "sale", "amount": "10.00", "status": "failed"}]}, Settlement.UNPAID),
        ("pending", {"payments": [{"type": "refund", "amount": 10}, {"amount": "?"}, "x"]}, Settlement.UNPAID),
        ("shipped", {"payment_status": "not paid"}, Settlement.UNPAID),
        ("complete", {"payment_status": "refunded"}, Settlement.REFUNDED),
        ("Voided", {}, Settlement.VOID),
        ("expired", {"fulfillment_status": "unfulfilled"}, Settlement.VOID),
        ("cancelled", {"financial_status": "paid"}, Settlement.VOID),
        ("cancelled", {"financial_status": "refunded"}, Settlement.REFUNDED),
        ("paid", {"fulfillment_status": "cancelled"}, Settlement.COUNTED),
        ("charged back", {}, Settlement.REFUNDED),
        ("dispute won", {}, Settlement.COUNTED),
        ("pending", {"payment_status": "won"}, Settlement.COUNTED),
        ("beamed up", {}, Settlement.UNKNOWN),
        ("beamed up", {"fulfillment_status": "fulfilled"}, Settlement.UNKNOWN),
        ("beamed up", {"financial_status": "paid"}, Settlement.COUNTED),
    ],
)
def test_order_counts_by_all_that_its_source_says(
    status: str | None, details: dict[str, Json], settlement: Settlement
) -> None:
    order = replace(bought("o", "2026-03-01", status=status), details=details)
    assert order_states().settlement(order) is settlement


@pytest.mark.parametrize(
    ("status", "settlement"),
    [
        (None, Settlement.COUNTED),
        ("refunded", Settlement.COUNTED),
        ("completed", Settlement.COUNTED),
        ("beamed up", Settlement.COUNTED),
        ("Requested", Settlement.UNPAID),
        ("Zgłoszony", Settlement.UNPAID),
        ("demandé", Settlement.UNPAID),
        ("in_transit", Settlement.UNPAID),
        ("rejected", Settlement.VOID),
    ],
)
def test_return_counts_once_the_money_was_given_back(status: str | None, settlement: Settlement) -> None:
    assert order_states().settlement(bought("r", "2026-03-01", kind="return", status=status)) is settlement


def test_word_that_is_not_declared_is_named() -> None:
    def unknown(sale: Transaction) -> str | None:
        return order_states().unknown_word(sale)

    assert unknown(bought("o", "2026-03-01", status=" Beamed up ")) == "Beamed up"
    assert unknown(bought("o", "2026-03-01", status="shipped")) is unknown(bought("o", "2026-03-01")) is None


@pytest.mark.parametrize(("status", "received"), [("paid", True), ("Captured", True), ("failed", False), ("", True)])
def test_payment_is_received_by_its_word(status: str, *, received: bool) -> None:
    payment = did("p", "payment", "2026-03-01", status=status)
    payments = order_payments(bought("o", "2026-03-01"), [payment], order_states(), touchpoints().kinds)
    assert payments.is_paid is received


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("states: {a: {payment: given, words: [x]}}", "expected one of"),
        ("states: {a: {words: [x]}}", "expected a payment, a stage, or both"),
        ("states: {a: {payment: paid, words: [x]}, b: {payment: void, words: [X]}}", "the word X stands in two states"),
        ("states: {a: {payment: paid, words: [Payé, paye]}}", "the word paye stands in two states"),
        ("states: {a: {payment: paid, words: [x], colour: red}}", "colour"),
    ],
)
def test_table_that_contradicts_itself_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        order_states_from(text, "states.yaml")
