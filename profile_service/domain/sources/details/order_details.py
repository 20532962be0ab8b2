"""What the details of orders, payments and deliveries say of address, parcels, payment and delivery: one vocabulary.

Loaders write the first name of each pattern. The others are those of sources whose details are kept as they come: a
mapping's `details: rest`, other systems by way of the row model, stores that were loaded long ago. Case and separators
make no difference (`Ship Address 1`, `shipAddress1`), and a part may lie in an object or a list of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from profile_service.domain.sources.details.detail_fields import (
    FieldPattern,
    field_pattern,
    first_text,
    is_named,
    leaves,
    names_of,
    objects,
    plain_field,
    text_of,
)
from profile_service.domain.sources.events import Event, Json
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Each part is None where the source does not give it; `name` is whose door it is."""

    name: str | None = None
    company: str | None = None
    street: str | None = None
    street_2: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    number: str
    carrier: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """How it was paid. Of a card's or an account's number no more than the last four digits."""

    name: str | None = None
    brand: str | None = None
    last_four: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Times are fixed-width UTC text; `place` is where the customer collects it."""

    method: str | None = None
    promised_at: str | None = None
    sent_at: str | None = None
    delivered_at: str | None = None
    place: str | None = None


_PART_NAMES = {
    "name": field_pattern(r"(full_?)?name | recipient(_?name)? | attention | contact(_?name)? | nom | nombre | nome"),
    "given_name": field_pattern(r"first_?name | given_?name"),
    "family_name": field_pattern(r"last_?name | family_?name | surname"),
    "company": field_pattern(r"company(_?name)? | organi[sz]ation"),
    "street": field_pattern(
        r"street(_?address)?(_?1)? | address(_?line)?(_?1)? | line_?1"
        r" | adresse | anschrift | stra(ss|ß)e | rue | direcci[óo]n | calle | endere[çc]o | indirizzo | adres"
        r" | ulica | straat"
    ),
    "street_2": field_pattern(r"street_?2 | (street_?)?address(_?line)?_?2 | line_?2 | unit | apartment | suite"),
    "city": field_pattern(
        r"city(_?name)? | town | locality | stadt | ort | ville | ciudad | localidad | cidade | citt[àa]"
        r" | miasto | plaats"
    ),
    "region": field_pattern(r"region(_?code)? | state(_?or_?(province|region))?(_?code)? | province(_?code)? | county"),
    "postal_code": field_pattern(
        r"postal_?code | post_?code | zip(_?code)? | plz | postleitzahl | cp | code_postal | c[óo]digo_postal | cap"
        r" | kod_pocztowy"
    ),
    "country": field_pattern(r"country(_?(code|id|name|code_?v2))? | land | pays | pa[íi]s | paese | kraj"),
}
_DELIVERED_TO = field_pattern(
    r"(shipping | ship(_?to)? | delivery | deliver_?to | recipient | consignee)(_(?P<part>.+))?"
    r" | (liefer | bezorg | aflever)_?(?P<joined>.+)"
    r" | (?P<before>.+?)_(de_ | di_ | do_)?(livraison | env[íi]o | entrega | spedizione | consegna | dostawy)"
)
_BILLED_TO = field_pattern(
    r"(billing | bill(_?to)? | invoice | payer)(_(?P<part>.+))?"
    r" | (rechnungs | factuur)_?(?P<joined>.+)"
    r" | (?P<before>.+?)_(de_ | di_ | do_)?(facturation | facturaci[óo]n | fatturazione | faktury)"
)
_PART_GROUPS = ("part", "joined", "before")
"""The groups of which one has the part: `ship_city`, `lieferort`, `ville_de_livraison`."""
_WHOLE = ("", "address", "adresse", "anschrift", "dirección", "direccion", "indirizzo", "adres")
"""What stands behind the word for whose address it is, where the value is all of it."""
ADDRESS_PARTS = tuple(part.name for part in fields(PostalAddress))
"""The parts of an address; a view shows those whose names it has among its attributes."""
PLACE_PARTS = ("street", "city", "postal_code")
"""The parts of which an address has at least one."""

PARCEL_NUMBER = field_pattern(
    r"tracking_?(numbers? | no | id | code | nr | nummer) | tracking | track_?(number | id) | parcel(_?(number | id))?"
    r" | awb(_?number)? | consignment(_?(number | id))? | shipment_?number | waybill(_?number)?"
    r" | (sendungs | paket)_?(nummer | nr)"
    r" | (n[°ºo]? | nr | num | num[ée]ro | n[úu]mero | numero | code | c[óo]digo | codice)_(de_ | du_ | di_)?"
    r"(suivi | colis | seguimiento | rastreo | rastreio | env[íi]o | tracciamento | spedizione | tracking)"
    r" | (numer | nr)_(przesy[łl]ki | [śs]ledzenia | paczki) | zendings?nummer"
)
_CARRIER = field_pattern(
    r"carrier(_?(name | code | title))? | courier(_?name)?"
    r" | (shipping | tracking | delivery)_?(carrier | company | provider)"
    r" | versanddienstleister | transporteur | transportista | transportadora | corriere | przewo[źz]nik | vervoerder"
)
_PARCEL_URL = field_pattern(r"tracking_?(url | link)s? | track_?(url | link)")

_METHOD = field_pattern(
    r"payment_?(method | type | gateway | means)s?(_?(title | name))? | paid_?(by | with) | tender(_?type)?"
    r" | zahlungs_?(art | weise | methode | mittel) | (moyen | mode | m[ée]thode)_(de_)?(paiement | r[èe]glement)"
    r" | (m[ée]todo | forma | medio | modalit[àa])_(de_ | di_)?(pago | pagamento) | betaal_?(methode | wijze)"
    r" | (forma | metoda | spos[óo]b)_p[łl]atno[śs]ci"
)
_BRAND = field_pattern(
    r"card_?(brand | type | network | scheme) | (credit_?card | cc)_?type | credit_?card_?company | brand"
)
_CARD_NUMBER = field_pattern(
    r"(card | cc | credit_?card)_?(last_?(4 | four)(_?digits)? | number) | last_?(4 | four)(_?digits)?"
)
_REFERENCE = field_pattern(
    r"payment_?(reference | ref | id)s? | (payment_?)?transaction_?(id | reference) | payment_?intent(_?id)?"
    r" | charge_?id | psp_?reference | reference(_?(number | id))?"
)
_LONG_NUMBER = re.compile(r"(?:\b(?:ending|ends)(?: in| with)?)?[\s*xX•.#-]*\d(?:[\s*xX•.-]*\d){3,}")

_DELIVERY_METHOD = field_pattern(
    r"(shipping | delivery | shipment)_?(method | service | option | type)(_?(title | name))? | ship_?service_?level"
    r" | (versand | liefer)_?art | (mode | m[ée]thode)_(de_)?(livraison | exp[ée]dition)"
    r" | (m[ée]todo | forma)_(de_ | di_)?(env[íi]o | entrega | spedizione | consegna) | verzend_?(methode | wijze)"
    r" | (spos[óo]b | metoda)_(dostawy | wysy[łl]ki)"
)
_PROMISED = field_pattern(
    r"(expected | promised | due)_?(at | date | on)"
    r" | (estimated | expected | promised | latest)_?delivery(_?(date | at))? | promised_?delivery_?date"
)
_SENT = field_pattern(r"(fulfilled | shipped | sent | dispatched)_?(at | date | on) | ship(ping | ment)?_?date")
_ARRIVED = field_pattern(r"(delivered | arrived)_?(at | date | on)")
_PLACE = field_pattern(r"(pick_?up | collection)_?(location | point | store | place)(_?name)?")


def delivery_address(event: Event) -> PostalAddress | None:
    """Where it is sent to; None where the source does not say."""
    return _address(event.details, _DELIVERED_TO)


def billing_address(event: Event) -> PostalAddress | None:
    return _address(event.details, _BILLED_TO)


def without_addresses(details: Mapping[str, Json]) -> dict[str, Json]:
    """The details without those that hold an address or a part of one."""
    return {name: value for name, value in details.items() if not _is_of_address(name, value)}


def without_card_numbers(details: Mapping[str, Json]) -> Mapping[str, Json]:
    """The details with no more than the last four digits of what stands under the name of a payment or a card."""
    if not any(map(_may_hold_card_number, details)):
        return details
    return {
        name: _last_digits_alone(value) if isinstance(value, str) and _may_hold_card_number(name) else value
        for name, value in details.items()
    }


@lru_cache(maxsize=4_096)
def _may_hold_card_number(name: str) -> bool:
    plain = plain_field(name)
    return any(pattern.fullmatch(plain) for pattern in (_METHOD, _CARD_NUMBER))


def _last_digits_alone(text: str) -> str:
    """`Visa 4970 1011 2233 4242` → `Visa 4242`"""
    return _LONG_NUMBER.sub(lambda number: f" {_last_four(number[0])}", text).strip()


def parcels(events: Iterable[Event]) -> list[Parcel]:
    """The parcels that an order and what came after it name, each once."""
    by_number: dict[str, Parcel] = {}
    for event in events:
        for parcel in _parcels(event):
            if parcel.number not in by_number or (parcel.carrier and not by_number[parcel.number].carrier):
                by_number[parcel.number] = parcel
    return list(by_number.values())


def parcel_number(event: Event) -> str | None:
    """The number of the first parcel that the event names."""
    return next((parcel.number for parcel in _parcels(event)), None)


def payment_method(events: Iterable[Event]) -> PaymentMethod | None:
    """How it was paid, by the first that says so."""
    return next((method for event in events if (method := _payment_method(event))), None)


def payment_reference(events: Iterable[Event]) -> str | None:
    """What the payment is called, by the first that says so."""
    return next((text for event in events if (text := first_text(event.details, _REFERENCE))), None)


def delivery(events: Sequence[Event]) -> Delivery | None:
    """How and when it is delivered, each part by the first that says so; None where nothing does."""
    details = [event.details for event in events]
    whole = Delivery(
        method=_first_of(details, _DELIVERY_METHOD),
        promised_at=_first_time(details, _PROMISED),
        sent_at=_first_time(details, _SENT),
        delivered_at=_first_time(details, _ARRIVED),
        place=_first_of(details, _PLACE),
    )
    return whole if whole != Delivery() else None


def _address(details: Mapping[str, Json], whose: FieldPattern) -> PostalAddress | None:
    parts: dict[str, str] = {}
    for name, value in leaves(details):
        match = whose.fullmatch(plain_field(name))
        if match is None:
            continue
        part = _part(match)
        if isinstance(value, dict) and part in _WHOLE:
            inner = value.get("address")
            _take_parts(parts, inner if isinstance(inner, dict) else value)
        elif part:
            _take_parts(parts, {part: value})
    if not any(part in parts for part in PLACE_PARTS):
        return None
    names = [parts.pop(part, "") for part in ("given_name", "family_name")]
    full = " ".join(filter(None, names))
    return PostalAddress(**({"name": full} if full else {}) | parts)


def _take_parts(parts: dict[str, str], named: Mapping[str, Json]) -> None:
    """Add the parts of an address that are not there yet; a list of lines is the street and its second line."""
    for name, value in named.items():
        part = _part_named(plain_field(name))
        lines = [text for each in (value if isinstance(value, list) else [value]) if (text := text_of(each))]
        if part and lines:
            parts.setdefault(part, lines[0])
            if part == "street" and lines[1:]:
                parts.setdefault("street_2", ", ".join(lines[1:]))


def _is_of_address(name: str, value: Json) -> bool:
    plain = plain_field(name)
    if plain == "address" or (match := _DELIVERED_TO.fullmatch(plain) or _BILLED_TO.fullmatch(plain)) is None:
        return plain == "address"
    part = _part(match)
    return _part_named(part) is not None or (isinstance(value, dict | list) and part in _WHOLE)


def _part(match: re.Match[str]) -> str:
    return next((part for group in _PART_GROUPS if (part := match[group])), "")


def _part_named(plain: str) -> str | None:
    """`address_city`, `city` → `city`"""
    names = (plain, plain.removeprefix("address_"))
    return next((part for name in names for part, each in _PART_NAMES.items() if each.fullmatch(name)), None)


def _parcels(event: Event) -> Iterator[Parcel]:
    """The parcels of an event: those of an object with a number, then those within its values."""
    for each in objects(event.details):
        if names := names_of(each, PARCEL_NUMBER):
            carrier, url = _own_text(each, _CARRIER), _own_text(each, _PARCEL_URL)
            for name in names:
                value = each[name]
                numbers = value if isinstance(value, list) else [value]
                yield from (Parcel(number, carrier, url) for one in numbers if (number := text_of(one)))


def _payment_method(event: Event) -> PaymentMethod | None:
    written = first_text(event.details, _METHOD) or ""
    brand, number = first_text(event.details, _BRAND), first_text(event.details, _CARD_NUMBER)
    name, in_name = _without_numbers(written)
    shown_brand, _ = _without_numbers(brand or "")
    last_four = _last_four(number or "") or in_name
    method = PaymentMethod(name or None, shown_brand or None, last_four)
    return method if method != PaymentMethod() else None


def _without_numbers(text: str) -> tuple[str, str | None]:
    """`Visa ending in 4242` → `Visa` and `4242`: a text without its long numbers, and the last four digits of those."""
    numbers = _LONG_NUMBER.findall(text)
    rest = " ".join(_LONG_NUMBER.sub(" ", text).split()).strip(" -–,:()")
    return rest, _last_four(numbers[-1]) if numbers else None


def _last_four(number: str) -> str | None:
    digits = "".join(filter(str.isdecimal, number))
    return digits[-4:] if len(digits) >= len("4242") else None


def _first_of(all_details: Iterable[Mapping[str, Json]], named: FieldPattern) -> str | None:
    return next((text for details in all_details if (text := first_text(details, named))), None)


def _first_time(all_details: Iterable[Mapping[str, Json]], named: FieldPattern) -> str | None:
    for details in all_details:
        for name, value in leaves(details):
            if is_named(name, named) and (time := _time(value)):
                return time
    return None


def _own_text(details: Mapping[str, Json], named: FieldPattern) -> str | None:
    return next((text for name in details if is_named(name, named) and (text := text_of(details[name]))), None)


def _time(value: Json) -> str | None:
    text = text_of(value)
    try:
        return read_time(text) if text else None
    except InvalidInput:
        return None
