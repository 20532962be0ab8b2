"""Numbers as they are written: with the word that announces them, and whole, whatever else their parts may be."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

AnnouncedKind: TypeAlias = Literal["order", "case", "reference", "identifier"]
# The words that people say before a number, and what kind of number they announce.
_ANNOUNCING: dict[AnnouncedKind, str] = {
    "order": "orders?|ord|purchase|receipt|invoice|basket|bestellung|bestellnummer|auftrag|rechnung|commande|facture"
    "|pedido|factura|ordine|fattura|encomenda|bestelling|zam[oó]wienie|ordre|заказ|订单|注文",
    "case": "tickets?|case|incident|request|enquiry|inquiry|vorgang|fall|anfrage|dossier|caso|chamado|sprawa",
    "reference": "tracking|parcel|package|shipment|delivery|payment|transaction|reference|ref|paket|sendung|zahlung"
    "|colis|suivi|paiement|envio|pago|spedizione|pagamento",
    "identifier": "loyalty|card|member|membership|customer|account|client|kunde|kundennummer|karte|cliente|carte"
    "|tarjeta",
}
_NUMBER_WORD = r"no|nr|num|number|numbers|nummer|n[uú]m[eé]ro|id|card|code|ref|reference"
_NUMBER_WORDS = rf"(?:[\s.:#=-]|(?:{_NUMBER_WORD})\b\.?)*"
# Of numbers with a slash only those that begin with letters: `WEB/2026/0107`.
_NUMBER = r"([^\W\d_][\w-]*/[\w/-]*\d[\w/-]*|[\w-]*\d[\w-]*)"
ANNOUNCED = {
    kind: re.compile(rf"(?<!\w)(?:{words}){_NUMBER_WORDS}{_NUMBER}", re.IGNORECASE)
    for kind, words in _ANNOUNCING.items()
}
"""Kind → a number of that kind, the group, behind the word that announces it."""
# `nº` and `№` become `no` where a text is cleaned.
_SIGN = re.compile(r"(?<!\w)n[°o]\.?(?=[\s:#]*[\w/-]*\d)", re.IGNORECASE)
_TOKEN = re.compile(r'[^\s,;()"|]+')
_WHOLE = re.compile(r"(?=[^\d]*\d)(?=[^a-z]*[a-z])[a-z\d]+(?:[/_.-]+[a-z\d]+)+", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z]{1,4}", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d/-]*")
_BEFORE = re.compile(rf"(?:{'|'.join(_ANNOUNCING.values())}|{_NUMBER_WORD})[.:#]*", re.IGNORECASE)


class WrittenNumber(NamedTuple):
    """A number with letters, as it stands in a text from `start` to `end`, with the words that announce it before it;
    `text`: without them."""

    start: int
    end: int
    text: str


def without_number_signs(text: str) -> str:
    """The text with blanks in place of each `n°` and `No.` that stands before a number."""
    return _SIGN.sub(lambda match: " " * len(match[0]), text)


def written_numbers(text: str) -> Iterator[WrittenNumber]:
    """The numbers that have letters and signs (`CMD-2026-0101`), also with blanks for the signs where the text has
    nothing else (`CMD 2026 0101`)."""
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        first = _first_announcing(tokens, place)
        start, word = tokens[first].start(), token[0].removeprefix("#").rstrip(".:!?")
        if _WHOLE.fullmatch(word):
            yield WrittenNumber(start, token.end(), word)
        elif (first == 0 or first < place) and _is_number_with_blanks(word, tokens[place + 1 :]):
            yield WrittenNumber(start, tokens[-1].end(), text[token.start() : tokens[-1].end()])


def _is_number_with_blanks(letters: str, rest: Sequence[re.Match[str]]) -> bool:
    """Whether a word and all that is behind it may be one number; `order 1049` is none."""
    announces = len(rest) < 2 and _BEFORE.fullmatch(letters)
    return bool(rest and not announces and _LETTERS.fullmatch(letters) and all(_DIGITS.fullmatch(t[0]) for t in rest))


def _first_announcing(tokens: Sequence[re.Match[str]], place: int) -> int:
    """The place of the first of the announcing words right before a token; its own place without any."""
    while place and _BEFORE.fullmatch(tokens[place - 1][0]):
        place -= 1
    return place
