"""Phone numbers: read from the ways in which people and programs write them, and kept only where they can be dialled.

A number is international (E.164), its extension follows as in RFC 3966: `+12125550142;ext=101`. Spellings of one
subscriber become one, such as Mexico's +52 1, Argentina's +54 9 and Brazil's mobiles without their 9.
"""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberDesc, PhoneNumberFormat, PhoneNumberType

from profile_service.domain.values.errors import InvalidInput

AS_WRITTEN = "phone_as_written"
"""The type of a number that cannot be dialled as it is written: it is searchable, and identifies nobody."""
EXTENSION = ";ext="
_LONGEST = 250
_LETTER = re.compile(r"[^\W\d_]")
# A link or an address of WhatsApp holds the international number without its plus.
_WHATSAPP = re.compile(
    r"(?:.*\bwa\.me/|.*\bwhatsapp\S*[?&]phone=)\+?(\d{7,15})\b.*|\+?(\d{7,15})@(?:s\.whatsapp\.net|c\.us)", re.I
)
_SCHEME = re.compile(r"(?:tel|callto|sms|whatsapp):(?://)?", re.I)
# Words for an extension that the library does not read.
_EXTENSION_WORD = re.compile(
    r"(?<=\d)\s*[,;(/-]?\s*(?:poste|durchwahl|dw|nebenstelle|nst|apparat|app|toestel|tst|interno|ramal|klapka|linka"
    r"|wewn|wew|dahili|内線|內線|分机|分機)[.:]?\s*(\d{1,7})\)?$",
    re.I,
)
# What people write behind a number, which of several it is or when to call: words without a digit. Behind fewer digits
# letters may spell a part of the number.
_REMARK = re.compile(r"[,;:/–—-]*[\s(\[]+[(\[–—-]*\s*[^\W\d_][^\d]*$")
_LEAST_BEFORE_A_REMARK = 8
_FLOAT = re.compile(r"\+?(\d{7,15})\.0+")
_SCIENTIFIC = re.compile(r"(\d)[.,](\d{6,14})[eE]\+?(\d\d?)")
# Country code → the national part as it is also written, and as it is kept. Mexico's mobile prefixes; Argentina's 15
# and 9, which only say that a number is a mobile's; the 9 of Brazil's mobiles, of which 70 and 77 to 79 had none;
# Benin's 01.
_SPELLINGS = {
    52: ((re.compile(r"(?:1|01|044|045)(\d{10})"), r"\1"),),
    54: ((re.compile(r"9(?=\d{12}$)(\d{2,4}15\d+)"), r"\1"), (re.compile(r"9(\d{10})"), r"\1")),
    55: ((re.compile(r"(\d\d)([689]\d{7}|7[1-6]\d{6})"), r"\g<1>9\2"),),
    229: ((re.compile(r"(\d{8})"), r"01\1"),),
}


def phone(text: str, country: str | None = None) -> str:
    """The number of a text. `country` (ISO 3166, `FR`) reads national ones, and those that lost their plus.

    Raises InvalidInput where no country has such a number, or where it is national and the country is not stated.
    """
    if len(text) > _LONGEST:
        raise InvalidInput("the phone is no number")
    if _LETTER.search(text) or "." in text:
        text = _in_short(text)
    number = _number(text, country.upper() if country else None)
    if not is_valid(number):
        raise InvalidInput("the phone is no valid number of its country; are there too few or too many digits?")
    main = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{main}{EXTENSION}{number.extension}" if number.extension else main


def main_number(value: str) -> str:
    """The number without its extension, for which the whole switchboard stands."""
    return value.partition(EXTENSION)[0]


def digits_of(text: str) -> str:
    """The digits of a written number, in the order in which they are dialled; without those of an extension."""
    return "".join(c for c in main_number(text) if c.isascii() and c.isdecimal())


