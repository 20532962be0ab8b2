"""Readings of typed numbers, e-mails, phones and dates, which are looked up as they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

from profile_service.domain.resolution.birth_dates import birth_date_readings
from profile_service.domain.search.lookups import Lookup, lookup
from profile_service.domain.search.references import LEAST_DIGITS_ALONE, number_key, plain_key
from profile_service.domain.search.search_keys import postal_key
from profile_service.domain.search.typed_text import LEAST_DIGITS, TypedText, TypedWord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier

_LEAST_PHONE = 7
_MOST_CODES = 6
_MAX_ENDING = 15
_PROFILE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Salesforce shows ids of 15 characters, and exports the same with three more.
_SHORT_ID = re.compile(r"(?=.*\d)[0-9A-Za-z]{15}")


@dataclass(frozen=True, slots=True)
class PhoneCountries:
    """How national numbers are read. `country` (ISO 3166): by setting, None without one; `calling_codes`: those of the
    phones in the store, such as `1`, which count where there is no setting."""

    country: str | None = None
    calling_codes: Sequence[str] = ()

    @property
    def codes(self) -> Sequence[str]:
        """The calling codes to read a national number by."""
        if self.country:
            return (str(phonenumbers.country_code_for_region(self.country.upper())),)
        return self.calling_codes[:_MOST_CODES]

    @property
    def regions(self) -> list[str]:
        """A country for each of the codes."""
        if self.country:
            return [self.country]
        return [phonenumbers.region_code_for_country_code(int(code)) for code in self.codes]


def number_lookups(typed: TypedText, countries: PhoneCountries) -> Iterator[Lookup]:
    """The look-ups of all words but names."""
    for place, word in enumerate(typed.words):
        if word.kind == "email":
            yield from _email(place, word)
        elif word.kind == "phone":
            yield from _phone(place, word, countries)
            if not word.text.startswith(("+", "(")):
                yield from _number(place, word)
        elif word.kind == "date":
            days = sorted(day for day in birth_date_readings(word.text) if len(day) == 8)
            yield from (lookup("birth", day, "birth_date", place) for day in days)
        elif word.kind != "name":
            yield from _number(place, word)
            if len(typed.words) == 1 and not word.form.isdecimal():
                yield lookup("key_start", f"email:{word.text.casefold()}", "email", place)
    for number in typed.numbers:
        yield from _quoted(number.text, *number.places)
        for text in dict.fromkeys((number.text, number.text.upper())):
            yield lookup("value", text, "identifier", *number.places)
    yield from _postal_codes(typed)


def record_lookups(typed: TypedText, sources: Sequence[str]) -> Iterator[Lookup]:
    """The look-ups of words that may be a record's own id in one of the sources."""
    words = {place: typed.words[place] for place in typed.places("number", "phone", "identifier")}
    numbers: list[tuple[tuple[str, ...], frozenset[int]]] = [
        ((word.text, word.form, word.text.upper()), frozenset({place}))
        for place, word in words.items()
        if not _is_written_as_phone(word)
    ]
    numbers += [((number.text, number.text.upper()), number.places) for number in typed.numbers]
    for ids, places in numbers:
        if keys := tuple(f"{source}:{id}" for id in dict.fromkeys(ids) for source in sources):
            yield Lookup("any_record", ids[0], "id", places, one_of=keys)


def ticket_lookups(typed: TypedText, sources: Sequence[str], kinds: Sequence[str]) -> Iterator[Lookup]:
    """The look-ups of words that may be the id of a ticket in one of the sources, where tickets are of these kinds."""
    for place in typed.places("number", "phone", "case", "reference"):
        word = typed.words[place]
        ids = dict.fromkeys((word.text, word.text.lower(), word.text.upper()))
        keys = tuple(f"{source}:{kind}:{id}" for id in ids for source in sources for kind in kinds)
        if keys and not _is_written_as_phone(word):
            yield Lookup("any_event", word.text, "reference", frozenset({place}), one_of=keys)


def former_lookups(typed: TypedText) -> Iterator[Lookup]:
    """The look-ups of words that may be the number of a ticket that was merged into another."""
    for place in typed.places("number", "phone", "order", "case", "reference"):
        word = typed.words[place]
        if not _is_written_as_phone(word):
            yield lookup("former_reference", plain_key(word.form), "reference", place)


