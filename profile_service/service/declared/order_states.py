"""The states of orders that `schema/order_states.yaml` declares, with the words that sources have for them."""

from collections import defaultdict
from functools import cache
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from profile_service.domain.sources.order_states import (
    OrderStage,
    OrderState,
    OrderStates,
    Payment,
    WordField,
    spelling,
)
from profile_service.domain.values.errors import InvalidInput
from profile_service.schema_data import schema_path
from profile_service.service.declared.yaml_models import Names, NonEmptyText, StrictModel, read_declaration

_Payment: TypeAlias = Literal["paid", "unpaid", "void", "partly_refunded", "refunded", "charged_back", "won_back"]
_Stage: TypeAlias = Literal[
    "placed",
    "awaiting_payment",
    "payment_failed",
    "on_hold",
    "in_preparation",
    "ready_for_pickup",
    "shipped",
    "delivered",
    "completed",
    "cancelled",
    "return_requested",
    "returned",
    "partly_refunded",
    "refunded",
]
_FIELDS: tuple[WordField, ...] = ("words", "payment_words", "fulfilment_words", "return_words")


class _DeclaredState(StrictModel):
    payment: _Payment | None = None
    stage: _Stage | None = None
    words: Names
    payment_words: Names | None = None
    fulfilment_words: Names | None = None
    return_words: Names | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "_DeclaredState":
        if self.payment is None and self.stage is None:
            raise ValueError("expected a payment, a stage, or both")
        return self

    @property
    def meaning(self) -> OrderState:
        return OrderState(
            Payment(self.payment) if self.payment else None, OrderStage(self.stage) if self.stage else None
        )


class _OrderStatesFile(StrictModel):
    states: Annotated[dict[NonEmptyText, _DeclaredState], Field(min_length=1)]


def order_states_from(text: str, where: str) -> OrderStates:
    """The states in YAML text. Raises InvalidInput naming `where` and what was expected, also where a word stands
    twice."""
    file = read_declaration(_OrderStatesFile, text, where)
    by_field: dict[WordField, dict[str, OrderState]] = defaultdict(dict)
    for declared in file.states.values():
        for field in _FIELDS:
            for word in getattr(declared, field) or ():
                if spelling(word) in by_field[field]:
                    raise InvalidInput(f"{where}: the word {word} stands in two states; leave it in one")
                by_field[field][spelling(word)] = declared.meaning
    return OrderStates(by_field)


@cache
def order_states() -> OrderStates:
    path = schema_path("order_states.yaml")
    return order_states_from(path.read_text(encoding="utf-8"), str(path))
