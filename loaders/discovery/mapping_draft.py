"""A first mapping for a file that was summarised: it loads as it stands, and a person goes on from there."""

from collections.abc import Iterator

import yaml

from loaders.discovery.attribute_names import AttributeNames, field_name
from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.column_words import (
    is_called_kind,
    is_time_of_change,
    is_time_of_event,
    money_kind,
    usual_attribute,
)
from loaders.discovery.consent_remarks import consent_remarks
from loaders.discovery.draft_remarks import blank_remarks, event_remarks, misfit_remarks, status_remarks
from loaders.discovery.drafted_channel import channel_column, channel_words
from loaders.discovery.drafted_event import DraftedEvent, drafted_event
from loaders.discovery.drafted_person import id_column, identifier_columns, last_resort
from loaders.discovery.drafted_sale import DraftedSale, holds_states
from loaders.discovery.file_summary import FileSummary
from loaders.formats.detection import FileKind
from loaders.formats.encodings import WINDOWS_1252
from loaders.formats.paths import bare_name
from loaders.mapping.language import SourceMapping
from loaders.mapping.rest_names import RestRemarks
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import visible
from profile_service.service.declared.touchpoints import touchpoints

_MAX_TEXT, _MAX_NAMED = 60_000, 12


def draft_mapping(summary: FileSummary) -> str:
    """The YAML of a mapping, with remarks for a person above it.

    Raises InvalidInput for vCards, which need none, and for a file in which nothing but names of people names a row.
    """
    if summary.kind is FileKind.VCARD:
        raise InvalidInput(f"{summary.path}: holds vCards, which need no mapping; load it as vcard-contacts")
    draft = _Draft(summary)
    text = yaml.dump(draft.mapping(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    lines = [*(f"# {line}" for line in draft.remarks()), *text.split("\n")]
    return "\n".join(map(visible, lines))


class _Dumper(yaml.SafeDumper):
    """Puts texts with signs that cannot be seen into double quotes, where YAML reads their escapes."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(str, _text)


class _Draft:
    def __init__(self, summary: FileSummary) -> None:
        self._summary = summary
        self._event = drafted_event(summary)
        self._identifiers = list(identifier_columns(summary))
        self._id = (self._event.person if self._event else None) or (None if self._event else id_column(summary))
        if self._id is None and not self._identifiers:
            self._id = (self._event and self._event.key) or last_resort(summary)
        if self._id is None and not self._identifiers:
            raise InvalidInput(
                f"{summary.path}: has no id, e-mail, phone or other column that could name its people but their names, "
                "which several people share; add such a column to the export"
            )
        changes = (c for c in summary.columns if c.time_format and is_time_of_change(c.name))
        self._changed_at = next(changes, None)

    def mapping(self) -> dict[str, object]:
        """The mapping as YAML writes it."""
        return {
            "source": field_name(bare_name(self._summary.path), "file"),
            "format": self._summary.kind.value,
            **self._csv_rule(),
            "record": dict(self._record_rule()),
            **({"event": dict(self._event_rule(self._event))} if self._event else {}),
        }

    def remarks(self) -> Iterator[str]:
        """What a person should check or add, a line each."""
        summary, id = self._summary, self._id
        yield f"A draft for {summary.path.name}; docs/mapping.md has all words. Check above all what names the record."
        if id is None:
            types = ", ".join(dict.fromkeys(type for _, type in self._identifiers))
            yield f"No column is an id of the person; a record is named by the first of its identifiers: {types}."
        if id is None or summary.blanks(id):
            yield "A row without an id and without an identifier is rejected."
        if id and not self._event and not summary.is_unique(id):
            yield f"{id.name} does not differ in every row: rows that share it are taken for one person."
        if id:
            yield f"For other files of this system write the same source: then {id.name} names the same records there."
        if any(column.kind == "phone" for column in summary.columns):
            yield "National phone numbers are read with a country: add one such as FR, or country_field."
        yield from event_remarks(summary, self._event) if self._event else self._times_remark()
        yield from status_remarks(self._summary.columns, has_event=self._event is not None)
        yield from consent_remarks(summary)
        mapping = SourceMapping.model_validate(self.mapping())
        yield from (f"{remark}." for remark in RestRemarks(mapping)(dict.fromkeys(c.steps[0] for c in summary.columns)))
        yield from blank_remarks(summary, self._columns_read())
        yield from misfit_remarks(summary, self._columns_read())
        unread = [c.name for c in summary.columns if not c.filled or c.longest > _MAX_TEXT]
        if unread:
            more = " …" if len(unread) > _MAX_NAMED else ""
            yield f"Left out, empty or too long: {', '.join(unread[:_MAX_NAMED])}{more}"

    def _times_remark(self) -> Iterator[str]:
        times = [c.name for c in self._summary.columns if c.time_format and is_time_of_event(c.name)]
        if times:
            yield f"If a row is something that happened, add event, with occurred_at from {' or '.join(times[:3])}."

    def _csv_rule(self) -> dict[str, dict[str, str]]:
        if self._summary.kind is not FileKind.CSV:
            return {}
        rule = {"delimiter": self._summary.delimiter}
        if self._summary.quote != '"':
            rule["quote"] = self._summary.quote
        if self._summary.encoding == WINDOWS_1252:
            rule["encoding"] = "cp1252"
        return {"csv": rule}

    def _record_rule(self) -> Iterator[tuple[str, object]]:
        if self._id:
            yield "id", self._field(self._id)
        if self._changed_at and not self._event:
            yield "observed_at", {"field": self._field(self._changed_at), "format": self._changed_at.time_format}
        if attributes := self._attributes():
            yield "attributes", attributes
        if self._identifiers:
            yield "identifiers", [{"type": type, "field": self._field(column)} for column, type in self._identifiers]

    def _attributes(self) -> dict[str, str]:
        """The columns that describe the person: of an event those that usually do, else all that nothing else reads."""
        used = {self._id, *(column for column, _ in self._identifiers)}
        used |= set() if self._event else {self._changed_at}
        columns = [c for c in self._summary.columns if c not in used and c.filled and c.longest <= _MAX_TEXT]
        if event := self._event:
            of_event = {event.time, event.kind, event.key, *event.sale.columns}
            columns = [c for c in columns if c not in of_event and usual_attribute(c.steps) and not holds_states(c)]
        usual = {usual_attribute(c.steps) for c in columns}
        names = AttributeNames(has_given_name="given_name" in usual, has_family_name="family_name" in usual)
        if not (columns or self._identifiers or self._event):
            columns = [self._id] if self._id else []
        return {names.name(column.steps): self._field(column) for column in columns}

    def _event_rule(self, event: DraftedEvent) -> Iterator[tuple[str, object]]:
        yield "key", self._field(event.key) if event.key else {"row": True}
        yield "kind", event.kind if isinstance(event.kind, str) else self._kind_rule(event.kind)
        iso = event.time.time_format == "iso"
        if column := channel_column(self._summary):
            yield "channel", self._channel_rule(column)
        yield "occurred_at", self._field(event.time) if iso else _moment(self._field(event.time), event.time)
        subjects = {"Product": event.sale.product, "Order": event.order}
        if about := [{"label": label, "key": self._field(column)} for label, column in subjects.items() if column]:
            yield "about", about
        yield "details", self._details_rule(event)
        if isinstance(event.kind, str) and event.is_sale and event.sale.amount and event.sale.currency:
            yield "transaction", dict(self._transaction_rule(event.sale))
        elif event.is_sale:
            yield "amount", "unknown"

    def _details_rule(self, event: DraftedEvent) -> object:
        """The rest; before it the amount of a payment or a refund that is nested, where nobody would look for it."""
        amount, currency = event.sale.amount, event.sale.currency
        if event.is_sale or amount is None or len(amount.steps) == 1:
            return "rest"
        named = {"amount": amount, **({"currency": currency} if currency else {})}
        return {**{name: self._field(column) for name, column in named.items()}, "rest": True}

    def _kind_rule(self, column: ColumnSummary) -> dict[str, object]:
        """The words as kinds; all of them, where some stand for payments and refunds and are not declared so."""
        field, kinds = self._field(column), {word: money_kind(word) for word in column.words}
        declared = touchpoints().kinds
        if is_called_kind(column.steps[-1]) or all(kind in (None, declared.declared(w)) for w, kind in kinds.items()):
            return {"field": field}
        return {"field": field, "values": {word: kind or word for word, kind in kinds.items()}}

    def _channel_rule(self, column: ColumnSummary) -> dict[str, object]:
        """The words as channels. A blank has none, and so no word stands for all others where there are blanks."""
        rule: dict[str, object] = {"field": self._field(column)}
        words = channel_words(column)
        if any(word != name for word, name in words.items()):
            rule["values"] = dict(words)
            if not self._summary.blanks(column):
                rule["otherwise"] = "other"
        return rule

    def _transaction_rule(self, sale: DraftedSale) -> Iterator[tuple[str, object]]:
        if sale.number:
            yield "number", self._field(sale.number)
        if sale.state:
            yield "status", {"field": self._field(sale.state)}
        if sale.currency and sale.amount:
            yield "currency", {"field": self._field(sale.currency)}
            yield "total", self._field(sale.amount)

    def _columns_read(self) -> list[ColumnSummary]:
        """The columns of which a blank or a cell of another kind keeps the row or the cell from being loaded."""
        event = self._event
        needed = {event.time, event.key, event.sale.amount, event.sale.currency} if event else {self._changed_at}
        columns = {self._id, *(column for column, _ in self._identifiers), *needed}
        return [column for column in self._summary.columns if column in columns]

    def _field(self, column: ColumnSummary) -> str:
        """The column's name, or its JSON pointer where a mapping would take the name for a path or several fields."""
        names, nested = column.steps, self._summary.is_nested
        is_plain = not any(n.startswith("/") or "{" in n or (nested and "." in n) for n in names)
        if is_plain:
            return ".".join(names)
        return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def _moment(field: str, column: ColumnSummary) -> dict[str, str | None]:
    return {"field": field, "format": column.time_format}
