"""Events through a mapping: interactions, and transactions with their lines."""

from collections.abc import Callable, Collection, Iterable

from loaders.build.amounts import amount, quantity
from loaders.build.record_builder import tidy
from loaders.formats.rows import BadCell, as_text, parsed
from loaders.mapping.field_paths import Cells, Getter, getter, nothing
from loaders.mapping.language import AboutRule, EventRule, LineRule, SourceMapping, TransactionRule
from loaders.mapping.values import key, moment, word
from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.domain.values.money import currency_code

_SALES = ("order", "return", "exchange")
_DIRECTIONS = ("", "one-way", "two-way")


class EventMapper:
    """Reads from rows what happened, as an event rule says. `named`: the fields that the details `rest` leave out."""

    def __init__(self, rule: EventRule, mapping: SourceMapping, named: Collection[str]) -> None:
        nested = mapping.format != "csv"
        self._source = mapping.source
        self._key = key(rule.key, nested=nested)
        self._at = moment(rule.occurred_at, mapping.zone, nested=nested)
        self._at_field = rule.occurred_at if isinstance(rule.occurred_at, str) else rule.occurred_at.field
        self._kind = word(rule.kind, nested=nested)
        self._channel, self._device = word(rule.channel, nested=nested), word(rule.device, nested=nested)
        self._task, self._direction = word(rule.task, nested=nested), word(rule.direction, nested=nested)
        self._about = [_subject(about, mapping.source, nested=nested) for about in rule.about]
        self._details = _details(rule, named, nested=nested)
        self._sale = TransactionMapper(rule.transaction, mapping.source, nested=nested) if rule.transaction else None

    def occurred_at(self, cells: Cells) -> str:
        found = self._at(cells)
        if found is None:
            raise BadCell(self._at_field, f"{self._at_field} is blank; the event cannot be loaded without its time")
        return found

    def event(self, cells: Cells, record: str, occurred_at: str) -> Event:
        kind, direction = tidy(self._kind(cells)), self._direction(cells)
        if not kind or (self._sale and kind not in _SALES):
            raise BadCell("kind", f"the kind must be one of {', '.join(_SALES)}" if kind else "the kind is blank")
        if direction not in _DIRECTIONS:
            raise BadCell("direction", "the direction must be one-way or two-way; translate it with values")
        happened = Interaction(
            key=f"{self._source}:{kind}:{tidy(self._key(cells))}",
            record=record,
            kind=kind,
            occurred_at=occurred_at,
            channel=self._channel(cells) or None,
            device=self._device(cells) or None,
            task=self._task(cells) or None,
            direction=direction or None,
            about=tuple(subject for about in self._about if (subject := about(cells))),
            details=self._details(cells),
        )
        return self._sale.transaction(cells, happened) if self._sale else happened


class TransactionMapper:
    """Reads what makes an event a transaction: number, status, amounts and lines."""

    def __init__(self, rule: TransactionRule, source: str, *, nested: bool) -> None:
        self._rule = rule
        self._currency = word(rule.currency, nested=nested)
        self._status = word(rule.status, nested=nested)
        self._number = _optional(rule.number, nested=nested)
        self._total = getter(rule.total, nested=nested)
        self._discount = _optional(rule.discount, nested=nested)
        self._each = getter(rule.lines.each, nested=nested) if rule.lines and rule.lines.each else None
        self._line = _line(rule.lines, rule, source, nested=nested) if rule.lines else None

    def transaction(self, cells: Cells, happened: Interaction) -> Transaction:
        currency = parsed("currency", self._currency(cells), currency_code)
        return Transaction(
            **vars(happened),
            number=tidy(as_text(self._number(cells))) or None,
            status=self._status(cells) or None,
            currency=currency,
            total_minor=_amount(self._rule.total, self._total(cells), currency, self._rule),
            discount_minor=_amount_or_none(self._rule.discount, self._discount(cells), currency, self._rule),
            lines=tuple(self._lines(cells, currency)),
        )

    def _lines(self, cells: Cells, currency: str) -> Iterable[Line]:
        if self._line is None:
            return
        listed = self._each(cells) if self._each else [dict(cells)]
        if listed is not None and not isinstance(listed, list):
            raise BadCell("lines", "the lines are no list")
        for each in listed or []:
            if not isinstance(each, dict):
                raise BadCell("lines", "a line is no object")
            yield self._line(each, currency)


def _line(rule: LineRule, sale: TransactionRule, source: str, *, nested: bool) -> Callable[[Cells, str], Line]:
    whose = AboutRule(label="Product", key=rule.product, name=rule.name, source=rule.source)
    product = _subject(whose, source, nested=nested)
    units, discount = _optional(rule.quantity, nested=nested), _optional(rule.discount, nested=nested)
    price = getter(rule.price, nested=nested)

    def line(cells: Cells, currency: str) -> Line:
        subject = product(cells)
        if subject is None:
            raise BadCell(rule.product, f"{rule.product} is blank; a line cannot be loaded without its product")
        return Line(
            subject,
            parsed(rule.quantity or "", as_text(units(cells)) or "1", quantity),
            _amount(rule.price, price(cells), currency, sale),
            _amount_or_none(rule.discount, discount(cells), currency, sale),
        )

    return line


def _subject(rule: AboutRule, source: str, *, nested: bool) -> Callable[[Cells], Subject | None]:
    find, name = getter(rule.key, nested=nested), _optional(rule.name, nested=nested)
    owner, label = rule.source or source, rule.label

    def subject(cells: Cells) -> Subject | None:
        text = tidy(as_text(find(cells)))
        return Subject(label, f"{owner}:{text}", tidy(as_text(name(cells)))) if text else None

    return subject


def _details(rule: EventRule, named: Collection[str], *, nested: bool) -> Callable[[Cells], dict[str, Json]]:
    if rule.details == "rest":
        return lambda cells: {name: v for name, v in cells.items() if name not in named and v not in (None, "")}
    finds = [(name, getter(field, nested=nested)) for name, field in rule.details.items()]
    return lambda cells: {name: v for name, find in finds if (v := find(cells)) not in (None, "")}


def _optional(field: str | None, *, nested: bool) -> Getter:
    return getter(field, nested=nested) if field else nothing


def _amount(field: str, value: Json, currency: str, sale: TransactionRule) -> int:
    if value in (None, ""):
        raise BadCell(field, f"{field} is blank; the transaction cannot be loaded without it")
    return parsed(field, "", lambda _: amount(value, currency, sale.amounts))


def _amount_or_none(field: str | None, value: Json, currency: str, sale: TransactionRule) -> int:
    return _amount(field, value, currency, sale) if field and value not in (None, "") else 0