def country_digits(value: str) -> str:
    """The country's code of an international number: `44` of `+442079460018`; empty where it has none."""
    codes = (value[1:end] for end in (2, 3, 4)) if value.startswith("+") else ()
    return next((c for c in codes if c.isdecimal() and int(c) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE), "")


def is_valid(number: PhoneNumber) -> bool:
    """Whether a country has such a number, as `phonenumbers.is_valid_number` says, which tries all kinds of numbers:
    landlines and mobiles last, and here first."""
    digits = phonenumbers.national_significant_number(number)
    forms = _usual_forms(number.country_code or 0)
    return any(pattern.fullmatch(digits) for pattern in forms) or phonenumbers.is_valid_number(number)


@lru_cache
def _usual_forms(country_code: int) -> tuple[re.Pattern[str], ...]:
    """The national parts of the landlines and mobiles of the first country with that code; nothing where its first
    digits tell the country."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code, ("",))
    metadata = PhoneMetadata.metadata_for_region(regions[0], None)
    general = metadata.general_desc if metadata else None
    if metadata is None or general is None or (metadata.leading_digits is not None and len(regions) > 1):
        return ()
    kinds = (metadata.fixed_line, metadata.mobile)
    return tuple(_form(general, kind) for kind in kinds if kind and kind.national_number_pattern)


def _form(general: PhoneNumberDesc, kind: PhoneNumberDesc) -> re.Pattern[str]:
    """What is of one of the lengths, as all numbers of the country are, and of that kind."""
    lengths = "|".join(rf"\d{{{length}}}" for length in kind.possible_length)
    return re.compile(
        rf"(?=(?:{lengths})\Z)(?=(?:{general.national_number_pattern})\Z)(?:{kind.national_number_pattern})"
    )


def _in_short(text: str) -> str:
    """The number of a link or a spreadsheet, without words for an extension, or for whose it is."""
    if match := _WHATSAPP.fullmatch(text):
        return f"+{match[1] or match[2]}"
    if match := _FLOAT.fullmatch(text):
        return match[1]
    if (match := _SCIENTIFIC.fullmatch(text)) and int(match[3]) == len(match[2]):
        return match[1] + match[2]
    if (remark := _REMARK.search(text)) and sum(map(str.isdecimal, text[: remark.start()])) >= _LEAST_BEFORE_A_REMARK:
        text = text[: remark.start()]
    return _EXTENSION_WORD.sub(rf"{EXTENSION}\1", _SCHEME.sub("", text, count=1))


def _number(text: str, region: str | None) -> PhoneNumber:
    """The likeliest reading; it need not be valid."""
    national = _current(_parsed(text, region))
    digits = text.lstrip(" (")
    if region is None or not digits[:1].isdecimal():
        return national
    if digits.startswith("00"):
        international = _parsed_or_none(f"+{digits[2:]}")
    elif digits.startswith(str(phonenumbers.country_code_for_region(region))):
        international = _parsed_or_none(f"+{digits}")
    else:
        return national
    if international is None or not is_valid(international):
        return national
    # Where national numbers are of many lengths, nearly every international one is a national one as well. A mobile,
    # which has a fixed form, is no accident.
    is_mobile = phonenumbers.number_type(international) == PhoneNumberType.MOBILE
    return international if is_mobile or not is_valid(national) else national


def _parsed(text: str, region: str | None) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        missing = "several" if region else "a national one without a country"
        raise InvalidInput(f"the phone is no number, or {missing}") from error


def _parsed_or_none(text: str) -> PhoneNumber | None:
    try:
        return _current(_parsed(text, None))
    except InvalidInput:
        return None


def _current(number: PhoneNumber) -> PhoneNumber:
    """The number in the one spelling of its subscriber."""
    for pattern, replacement in _SPELLINGS.get(number.country_code or 0, ()):
        if match := pattern.fullmatch(phonenumbers.national_significant_number(number)):
            current = _parsed(f"+{number.country_code}{match.expand(replacement)}", None)
            current.extension = number.extension
            number = current if is_valid(current) else number
    return number
