"""A first mapping for a file that was summarised: it loads as it stands, and a person goes on from there."""

import re
from collections.abc import Iterator

import yaml

from loaders.build.cell_text import snake_case
from loaders.discovery.column_summary import ColumnSummary
from loaders.discovery.file_summary import LOYALTY, FileSummary
from loaders.formats.detection import FileKind
from loaders.formats.paths import bare_name
from loaders.formats.text_encoding import WINDOWS_1252
from profile_service.domain.values.errors import InvalidInput

_MAX_NAME, _MAX_TEXT, _MAX_IDENTIFIER = 40, 60_000, 256
_USUAL_NAMES = {
    "given_name": r"(first|given|fore)(_?names?)?|vorname|prenom",
    "family_name": r"(last|family|sur)(_?names?)?|nachname|nom",
    "name": r"(full|display|customer|contact)?_?name",
    "birth_date": r"birth_?(date|day)|date_of_birth|dob",
    "street": r"(.*_)?(street|address_?(line)?_?1?|street_address_1)",
    "city": r"(.*_)?city|town",
    "region": r"(.*_)?(state|province|region)",
    "postal_code": r"(.*_)?(zip|zip_code|postal_?code|postcode)",
    "country": r"(.*_)?country(_code)?",
    "company": r"(.*_)?(company|organi[sz]ation)(_name)?",
    "language": r"language|locale|lang",
    "gender": r"gender|sex",
    "salutation": r"salutation|title|prefix",
}
_CHANGED_AT = re.compile(r"updated|modified|changed|last_?edit", re.I)
_HAPPENED_AT = re.compile(r"created|date|_at$|time", re.I)


def draft_mapping(summary: FileSummary) -> str:
    """The YAML of a mapping, with remarks for a person above it. Raises InvalidInput for vCards, which need none."""
    if summary.kind is FileKind.VCARD:
        raise InvalidInput(f"{summary.path}: holds vCards, which need no mapping; load it as vcard-contacts")
    id = _id_column(summary)
    mapping = {
        "source": _source_name(summary),
        "format": summary.kind.value,
        **_csv_rule(summary),
        "record": dict(_record_rule(summary, id)),
    }
    text = yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=120)
    return "".join(f"# {line}\n" for line in _remarks(summary, id)) + text


def _record_rule(summary: FileSummary, id: ColumnSummary | None) -> Iterator[tuple[str, object]]:
    if id:
        yield "id", _field_path(summary, id)
    changed_at = next((c for c in summary.columns if c.time_format and _CHANGED_AT.search(c.name)), None)
    if changed_at:
        yield "observed_at", {"field": _field_path(summary, changed_at), "format": changed_at.time_format}
    identifiers = list(_identifier_columns(summary))
    used = {id, changed_at, *(column for column, _ in identifiers)}
    attributes: dict[str, str] = {}
    for column in summary.columns:
        if column not in used and column.filled and column.longest <= _MAX_TEXT:
            attributes[_attribute_name(column, attributes)] = _field_path(summary, column)
    if attributes:
        yield "attributes", attributes
    if identifiers:
        yield "identifiers", [{"type": type, "field": _field_path(summary, column)} for column, type in identifiers]


def _identifier_columns(summary: FileSummary) -> Iterator[tuple[ColumnSummary, str]]:
    """The columns that hold identifiers, each with the identifier's type."""
    for column in summary.columns:
        if column.kind in ("e-mail", "phone"):
            yield column, column.kind.replace("-", "")
        elif column.filled and LOYALTY.search(column.name) and column.longest <= _MAX_IDENTIFIER:
            yield column, "loyalty_id"


def _id_column(summary: FileSummary) -> ColumnSummary | None:
    """A column that is called an id and differs in every row, or else one that is always filled, best a unique one.

    Where nothing else could name a record it is the column that differs most.
    """
    candidates = [c for c in summary.columns if c.filled and c.longest <= _MAX_IDENTIFIER and not c.nested]

    def rank(column: ColumnSummary) -> tuple[bool, ...]:
        guesses, always, unique = summary.guesses(column), summary.is_always_filled(column), summary.is_unique(column)
        is_record_id = "record id" in guesses
        may_name_a_record = unique or column.kind == "e-mail" or "id of something" in guesses
        return always and is_record_id, is_record_id, always and unique, always and may_name_a_record

    best = max(candidates, key=rank, default=None)
    if best and not any(rank(best)):
        best = None if any(_identifier_columns(summary)) else max(candidates, key=lambda c: c.distinct.count)
    return best


def _attribute_name(column: ColumnSummary, taken: dict[str, str]) -> str:
    """One of the usual names, or the column's own; with a number behind it where it is taken."""
    own = snake_case(column.name)
    usual = next((name for name, pattern in _USUAL_NAMES.items() if re.fullmatch(pattern, own)), None)
    name = usual if usual and usual not in taken else own
    name = (name if name[:1].isalpha() and name.isascii() else f"field_{name}".rstrip("_"))[:_MAX_NAME]
    numbered = (f"{name[: _MAX_NAME - 4]}_{number}" for number in range(2, 10_000))
    return name if name not in taken else next(candidate for candidate in numbered if candidate not in taken)


def _field_path(summary: FileSummary, column: ColumnSummary) -> str:
    """The column's name, or its JSON pointer where a mapping would take the name for a path."""
    names = column.steps
    is_plain = not any(name.startswith("/") or (summary.is_nested and "." in name) for name in names)
    if is_plain:
        return ".".join(names)
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def _csv_rule(summary: FileSummary) -> dict[str, dict[str, str]]:
    if summary.kind is not FileKind.CSV:
        return {}
    rule = {"delimiter": summary.delimiter}
    if summary.quote != '"':
        rule["quote"] = summary.quote
    if summary.encoding == WINDOWS_1252:
        rule["encoding"] = "cp1252"
    return {"csv": rule}


def _source_name(summary: FileSummary) -> str:
    name = snake_case(bare_name(summary.path))
    return (name if name[:1].isascii() and name[:1].isalpha() else f"file_{name}".rstrip("_"))[:_MAX_NAME]


def _remarks(summary: FileSummary, id: ColumnSummary | None) -> Iterator[str]:
    yield f"A draft for {summary.path.name}; docs/mapping.md has all words. Check, above all, what names the record."
    if id is None or not summary.is_always_filled(id):
        yield "Rows without an id are named by their first identifier; those without one too will be rejected."
    if id and not summary.is_unique(id):
        yield f"{id.name} does not differ in every row: rows that share it are taken for one person."
    if any(column.kind == "phone" for column in summary.columns):
        yield "National phone numbers are read with a country: add one such as FR, or country_field."
    happened_at = [c.name for c in summary.columns if c.time_format and _HAPPENED_AT.search(c.name)]
    if happened_at:
        yield f"If a row is something that happened, add event, with occurred_at from {' or '.join(happened_at[:3])}."
    unread = [c.name for c in summary.columns if not c.filled or c.longest > _MAX_TEXT]
    if unread:
        yield f"Left out, empty or too long: {', '.join(unread[:12])}{' …' if len(unread) > 12 else ''}"
