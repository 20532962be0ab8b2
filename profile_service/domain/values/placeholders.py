"""Who "nobody" is: what people and programs write where they have no id, no name and no date.

Ids and names have no list in common, for Null, Nan and Guest are names of people.
"""

import re
from functools import lru_cache

# What programs make of a value that is none. Quotes and brackets around it make no difference.
_PROGRAM_WORD = re.compile(
    r"[\"'(\[{<]*(null|none|nil|nan|undefined|void|true|false|n/a|object,? object|distinct_?id|user_?id"
    r"|not[ _]?authenticated)[\"')\]}>]*|0{8}-(0{4}-){3}0{12}|f{8}-(f{4}-){3}f{12}"
    # Errors of spreadsheets, long numbers that one cut, and fields of templates that nothing filled in.
    r"|#(ref|value|name|null|num|div/0|n/a|spill)[!?]?|\d(\.\d+)?e\+\d{2}"
    r"|\$\{.*\}|\{\{.*\}\}|%%.*%%|\*\|.*\|\*|<%.*%>",
    re.IGNORECASE,
)
_TYPED = re.compile(r"[0\-]*|-1|na|anonymous|unknown|test|abc123|not provided", re.IGNORECASE)
# Of words that people are called by, such as Nan and Null, only a whole address that is none is junk:
# nan@bakery.example is somebody's.
_EMAIL = re.compile(
    r"(no-?reply|no-?e?-?mail|none|no-?one|nobody|unknown|anonymous|\(null\)|undefined)@.*"
    r"|(nan|null|nil|na|no|void|none|test)@(nan|null|nil|na|no|void|none|test|no-?e?-?mail|nowhere)\.[a-z]{2,4}"
    r"|(test|a|x)@(test|example)\.(com|org|net)",
    re.IGNORECASE,
)
_REPEATED_DIGIT = re.compile(r"\+\d{1,3}?(\d)\1{5,}")

_BRACKETED = re.compile(r"\[.*\]|<.*>|\{.*\}", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NO_NAME = frozenset(
    """
    unknown|unbekannt|inconnu|inconnue|desconocido|desconocida|desconhecido|sconosciuto|onbekend|okänd|ukjent|ukendt
    nieznany|неизвестно|неизвестный|不明|未知|匿名|n/a|n.a.|n. a.|#n/a|none|undefined|null|nan|void|anonymous|anonym
    anonyme|anonymized|anonymised|deleted|redacted|tbd|tba|to be advised|not provided|not available|not applicable
    not set|not given|not specified|no name|noname|no first name|no last name|first name|last name|firstname|lastname
    given name|family name|full name|keine angabe|k.a.|non renseigné|sin nombre|sem nome|test|test test|dummy|fake
    invalid|asdf|qwerty|object object|nobody|no one|walk in|walk-in
    """.replace("\n", "|").replace("    ", "").split("|")
) - {""}  # fmt: skip
# Words that together with a number, or with one another, say what somebody is and not who.
_ROLES = frozenset(
    """
    caller calling anrufer appelant llamante chiamante visitor besucher visiteur guest gast
    invité invitado user customer client kunde contact lead member account person chat mobile phone
    cell voicemail unknown anonymous anonym deleted former test
    """.split()
)  # fmt: skip
_BESIDE_ROLES = frozenset("a an the new from by call number no id nr website web site".split())
# Words that are family names too, and as such are left alone beside a given name.
_FAMILIES = frozenset("null nan test guest gast kunde void fake dummy none lead call".split())
_YEARLESS = frozenset({"1604", "0000", "0001"})
"""Years that address books write for a birthday without a year."""
_NO_DATES = frozenset(
    {"16040101", "17530101", "18000101", "18991230", "19000101", "19010101", "19700101", "11111111", "16010101",
     "45010101", "00000000", "00010101"}
)  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d\d?)[-/. ]?(\d\d?)(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d{4})(?:[T ].*)?")
_WITHOUT_YEAR = re.compile(r"--(\d\d)-?(\d\d)")


def is_program_word(text: str) -> bool:
    """Whether a program wrote the text in place of an id: `undefined`, `[object Object]`, the UUID of zeros."""
    return not text.isdigit() and bool(_PROGRAM_WORD.fullmatch(text))


def is_nobodys_id(type: str, value: str) -> bool:
    """Whether the value of an identifier is a placeholder, without an extension where it is a phone."""
    if _PROGRAM_WORD.fullmatch(value) or _TYPED.fullmatch(value):
        return True
    if type == "email":
        return bool(_EMAIL.fullmatch(value))
    return type == "phone" and bool(_REPEATED_DIGIT.fullmatch(value))


@lru_cache(maxsize=32_768)
def is_nobodys_name(text: str) -> bool:
    """Whether the text names nobody: `N/A`, `[not provided]`, `-`, `Visitor 12345`, a phone number, an address.

    A word that is a given name too, such as Nan, counts only as programs spell it.
    """
    if text in ("Nan", "NAN"):
        return False
    plain = text.strip(" \t\"'()*._-").casefold()
    if plain in _NO_NAME or text.casefold() in _NO_NAME or _BRACKETED.fullmatch(text) or _ADDRESS.fullmatch(text):
        return True
    words = re.split(r"[\W\d_]+", plain)
    letters = [word for word in words if word]
    if all(word in _ROLES or word in _BESIDE_ROLES for word in letters):
        return not letters or any(word in _ROLES for word in letters)
    return bool(re.fullmatch(r"x{2,}", plain))


def is_nobodys_family_name(text: str, given: str) -> bool:
    """Whether a family name names nobody; `given`: the given name beside it, blank where that names nobody either.

    Null, Test and Guest are family names. In lower case, as programs write it, null is none.
    """
    is_family = bool(given) and text.casefold() in _FAMILIES and text not in ("null", "nan", "none", "void")
    return not is_family and is_nobodys_name(text)


def stated_birth_date(text: str) -> str:
    """The birth date as written; blank where a system filled it in, and `--05-09` where it filled in the year alone."""
    if match := _WITHOUT_YEAR.fullmatch(text):
        return f"--{match[1]}-{match[2]}"
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _YEAR_LAST.fullmatch(text):
        month, day, year = match.groups()
    else:
        return text
    digits = f"{year}{month:0>2}{day:0>2}"
    if digits in _NO_DATES or year == "9999" or (year in _YEARLESS and 0 in (int(month), int(day))):
        return ""
    if year not in _YEARLESS:
        return text
    # Of a text that ends with the year, nobody can tell month from day.
    return f"--{month:0>2}-{day:0>2}" if text.startswith(year) else ""


def is_filled_in_date(digits: str) -> bool:
    """Whether a date of eight digits, year first, is one that systems fill in."""
    return digits in _NO_DATES
