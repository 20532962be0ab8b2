"""Masks: values as a caller sees them who may not see them whole: `a••@example.com`, `•••• 2671`, `M•• K••`.

Values whose name is known are masked by name. What people and systems wrote, and keys that are made of values, are
searched for e-mail addresses, phone numbers and typed values, whatever the field that holds them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from profile_service.domain.access.own_numbers import (
    OwnDays,
    OwnPhones,
    local_phones,
    own_days,
    own_phones,
    replaced,
)
from profile_service.domain.access.own_words import OwnWords, own_words
from profile_service.domain.access.rights import Names, Rights, allows
from profile_service.domain.profile.candidates import GoldenValue
from profile_service.domain.profile.profiles import ProfileRecord
from profile_service.domain.profile.views import View
from profile_service.domain.sources.events import Event, Json, Line, Subject, Transaction
from profile_service.domain.sources.records import REMOVED
from profile_service.domain.values.phones import AS_WRITTEN

AnyEvent = TypeVar("AnyEvent", bound=Event)

HIDDEN = "••"
"""Stands in a masked value for what is not shown."""
_DIGITS_SHOWN, _LEAST_DIGITS = 4, 7
_LEAST_LETTERS = 4
_LEAST_PERSONAL = 1000
_HINT = re.compile(r"@|\+\d|[a-z]:")
_IN_EMAIL = r"[^\s@:/,;<>()\[\]\"']"
# It begins where such signs begin: tried from each of them, a long word would take the square of its length.
_EMAIL = re.compile(rf"(?<!{_IN_EMAIL}){_IN_EMAIL}++@{_IN_EMAIL}+\.[^\s@:/,;<>()\[\]\"'.]+")
_PHONE = re.compile(r"\+\d[\d\s().\-]{5,}\d")
_TYPED = re.compile(r"(?<!\w)((?:[a-z0-9]+_)+(?:id|handle|address|number|card)|email|phone):([^\s,;\"]+)")
_FIELD_NAME = re.compile(r"[a-z0-9_]+")
_PERSONAL_KEYS = (
    ("email", re.compile(r"(.*_)?e?_?mail(_address)?")),
    ("phone", re.compile(r"(.*_)?(phone|mobile|tel|telephone|fax|sms|whatsapp)(_number)?")),
    (
        "name",
        re.compile(r"name|(.*_)?(sur|nick)_?name|(.*_)?(first|last|full|given|family|customer|contact|user)_?name"),
    ),
    ("name", re.compile(r"(.*_)?(billing|shipping|recipient|buyer|author|reviewer|sender)(_name)?")),
    ("street", re.compile(r"(.*_)?(street|address)(_?\d)?")),
    ("postal_code", re.compile(r"(.*_)?(zip|zip_code|postal_code|postcode)")),
    ("birth_date", re.compile(r"(.*_)?(birth_?(date|day)|date_of_birth|dob)")),
    ("ip_address", re.compile(r"(.*_)?(ip|ip_address|opt_?in_ip)")),
)


@dataclass(frozen=True)
class Masks:
    """`clear`: names of the attributes and types of identifiers that are shown as they are, all others are masked;
    `types`: types of identifiers that a view of the caller shows. Texts and keys hold values of others, too."""

    clear: Names
    types: Names = None

    @property
    def by_name(self) -> bool:
        """Whether any value is masked by its name, not only in texts and keys."""
        return self.clear is not None

    def value(self, name: str, value: str) -> str:
        """The value of an attribute or identifier as the caller sees it."""
        return value if allows(self.clear, name) or value == REMOVED else masked_value(name, value)

    def golden(self, name: str, golden: GoldenValue) -> GoldenValue:
        """The golden value with its value and the conflicting ones masked."""
        if allows(self.clear, name):
            return golden
        winner = golden.winner._replace(value=masked_value(name, golden.winner.value))
        others = tuple(each._replace(value=masked_value(name, each.value)) for each in golden.conflicting)
        return replace(golden, winner=winner, conflicting=others)

    def text(self, text: str) -> str:
        """The text without the e-mail addresses, international phone numbers and typed values that are masked."""
        if not _HINT.search(text):
            return text
        text = _TYPED.sub(self._typed, text)
        if not self._is_clear_in_text("email"):
            text = _EMAIL.sub(lambda match: masked_value("email", match[0]), text)
        if not self._is_clear_in_text("phone"):
            text = _PHONE.sub(lambda match: masked_value("phone", match[0]), text)
        return text

    def answer(self, data: Mapping[str, object], revealed: Set[str] = frozenset()) -> dict[str, object]:
        """The data of an answer, of objects, lists and values, with all of its texts but the revealed ones as `text`
        leaves them."""

        def shown(value: object) -> object:
            if isinstance(value, str):
                return value if value in revealed else self.text(value)
            if isinstance(value, dict):
                return {name: shown(inner) for name, inner in value.items()}
            return [shown(each) for each in value] if isinstance(value, list) else value

        return {name: shown(value) for name, value in data.items()}

    def writings(self, records: Iterable[ProfileRecord]) -> "MaskedWritings":
        """Masks what is written about the person of these records, their own masked values included."""
        named = {pair for record in records for pair in _named_values(record) if not allows(self.clear, pair[0])}
        own = own_words(value for _, value in named)
        phones = own_phones(value for name, value in named if _personal_name(name) == "phone" or name == AS_WRITTEN)
        days = own_days(value for name, value in named if _personal_name(name) == "birth_date")
        return MaskedWritings(self, own, phones, days)

    def _typed(self, match: re.Match[str]) -> str:
        """`email:ann@x.com` with its value masked."""
        return match[0] if self._is_clear_in_text(match[1]) else f"{match[1]}:{masked_value(match[1], match[2])}"

    def _is_clear_in_text(self, name: str) -> bool:
        return allows(self.clear, name) and allows(self.types, name)


@dataclass(frozen=True)
class MaskedWritings:
    """Masks what people and systems wrote about one person. `own`: the person's values that are masked;
    `phones` and `days`: their phones and birth dates, where these are."""

    masks: Masks
    own: OwnWords
    phones: OwnPhones
    days: OwnDays

    def text(self, text: str) -> str:
        text = text if text.isascii() else unicodedata.normalize("NFC", text)
        # Days go first, for they look like local phone numbers.
        masked = self.masks.text(replaced(text, self.days.spans, lambda _: HIDDEN))
        # A number that stands alone is an id more often than a phone number; fields of phones are known by their names.
        if " " in masked.strip() and not allows(self.masks.clear, "phone"):
            masked = replaced(masked, local_phones, lambda phone: masked_value("phone", phone))
        return self._without_phones(replaced(masked, self.own.spans, lambda _: HIDDEN))

    def event(self, event: AnyEvent) -> AnyEvent:
        """The event and its lines with what they say of the person masked. Its keys stay: others are found by them."""
        about = tuple(map(self._subject, event.about))
        masked = replace(event, details=self._details(event.details), about=about)
        if isinstance(masked, Transaction):
            masked.lines = tuple(map(self._line, masked.lines))
        return masked

    def _subject(self, subject: Subject) -> Subject:
        return subject._replace(name=self.text(subject.name))

    def _line(self, line: Line) -> Line:
        """What was engraved, and who is to get it, often stands in its details."""
        details = self._details(line.details) if line.details else line.details
        return line._replace(product=self._subject(line.product), details=details)

    def _details(self, details: Mapping[str, Json]) -> dict[str, Json]:
        return {self._key(key): self._detail(key, value) for key, value in details.items()}

    def _key(self, key: str) -> str:
        """Where sources write lists as objects, a key is an address or a name."""
        return self._without_phones(key) if _FIELD_NAME.fullmatch(key) else self.text(key)

    def _detail(self, key: str, value: Json) -> Json:
        if isinstance(value, str):
            name = _personal_name(key)
            return self.text(value) if name is None else self.masks.value(name, value)
        if isinstance(value, list):
            return [self._detail(key, each) for each in value]
        if isinstance(value, dict):
            return self._details(value)
        return value if value is None or isinstance(value, bool) else self._number(key, value)

    def _number(self, key: str, value: float) -> Json:
        """Small numbers are counts and flags, such as `sms: 1`; a postal code has four digits or more."""
        if self.phones.holds(value):
            return masked_value("phone", str(int(value)))
        if self.days.holds(value):
            return HIDDEN
        name = _personal_name(key) if value >= _LEAST_PERSONAL else None
        return value if name is None or allows(self.masks.clear, name) else masked_value(name, f"{value:.0f}")

    def _without_phones(self, text: str) -> str:
        return replaced(text, self.phones.spans, lambda phone: masked_value("phone", phone))


def masked_value(name: str, value: str) -> str:
    """`a••@example.com` of an e-mail address; the last four digits of a number; of words their first letters."""
    local, at, domain = value.partition("@")
    if name == "email" or (local and at and "." in domain):
        return f"{local[:1]}{HIDDEN}@{domain.partition('/')[0]}" if local and at else HIDDEN
    digits = [character for character in value if character.isdecimal()]
    if name == "phone":
        return f"{HIDDEN * 2} {''.join(digits[-_DIGITS_SHOWN:])}" if len(digits) >= _LEAST_DIGITS else HIDDEN * 2
    return " ".join(_masked_word(word) for word in value.split()[:4]) or HIDDEN


def is_shown_by_mask(text: str, phone: str) -> bool:
    """Whether a text has no digits but those of the phone that its mask shows. With others beside them it could be
    tried out which ones belong to it."""
    shown = masked_value("phone", phone).removeprefix(HIDDEN * 2).strip()
    return bool(shown) and re.findall(r"\d+", text) == [shown]


def _masked_word(word: str) -> str:
    return f"{word[0]}{HIDDEN}" if len(word) >= _LEAST_LETTERS and word[0].isalpha() else HIDDEN


def _personal_name(key: str) -> str | None:
    """The attribute that a detail of this key holds: `email` of `Customer E-Mail`; None where it holds none."""
    plain = re.sub(r"[^a-z0-9]+", "_", key.casefold()).strip("_")
    return next((name for name, pattern in _PERSONAL_KEYS if pattern.fullmatch(plain)), None)


def _named_values(record: ProfileRecord) -> Iterable[tuple[str, str]]:
    yield "name", record.name
    yield from ((name, value) for name, value in record.attributes.items() if value != REMOVED)
    yield from ((claim.identifier.type, claim.identifier.value) for claim in record.claims)


def masks_of(rights: Rights, views: Sequence[View]) -> Masks | None:
    """The masks of a caller who may choose among these views; None where everything is clear.

    A value is masked that no view of theirs shows, too: keys and texts hold what a view leaves out.
    """
    everything = any(view.identifiers is None for view in views)
    types = None if everything else frozenset(type for view in views for type in view.identifiers or ())
    return None if rights.clear is None and types is None else Masks(rights.clear, types)