def whole_text_lookups(typed: TypedText) -> Iterator[Lookup]:
    """The look-ups of the text as a whole: an id, a key, or an identifier that may hold blanks."""
    text, everything = typed.text, range(len(typed.words))
    if " " not in text:
        if _PROFILE_ID.fullmatch(text):
            yield lookup("profile", text.lower(), "id", *everything)
        if len(typed.words) != 1 or typed.words[0].kind == "name":
            yield from _quoted(text, *everything)
    yield lookup("value", text, "identifier", *everything)
    if ":" in text:
        yield lookup("record", text, "id", *everything)
        yield lookup("key", text, "identifier", *everything)
        yield Lookup("any_event", text, "reference", frozenset(everything), one_of=(text,))


def _quoted(number: str, *places: int) -> Iterator[Lookup]:
    """A number that is that of an order, a ticket, a parcel or a payment as a whole."""
    yield lookup("number", number_key(number), "order", *places)
    yield lookup("reference", plain_key(number), "reference", *places)
    yield lookup("payment", plain_key(number), "reference", *places)


def _email(place: int, word: TypedWord) -> Iterator[Lookup]:
    name = word.form.rpartition("@")[0]
    if not name:
        yield lookup("reversed", word.form[::-1], "email", place)
        return
    yield lookup("value", word.form, "identifier", place)
    yield lookup("key_start", f"email:{word.form}", "email", place)


def _phone(place: int, word: TypedWord, countries: PhoneCountries) -> Iterator[Lookup]:
    digits, is_international = word.form, word.text.lstrip("( ").startswith(("+", "00"))
    for whole in dict.fromkeys(_whole_phones(word, countries)):
        yield lookup("value", whole, "identifier", place)
    starts = ["+" + digits.removeprefix("00")] if is_international else ["+" + digits]
    national = digits.lstrip("0")
    if not is_international and national:
        starts += [f"+{code}{national}" for code in countries.codes]
    yield from (lookup("key_start", f"phone:{start}", "phone", place) for start in dict.fromkeys(starts))
    if len(national) >= LEAST_DIGITS:
        yield lookup("reversed", national[::-1], "phone", place)
    elif len(digits) >= LEAST_DIGITS:
        yield lookup("reversed", digits[::-1], "phone", place)


def _whole_phones(word: TypedWord, countries: PhoneCountries) -> Iterator[str]:
    if len(word.form) < _LEAST_PHONE:
        return
    for country in [None] if word.text.startswith("+") else countries.regions:
        try:
            yield identifier("phone", word.text, country).value
        except InvalidInput:
            continue


def _number(place: int, word: TypedWord) -> Iterator[Lookup]:
    """What a number may be, as far as the word before it leaves that open."""
    if word.kind not in ("order", "case"):
        yield from (lookup("value", value, "identifier", place) for value in dict.fromkeys((word.text, word.form)))
    if _SHORT_ID.fullmatch(word.text):
        yield lookup("value_start", word.text, "identifier", place)
    if word.kind not in ("identifier", "case"):
        yield lookup("number", word.form, "order", place)
    if word.kind == "case":
        # A ticket may be that of a till; one of a help desk with that number comes before it.
        yield Lookup("number", word.form, "order", frozenset({place}), near=word.form.isdecimal())
    if word.kind != "identifier":
        yield lookup("reference", plain_key(word.form), "reference", place)
    if word.kind not in ("identifier", "case"):
        yield lookup("payment", plain_key(word.form), "reference", place)
    yield from _digits_alone(place, word)
    digits = word.form
    if word.kind == "number" and digits.isdecimal() and LEAST_DIGITS <= len(digits) <= _MAX_ENDING:
        yield lookup("reversed", digits[::-1], "phone", place)


def _digits_alone(place: int, word: TypedWord) -> Iterator[Lookup]:
    """Of a number with letters before or behind it, people say the digits."""
    digits = word.form.lstrip("0")
    if not digits.isdecimal() or len(digits) < LEAST_DIGITS_ALONE or _is_written_as_phone(word):
        return
    words = frozenset({place})
    if word.kind not in ("identifier", "case"):
        yield Lookup("number_digits", digits, "order", words, near=True)
    if word.kind not in ("identifier", "order"):
        yield Lookup("reference_digits", digits, "reference", words, near=True)
    if word.kind not in ("order", "case"):
        yield Lookup("digits", digits, "identifier", words, near=True)


def _is_written_as_phone(word: TypedWord) -> bool:
    """Whether it has the blanks and signs of a phone, and so is nothing else."""
    return word.kind == "phone" and not word.text.isdecimal()


def _postal_codes(typed: TypedText) -> Iterator[Lookup]:
    """A postal code with each of the names: the family name is the one that counts."""
    names = [(place, typed.words[place].form) for place in typed.places("name")]
    for place in typed.places("number", "phone"):
        if code := postal_key(typed.words[place].text):
            yield from (lookup("postal", f"{code} {name}", "postal_code", place) for _, name in names[:4])
