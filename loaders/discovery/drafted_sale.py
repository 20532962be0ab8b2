"""What a row of a file says of goods and money, as a draft of a mapping says it: product, amount, state and number."""

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.build.column_names import is_called_currency, is_called_total
from loaders.discovery.column_summary import ColumnSummary, are_few
from loaders.discovery.column_words import is_called_product, is_called_value, numbered_kind, order_state_rank
from loaders.discovery.drafted_person import MAX_IDENTIFIER, is_person_id
from loaders.discovery.file_summary import FileSummary
from profile_service.domain.sources.order_states import plain_word
from profile_service.domain.values.ticket_states import leaves_open
from profile_service.service.declared.order_states import order_states


@dataclass(frozen=True)
class DraftedSale:
    """The columns of the goods and the money. `currency` is there only beside an amount; `state`: words that are
    declared as states of orders, but for `undeclared` of them; `number`: the one by which people ask for the order."""

    product: ColumnSummary | None = None
    amount: ColumnSummary | None = None
    currency: ColumnSummary | None = None
    state: ColumnSummary | None = None
    undeclared: int = 0
    number: ColumnSummary | None = None

    @property
    def columns(self) -> set[ColumnSummary | None]:
        """The columns that are no attributes of a person."""
        return {self.product, self.amount, self.currency, self.state, self.number}


def drafted_sale(summary: FileSummary, key: ColumnSummary | None) -> DraftedSale:
    """The columns of a file whose rows may be sales. `key`: the rows' own id, which numbers them where nothing else
    does."""
    columns = [c for c in summary.columns if c.filled and not c.nested and c.longest <= MAX_IDENTIFIER]
    numeric = [c for c in columns if c.kind in ("number", "integer") and summary.is_filled(c)]
    amount = next((c for c in numeric if _is_total(c)), None)
    currency = next((c for c in columns if is_called_currency(c.steps[-1]) and _are_codes(summary, c)), None)
    state = next(_states(columns), None)
    codes = [c for c in columns if (c.kind == "integer" or c.holds_codes) and summary.is_filled(c)]
    numbers = [c for c in codes if not is_person_id(c) and _numbers_orders(c)]
    numbers += [c for c in codes if c.steps in (("number",), ("order_id",))]
    return DraftedSale(
        product=next((c for c in columns if is_called_product(c.steps[-1])), None),
        amount=amount,
        currency=currency if amount else None,
        state=state,
        undeclared=len(_undeclared(state)) if state else 0,
        number=next(iter(numbers), key),
    )


def unread_state(summary: FileSummary, sale: DraftedSale) -> ColumnSummary | None:
    """A column that is called the state of an order, of whose words hardly any is declared; None where one is read."""
    columns = (c for c in summary.columns if c.words and order_state_rank(c.steps[-1]) == 0)
    return None if sale.state else next(columns, None)


def holds_states(column: ColumnSummary) -> bool:
    """Whether it is called a state, and one of its words says where an order or a case stands: `estado` may be a
    region."""
    return order_state_rank(column.steps[-1]) == 0 and any(
        order_states().find(word) or leaves_open(plain_word(word)) is not None for word in column.words
    )


def _states(columns: list[ColumnSummary]) -> Iterator[ColumnSummary]:
    """The columns of states of which half of the rows have a declared word, those of the order itself first."""
    for rank in (0, 1):
        for column in columns:
            undeclared = sum(column.words[word] for word in _undeclared(column))
            if column.words and order_state_rank(column.steps[-1]) == rank and undeclared * 2 <= column.filled:
                yield column


def _undeclared(column: ColumnSummary) -> list[str]:
    return [word for word in column.words if order_states().find(word) is None]


def _numbers_orders(column: ColumnSummary) -> bool:
    return numbered_kind(column.steps[-1], holds_letters=column.kind == "text") == "order"


def _is_total(column: ColumnSummary) -> bool:
    """Whether it is called an amount, or the value of one, as `montant.valeur` is."""
    parent = column.steps[-2] if len(column.steps) > 1 and is_called_value(column.steps[-1]) else ""
    return is_called_total(column.steps[-1]) or is_called_total(parent)


def _are_codes(summary: FileSummary, currency: ColumnSummary) -> bool:
    others = [
        rows for word, rows in currency.words.items() if not (len(word) == 3 and word.isascii() and word.isalpha())
    ]
    return summary.is_filled(currency) and bool(currency.words) and are_few(sum(others), currency.filled)
