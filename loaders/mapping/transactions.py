"""Transactions through a mapping: interactions with number, status, amounts and lines."""

from collections.abc import Callable, Iterable

from loaders.build.amounts import amount, quantity
from loaders.build.cell_text import clean_text
from loaders.formats.rows import BadCell, as_text, parse_cell
from loaders.mapping.details import details_reader
from loaders.mapping.event_rules import LineRule, TransactionRule
from loaders.mapping.field_paths import Cells, field_getter, optional_getter
from loaders.mapping.mapped_fields import fields_read_of_line
from loaders.mapping.values import word_reader
from profile_service.domain.sources.events import Interaction, Json, Line, Subject, Transaction
from profile_service.domain.values.money import currency_code


class TransactionMapper:
    """Makes an interaction a transaction."""

    def __init__(self, rule: TransactionRule, source: str, *, nested: bool) -> None:
        self._rule = rule
        self._currency = word_reader(rule.currency, nested=nested)
        self._status = word_reader(rule.status, nested=nested)
        self._number = optional_getter(rule.number, nested=nested)
        self._total = field_getter(rule.total, nested=nested)
        self._discount = optional_getter(rule.discount, nested=nested)
        self._line_list = field_getter(rule.lines.each, nested=nested) if rule.lines and rule.lines.each else None
        self._line = _line_reader(rule.lines, rule, source, nested=nested) if rule.lines else None

    def transaction(self, cells: Cells, interaction: Interaction) -> Transaction:
        """The transaction. Raises BadCell where currency, an amount or a line is missing or broken."""
        currency = parse_cell("currency", self._currency(cells), currency_code)
        return Transaction(
            **vars(interaction),
            number=clean_text(as_text(self._number(cells))) or None,
            status=self._status(cells) or None,
            currency=currency,
            total_minor=_amount(self._rule.total, self._total(cells), currency, self._rule),
            discount_minor=_amount_or_zero(self._rule.discount, self._discount(cells), currency, self._rule),
            lines=tuple(self._lines(cells, currency)),
        )

    def _lines(self, cells: Cells, currency: str) -> Iterable[Line]:
        if self._line is None:
            return
        lines = self._line_list(cells) if self._line_list else [dict(cells)]
        if lines is not None and not isinstance(lines, list):
            raise BadCell("lines", "the lines are no list")
        for line in lines or []:
            if not isinstance(line, dict):
                raise BadCell("lines", "a line is no object")
            yield self._line(line, currency)


def _line_reader(
    rule: LineRule, transaction: TransactionRule, source: str, *, nested: bool
) -> Callable[[Cells, str], Line]:
    """Reads a line from its cells and the currency."""
    get_product = field_getter(rule.product, nested=nested, complete=True)
    get_name = optional_getter(rule.name, nested=nested)
    get_quantity, get_price = optional_getter(rule.quantity, nested=nested), field_getter(rule.price, nested=nested)
    get_discount = optional_getter(rule.discount, nested=nested)
    get_details = details_reader(rule.details, fields_read_of_line(rule, nested=nested), nested=nested)
    key_source = rule.source or source

    def line(cells: Cells, currency: str) -> Line:
        product = clean_text(as_text(get_product(cells)))
        if not product:
            raise BadCell(rule.product, f"{rule.product} is blank; a line cannot be loaded without its product")
        return Line(
            Subject("Product", f"{key_source}:{product}", clean_text(as_text(get_name(cells)))),
            parse_cell(rule.quantity or "", as_text(get_quantity(cells)) or "1", quantity),
            _amount(rule.price, get_price(cells), currency, transaction),
            _amount_or_zero(rule.discount, get_discount(cells), currency, transaction),
            get_details(cells),
        )

    return line


def _amount(field: str, value: Json, currency: str, rule: TransactionRule) -> int:
    """The amount in minor units. Raises BadCell where the value is blank or no amount."""
    if value in (None, ""):
        raise BadCell(field, f"{field} is blank; the transaction cannot be loaded without it")
    return parse_cell(field, "", lambda _: amount(value, currency, rule.amounts))


def _amount_or_zero(field: str | None, value: Json, currency: str, rule: TransactionRule) -> int:
    return _amount(field, value, currency, rule) if field and value not in (None, "") else 0
