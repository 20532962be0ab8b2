"""A source record while its row is read: blanks left out, identifiers normalised, the unreadable kept as written."""

import re

from loaders.build.countries import country_code
from loaders.formats.rows import as_text
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier, clean, identifier

_LOYALTY = re.compile(r"(^|[_.])loyalty_?(card_?)?(id|no|nr|num|number|card)$")


class RecordBuilder:
    """Gather what one row says of a person. `country`: the row's own, as written, or else the loader's default."""

    def __init__(self, country: str = "", default_country: str | None = None) -> None:
        self.country = (country_code(country) if country else None) or default_country
        self.attributes: dict[str, str] = {}
        self.identifiers: dict[Identifier, None] = {}

    def attribute(self, name: str, value: Json) -> None:
        """The first value that is not blank stays."""
        text = tidy(as_text(value))
        if text:
            self.attributes.setdefault(name, text)

    def own(self, type: str, value: str) -> None:
        """An identifier of any type. Raises InvalidInput where it is unfit; a blank one is left out."""
        if value:
            self.identifiers[identifier(type, value)] = None

    def email(self, value: Json) -> None:
        self._readable("email", as_text(value), None)

    def phone(self, value: Json, country: str = "") -> None:
        self._readable("phone", as_text(value), (country_code(country) if country else None) or self.country)

    def identify(self, type: str, value: Json, country: str = "") -> None:
        if type in ("email", "phone"):
            self.email(value) if type == "email" else self.phone(value, country)
        else:
            self.own(type, as_text(value))

    def custom(self, name: str, value: Json) -> None:
        """A field that the shop or the CRM added: an attribute, and an identifier where its name says loyalty id."""
        if name:
            self.attribute(name, value)
        if _LOYALTY.search(name):
            self.own("loyalty_id", as_text(value))

    @property
    def telling(self) -> Identifier | None:
        """The first identifier that is no placeholder; one such as noreply@… would make one person of many."""
        return next((i for i in self.identifiers if not i.is_placeholder), None)

    def record(self, source: str, record_id: str = "", observed_at: str | None = None) -> SourceRecord:
        """The record; without an id of its own it is named by its first telling identifier: `email:ann@x.org`.

        Raises InvalidInput where there is neither.
        """
        if not record_id and self.telling is None:
            raise InvalidInput("the row has no id and no identifier, so nobody can be found by it")
        name = record_id or (self.telling.key if self.telling else "")
        return SourceRecord(source, name, self.attributes, tuple(self.identifiers), observed_at)

    def _readable(self, type: str, text: str, country: str | None) -> None:
        if not text:
            return
        try:
            self.identifiers[identifier(type, text, country)] = None
        except InvalidInput:
            self.attribute(f"{type}_as_written", text)


def tidy(text: str) -> str:
    """As `clean`, quickly for the plain texts that most are."""
    return text.strip() if text.isascii() and text.isprintable() else clean(text)


def snake(name: str) -> str:
    """`FavouriteStore` → `favourite_store`, `Loyalty_Id` → `loyalty_id`; empty where there is no letter or digit."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", words.casefold()).strip("_")


def digits(text: str) -> str:
    """An id of digits alone. Raises InvalidInput for `7.21E+12`, which spreadsheets make of a long one."""
    if text.isascii() and text.isdigit() and len(text) <= 30:
        return text
    raise InvalidInput("not an id; expected digits alone. Was the file saved by a spreadsheet?")


def joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))
