"""The rules of a mapping for events: interactions, and transactions with their lines."""

from typing import Literal

from pydantic import Field, model_validator

from loaders.mapping.rule_values import Details, FieldOrMoment, FieldPath, KeyRule, Name, RuleModel, WordOrChoice

DIRECTIONS = ("one-way", "two-way")
SALES = ("order", "return", "exchange")
"""The kinds of a transaction."""


class AboutRule(RuleModel):
    """A product, coupon or case that the event is about. `source`: whose key it is, if not this mapping's."""

    label: Literal["Product", "Coupon", "Case"]
    key: FieldPath
    name: FieldPath | None = None
    source: Name | None = None


class LineRule(RuleModel):
    """Lines of a transaction: one per element of the list `each`, or, without `each`, the row itself is the line."""

    each: FieldPath | None = None
    product: FieldPath
    name: FieldPath | None = None
    quantity: FieldPath | None = None
    price: FieldPath
    discount: FieldPath | None = None
    source: Name | None = None


class TransactionRule(RuleModel):
    """Number, status, amounts and lines of an order, return or exchange."""

    number: FieldPath | None = None
    status: WordOrChoice | None = None
    currency: WordOrChoice
    total: FieldPath
    discount: FieldPath | None = None
    amounts: Literal["decimal", "minor"] = "decimal"
    lines: LineRule | None = None


class EventRule(RuleModel):
    """An event. With `transaction` it is an order, return or exchange; otherwise an interaction."""

    key: KeyRule | None = None
    kind: WordOrChoice
    occurred_at: FieldOrMoment
    channel: WordOrChoice | None = None
    device: WordOrChoice | None = None
    task: WordOrChoice | None = None
    direction: WordOrChoice | None = None
    about: list[AboutRule] = Field(default=[])
    details: Details = Field(default={})
    transaction: TransactionRule | None = None

    @model_validator(mode="after")
    def _has_known_words(self) -> "EventRule":
        if isinstance(self.direction, str) and self.direction not in DIRECTIONS:
            raise ValueError("direction must be one-way or two-way")
        if self.transaction and isinstance(self.kind, str) and self.kind not in SALES:
            raise ValueError("the kind of a transaction must be order, return or exchange")
        return self
