"""A first mapping for a file that was looked through: it loads as it stands, and a person goes on from there."""

import re
from collections.abc import Iterator

import yaml

from loaders.build.record_builder import snake
from loaders.discovery.column_summary import Column
from loaders.discovery.file_summary import LOYALTY, Portrait
from loaders.formats.detection import Kind
from loaders.formats.paths import bare_name
from loaders.formats.rows import WINDOWS
from profile_service.domain.values.errors import InvalidInput

_MAX_NAME, _MAX_TEXT, _MAX_IDENTIFIER = 40, 60_000, 256
_KNOWN = {
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
_CHANGED = re.compile(r"updated|modified|changed|last_?edit", re.I)
_HAPPENED = re.compile(r"created|date|_at$|time", re.I)


def draft(portrait: Portrait) -> str:
    """The YAML of a mapping. Raises InvalidInput for a form that mappings do not read."""
    if portrait.kind is Kind.VCARD:
        raise InvalidInput(f"{portrait.path}: holds vCards, which need no mapping; load it as vcard-contacts")
    id = _id(portrait)
    record = dict(_record(portrait, id))
    mapping = {"source": _source(portrait), "format": portrait.kind.value, **_csv(portrait), "record": record}
    text = yaml.safe_dump(mapping, sort_keys=False, allow_unicode=True, width=120)
    return "".join(f"# {line}\n" for line in _remarks(portrait, id)) + text


def _record(portrait: Portrait, id: Column | None) -> Iterator[tuple[str, object]]:
    if id:
        yield "id", _field(portrait, id)
    changed = next((c for c in portrait.columns if c.time_format and _CHANGED.search(c.name)), None)
    if changed:
        yield "observed_at", {"field": _field(portrait, changed), "format": changed.time_format}
    identifiers = list(_identifiers(portrait))
    used = {id, changed, *(column for column, _ in identifiers)}
    attributes: dict[str, str] = {}
    for column in portrait.columns:
        if column not in used and column.filled and column.longest <= _MAX_TEXT:
            attributes[_attribute(column, attributes)] = _field(portrait, column)
    if attributes:
        yield "attributes", attributes
    if identifiers:
        yield "identifiers", [{"type": type, "field": _field(portrait, column)} for column, type in identifiers]


def _identifiers(portrait: Portrait) -> Iterator[tuple[Column, str]]:
    for column in portrait.columns:
        if column.kind in ("e-mail", "phone"):
            yield column, column.kind.replace("-", "")
        elif column.filled and LOYALTY.search(column.name) and column.longest <= _MAX_IDENTIFIER:
            yield column, "loyalty_id"


def _id(portrait: Portrait) -> Column | None:
    """A column that is called an id and differs in every row, or else one that every row has, best a unique one.

    Where nothing else could name a record it is the column that differs most.
    """
    fit = [c for c in portrait.columns if c.filled and c.longest <= _MAX_IDENTIFIER and not c.nested]

    def rank(column: Column) -> tuple[bool, ...]:
        guesses, always = portrait.guesses(column), portrait.always(column)
        named = "record id" in guesses
        telling = portrait.unique(column) or column.kind == "e-mail" or "id of something" in guesses
        return always and named, named, always and portrait.unique(column), always and telling

    best = max(fit, key=rank, default=None)
    if best and not any(rank(best)):
        best = None if any(_identifiers(portrait)) else max(fit, key=lambda c: c.distinct.count)
    return best


def _attribute(column: Column, taken: dict[str, str]) -> str:
    """A name of the usual ones, or the column's own; a number behind it where it is taken."""
    own = snake(column.name)
    usual = next((name for name, pattern in _KNOWN.items() if re.fullmatch(pattern, own)), None)
    name = usual if usual and usual not in taken else own
    name = (name if name[:1].isalpha() and name.isascii() else f"field_{name}".rstrip("_"))[:_MAX_NAME]
    numbered = (f"{name[: _MAX_NAME - 4]}_{number}" for number in range(2, 10_000))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def _field(portrait: Portrait, column: Column) -> str:
    """As mappings name it: plainly, or as a JSON pointer where a name holds what would be taken for a path."""
    names = column.steps
    plain = not any(name.startswith("/") or (portrait.nested and "." in name) for name in names)
    if plain:
        return ".".join(names)
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def _csv(portrait: Portrait) -> dict[str, dict[str, str]]:
    if portrait.kind is not Kind.CSV:
        return {}
    rule = {"delimiter": portrait.delimiter}
    if portrait.quote != '"':
        rule["quote"] = portrait.quote
    if portrait.encoding == WINDOWS:
        rule["encoding"] = "cp1252"
    return {"csv": rule}


def _source(portrait: Portrait) -> str:
    name = snake(bare_name(portrait.path))
    return (name if name[:1].isascii() and name[:1].isalpha() else f"file_{name}".rstrip("_"))[:_MAX_NAME]


def _remarks(portrait: Portrait, id: Column | None) -> Iterator[str]:
    yield f"A draft for {portrait.path.name}; docs/mapping.md has all words. Check, above all, what names the record."
    if id is None or not portrait.always(id):
        yield "Rows without an id are named by their first identifier; those without one too will be rejected."
    if id and not portrait.unique(id):
        yield f"{id.name} does not differ in every row: rows that share it are taken for one person."
    if any(column.kind == "phone" for column in portrait.columns):
        yield "National phone numbers are read with a country: add one such as FR, or country_field."
    happened = [c.name for c in portrait.columns if c.time_format and _HAPPENED.search(c.name)]
    if happened:
        yield f"If a row is something that happened, add event, with occurred_at from {' or '.join(happened[:3])}."
    unread = [c.name for c in portrait.columns if not c.filled or c.longest > _MAX_TEXT]
    if unread:
        yield f"Left out, empty or too long: {', '.join(unread[:12])}{' …' if len(unread) > 12 else ''}"
