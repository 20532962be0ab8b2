"""Transactions through a mapping: interactions with number, status, amounts and lines."""

from collections.abc import Callable, Iterable

from loaders.build.amounts import amount, drop_rounded, quantity
from loaders.formats.rows import BadCell, Row, as_text, parse_cell
from loaders.mapping.details import details_reader
from loaders.mapping.event_rules import LineRule, TransactionRule
from loaders.mapping.field_paths import Cells, field_getter, optional_getter
from loaders.mapping.mapped_fields import fields_read_of_line
from loaders.mapping.rule_values import Choice
from loaders.mapping.values import Reader, word_reader
from profile_service.domain.sources.events import Interaction, Json, Line, Subject, Transaction
from profile_service.domain.values.money import currency_code


class TransactionMapper:
    """Makes an interaction a transaction."""

    def __init__(self, rule: TransactionRule, source: str, *, nested: bool) -> None:
        self._rule = rule
        self._currency = word_reader(rule.currency, nested=nested)
        self._status = _status_reader(rule.status, nested=nested)
        self._number = optional_getter(rule.number, nested=nested)
        self._total = field_getter(rule.total, nested=nested)
        self._discount = optional_getter(rule.discount, nested=nested)
        self._line_list = field_getter(rule.lines.each, nested=nested) if rule.lines and rule.lines.each else None
        self._line = _line_reader(rule.lines, rule, source, nested=nested) if rule.lines else None

    def transaction(self, row: Row, interaction: Interaction) -> Transaction:
        """The transaction. Raises BadCell where currency, an amount or a line is missing or broken."""
        cells = row.cells
        currency = parse_cell("currency", self._currency(cells), currency_code)
        return Transaction(
            **vars(interaction),
            number=as_text(self._number(cells)) or None,
            status=self._status(cells) or None,
            currency=currency,
            total_minor=_amount(row, self._rule.total, self._total(cells), currency, self._rule),
            discount_minor=_amount_or_zero(row, self._rule.discount, self._discount(cells), currency, self._rule),
            lines=tuple(self._lines(row, currency)),
        )

    def _lines(self, row: Row, currency: str) -> Iterable[Line]:
        if self._line is None:
            return
        lines = self._line_list(row.cells) if self._line_list else [dict(row.cells)]
        if lines is not None and not isinstance(lines, list):
            raise BadCell("lines", "the lines are no list")
        for line in lines or []:
            if not isinstance(line, dict):
                raise BadCell("lines", "a line is no object")
            yield self._line(row, line, currency)


def _status_reader(rule: str | Choice | None, *, nested: bool) -> Reader[str]:
    """Reads the status. A word that `values` does not translate stays as the source writes it: its meaning is declared
    with the states of orders, or it counts in no total; a row need not be rejected for it."""
    if not isinstance(rule, Choice) or not rule.values or rule.otherwise is not None:
        return word_reader(rule, nested=nested)
    get, values = field_getter(rule.field, nested=nested), rule.values

    def status(cells: Cells) -> str:
        text = as_text(get(cells))
        return values.get(text, text)

    return status


def _line_reader(
    rule: LineRule, transaction: TransactionRule, source: str, *, nested: bool
) -> Callable[[Row, Cells, str], Line]:
    """Reads a line of a row from the line's cells and the currency."""
    get_product = field_getter(rule.product, nested=nested, complete=True)
    get_name = optional_getter(rule.name, nested=nested)
    get_quantity, get_price = optional_getter(rule.quantity, nested=nested), field_getter(rule.price, nested=nested)
    get_discount = optional_getter(rule.discount, nested=nested)
    get_details = details_reader(rule.details, fields_read_of_line(rule, nested=nested), nested=nested)
    key_source = rule.source or source

    def line(row: Row, cells: Cells, currency: str) -> Line:
        product = as_text(get_product(cells))
        if not product:
            raise BadCell(rule.product, f"{rule.product} is blank; a line cannot be loaded without its product")
        return Line(
            Subject("Product", f"{key_source}:{product}", as_text(get_name(cells))),
            parse_cell(rule.quantity or "", as_text(get_quantity(cells)) or "1", quantity),
            _amount(row, rule.price, get_price(cells), currency, transaction),
            _amount_or_zero(row, rule.discount, get_discount(cells), currency, transaction),
            get_details(cells),
        )

    return line


def _amount(row: Row, field: str, value: Json, currency: str, rule: TransactionRule) -> int:
    """The amount in minor units. Raises BadCell where the value is blank or no amount."""
    if value in (None, ""):
        raise BadCell(field, f"{field} is blank; the transaction cannot be loaded without it")
    minor = parse_cell(field, "", lambda _: amount(value, currency, rule.amounts))
    if rule.amounts == "decimal":
        drop_rounded(row, field, value, currency)
    return minor


def _amount_or_zero(row: Row, field: str | None, value: Json, currency: str, rule: TransactionRule) -> int:
    return _amount(row, field, value, currency, rule) if field and value not in (None, "") else 0
