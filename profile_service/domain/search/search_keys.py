"""The keys under which a source record can be found: its name, and its name behind a postal code, a city or a birth
date."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from profile_service.domain.resolution.birth_dates import birth_date_readings
from profile_service.domain.resolution.given_names import TITLES
from profile_service.domain.search.spellings import is_spelled
from profile_service.domain.sources.records import SourceRecord, lookup_form
from profile_service.domain.values.identifiers import Identifier

_SUFFIXES = frozenset("jr jnr junior sr snr ii iii iv".split())
_ZIP_PLUS_FOUR = re.compile(r"(\d{5})-\d{4}")
# Words that begin what stands behind the street: the part of a house in which somebody lives.
_UNITS = frozenset("apt apartment unit suite ste flat fl floor room rm etage appt apto piso top stiege".split())
_STREET_WORDS = {
    "street": "st", "avenue": "ave", "road": "rd", "lane": "ln", "drive": "dr", "court": "ct", "boulevard": "blvd",
    "place": "pl", "square": "sq", "strasse": "str", "parkway": "pkwy", "highway": "hwy", "terrace": "ter",
}  # fmt: skip
_SHORT_WORDS = frozenset(_STREET_WORDS.values())


class SearchKeys(NamedTuple):
    """Keys in look-up form, None where the record lacks what they are made of. `name_forward`: the name as it is
    written; `name_backward`: its last word first, where it has several; `postal_name`, `city_name`, `birth_name`: the
    postal code, the city or the day of birth (eight digits), then the name backwards; `street_key`: the street with the
    number of the house last; `postal_given`, `city_given`, `street_given`: the postal code, or the first word of the
    city or the street, then the name as it is written, and the record's own key, so that no two are equal."""

    name_forward: str | None
    name_backward: str | None
    postal_name: str | None
    city_name: str | None
    birth_name: str | None
    street_key: str | None
    postal_given: str | None
    city_given: str | None
    street_given: str | None


def search_keys(record: SourceRecord) -> SearchKeys:
    """The keys of a record. A birth date that may be two days has none."""
    words = name_words(record.name)
    forward, backward = " ".join(words), " ".join(words[-1:] + words[:-1])
    given = f"{forward} {record.key}" if forward else ""
    postal, city = postal_key(record.attribute("postal_code")), city_key(record.attribute("city"))
    street = street_key(record.attribute("street"))
    days = birth_date_readings(record.attribute("birth_date"))
    return SearchKeys(
        name_forward=forward or None,
        name_backward=backward if len(words) > 1 else None,
        postal_name=_before(postal, backward),
        city_name=_before(city, backward),
        birth_name=_before(min(days), backward) if len(days) == 1 else None,
        street_key=street or None,
        postal_given=_before(postal, given),
        city_given=_before(first_word(city), given),
        street_given=_before(first_word(street), given),
    )


def dictionary_words(record: SourceRecord, keys: SearchKeys) -> frozenset[str]:
    """The words of a record that may be typed with a slip: the first and the last one of its name, its city, and the
    name of its street. The keys begin with them, so that the store can find who else has one."""
    words = {key.split(" ", 1)[0] for key in (keys.name_forward, keys.name_backward) if key}
    if keys.city_name:
        words.add(city_key(record.attribute("city")))
    if keys.street_key:
        words.add(street_name(keys.street_key))
    return frozenset(filter(is_spelled, words))


def domain_words(identifiers: Iterable[Identifier]) -> set[str]:
    """The domains of e-mail addresses, which may be typed with a slip, too."""
    return {domain for i in identifiers if i.type == "email" and is_spelled(domain := i.value.rpartition("@")[2])}


def name_words(name: str) -> list[str]:
    """The words of a name in look-up form, without titles before it and `Jr` behind it; a name that has nothing else
    keeps them."""
    words = lookup_form(name.replace(",", " ")).split()
    first = next((place for place, word in enumerate(words[:-1]) if word not in TITLES), len(words) - 1)
    kept = words[first:] if words else words
    return kept[:-1] if len(kept) > 2 and kept[-1] in _SUFFIXES else kept


@lru_cache(maxsize=16_384)
def postal_key(text: str) -> str:
    """A postal code without blanks: `SW1A 1AA` → `sw1a1aa`, `46802-1234` → `46802`."""
    if match := _ZIP_PLUS_FOUR.fullmatch(text.strip()):
        return match[1]
    return lookup_form(text).replace(" ", "")


@lru_cache(maxsize=16_384)
def city_key(text: str) -> str:
    """A city in look-up form."""
    return lookup_form(text.replace(",", " "))


@lru_cache(maxsize=16_384)
def street_key(text: str) -> str:
    """A street in look-up form, with the number of the house last: `12 Main Street, Apt 4` → `main st 12`; `9, rue
    Verte` → `rue verte 9`."""
    first, _, rest = text.partition(",")
    street = first if any(map(str.isalpha, first)) else f"{first} {rest.partition(',')[0]}"
    words = lookup_form(street.replace(".", " ")).split()
    unit = next((place for place, word in enumerate(words) if place and word in _UNITS), len(words))
    return street_words(words[:unit])


def first_word(phrase: str) -> str:
    """The first word of a place in look-up form."""
    return phrase.partition(" ")[0]


def street_phrase(words: Iterable[str]) -> str:
    """Typed words, as the name of a street has them."""
    return " ".join(map(_short, words))


def street_words(words: list[str]) -> str:
    """The words of a street with its usual words shortened, and the numbers last."""
    numbers = [word for word in words if word[0].isdecimal()]
    return " ".join([*(_short(word) for word in words if not word[0].isdecimal()), *numbers])


def street_name(key: str) -> str:
    """What a street (key) is called, without its usual word and the number: `old mill rd 4` → `old mill`."""
    words = key.split()
    end = next((n for n, word in enumerate(words) if word[0].isdecimal() or (n and word in _SHORT_WORDS)), len(words))
    return " ".join(words[:end])


def usual_street_words(word: str) -> list[str]:
    """The usual words of streets that a typed one may be meant for; of `Parkstrase` its own name with that word."""
    return [*_STREET_WORDS, *(f"{word[:-length]}strasse" for length in (6, 7, 8) if len(word) > length)]


def _short(word: str) -> str:
    return _STREET_WORDS.get(word) or (f"{word[:-7]}str" if word.endswith("strasse") else word)


def _before(key: str, name: str) -> str | None:
    return f"{key} {name}" if key and name else None
