"""The rules of a mapping for events: interactions, and transactions with their lines."""

from typing import Literal

from pydantic import Field, model_validator

from loaders.mapping.rule_values import (
    Details,
    FieldOrMoment,
    FieldPath,
    KeyRule,
    Name,
    RowKey,
    RuleModel,
    When,
    WordOrChoice,
    keeps_rest,
)
from profile_service.domain.sources.events import SubjectLabel

DIRECTIONS = ("one-way", "two-way")
SALES = ("order", "return", "exchange")
"""The kinds of a transaction."""


class AboutRule(RuleModel):
    """A product, coupon, case or order that the event is about; with `each` one per element of that list, where `key`
    may be left out if the elements are keys themselves. `source`: whose key it is, if not this mapping's.
    """

    label: SubjectLabel
    each: FieldPath | None = None
    key: FieldPath | None = None
    name: FieldPath | None = None
    source: Name | None = None

    @model_validator(mode="after")
    def _has_key(self) -> "AboutRule":
        if self.key is None and (self.each is None or self.name):
            raise ValueError("add the key: the field that says which one it is")
        return self


class LineRule(RuleModel):
    """Lines of a transaction: one per element of the list `each`, or, without `each`, the row itself is the line."""

    each: FieldPath | None = None
    product: FieldPath
    name: FieldPath | None = None
    quantity: FieldPath | None = None
    price: FieldPath
    discount: FieldPath | None = None
    details: Details = Field(default={})
    source: Name | None = None

    @model_validator(mode="after")
    def _has_rest_of_its_own(self) -> "LineRule":
        if self.each is None and keeps_rest(self.details):
            raise ValueError("without each the row is the line, and its rest belongs to the details of the event")
        return self


class TransactionRule(RuleModel):
    """Number, status, amounts and lines of an order, return or exchange. `when`: the rows for which it is, else all."""

    when: When | None = None
    number: FieldPath | None = None
    status: WordOrChoice | None = None
    currency: WordOrChoice
    total: FieldPath
    discount: FieldPath | None = None
    amounts: Literal["decimal", "minor"] = "decimal"
    lines: LineRule | None = None


class EventRule(RuleModel):
    """An event. With `transaction` it is an order, return or exchange; otherwise an interaction.

    `when`: the rows that are events; the others only describe their person. `gone`: the rows of which the source
    deleted the event, and which state nothing else. `amount: unknown`: a sale may stand without a transaction, as an
    order, return or exchange of which the source does not say the amount.
    """

    when: When | None = None
    gone: When | None = None
    key: KeyRule | None = None
    kind: WordOrChoice
    occurred_at: FieldOrMoment
    channel: WordOrChoice | None = None
    device: WordOrChoice | None = None
    task: WordOrChoice | None = None
    direction: WordOrChoice | None = None
    about: list[AboutRule] = Field(default=[])
    details: Details = Field(default={})
    amount: Literal["unknown"] | None = None
    transaction: TransactionRule | None = None

    @model_validator(mode="after")
    def _has_known_words(self) -> "EventRule":
        if isinstance(self.direction, str) and self.direction not in DIRECTIONS:
            raise ValueError("direction must be one-way or two-way")
        if not (self.transaction or self.amount) and (sales := sorted(self._fixed_kinds & set(SALES))):
            raise ValueError(
                f"the kind {sales[0]} is a sale without amounts: add transaction, with its currency and total "
                "(and when, for some of the rows), or amount: unknown"
            )
        if self.gone and not self.has_lasting_key:
            raise ValueError("what is gone is known by its key, which outlasts the row: add the key")
        if self.transaction and not self.transaction.when and isinstance(self.kind, str) and self.kind not in SALES:
            raise ValueError("the kind of a transaction must be order, return or exchange")
        return self

    @property
    def has_lasting_key(self) -> bool:
        """Whether an event has the same key in whatever row states it."""
        return self.key is not None and not isinstance(self.key, RowKey)

    @property
    def _fixed_kinds(self) -> set[str]:
        """The kinds that stand in the rule itself."""
        if isinstance(self.kind, str):
            return {self.kind}
        return {*self.kind.values.values(), *filter(None, [self.kind.otherwise])}
