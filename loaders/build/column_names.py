"""What columns of exports in many languages are called: plainly, and as the money of an event."""

import re
from functools import lru_cache

from anyascii import anyascii

from loaders.build.cell_text import snake_case
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import plain_amount

_AMOUNT = re.compile(
    r"(.*_)?(amount|total|grand_total|total_price|sum|betrag|summe|(gesamt|end|rechnungs|bestell)(betrag|summe)|gesamt"
    r"|(total|montant|importe|valor)_(amount|price|ttc|total|pedido|commande)|montant|importe|importo|monto|bedrag|valor|revenue)"
)
_NOT_TOTAL = re.compile(
    r"discount|refund|returned|tax|vat|shipping|fee|subtotal|sub_total|net_|rabatt|erstatt|steuer|mwst|versand|remise"
    r"|rembours|taxe|tva|livraison|descuento|reembolso|impuesto|iva_|envio"
)
_GIVEN_BACK = re.compile(
    r"(.*_)?\w*erstatt\w*_?(betrag|summe)|(betrag|summe)_?\w*erstattet|(montant|total|montant_total)_rembourse"
    r"|(importe|monto|total)_reembolsado|(importo|totale)_rimborsato|terugbetaald_bedrag|totaal_terugbetaald"
    r"|kwota_(zwrotu|zwrocona)|zwrocona_kwota"
)
REFUNDED = "refunded_amount"
"""The detail that amounts given back are."""
_GIVEN_BACK_ALONE = re.compile(
    r"refunded|(zu)?(rueck|ruck)?erstattet|remboursee?|reembolsad[oa]|rimborsat[oa]|terugbetaald|zwrocono"
)
_FLAG_OR_TIME = re.compile(r"[01]|\d{8,}")
"""Whole numbers that stand for yes and no, or for a day or a moment."""
_CURRENCY = re.compile(
    r"(.*_)?(currency|waehrungs?|wahrungs?|devise|moneda|valuta|moeda|divisa|waluta)(_?(code|iso|iso_code|key))?"
)
# Detail of an event → what exports in other words or languages call it.
_DETAILS = {
    "subject": r"betreff|title|summary|sujet|objet|asunto|assunto|oggetto|onderwerp|temat|amne|emne",
    "text": r"description|message|content|feedback|(review|ticket|message)_(text|body|content)"
    r"|(nachricht|bewertungs)_?text"
    r"|nachricht|beschreibung|inhalt|mensaje|descripcion|mensagem|descricao|messaggio|descrizione|testo|texte|texto"
    r"|bericht|omschrijving|tresc",
    "comment": r"comments|kommentar|anmerkung|bemerkung|commentaire|comentarios?|commento|opmerking|komentarz",
    "status": r"(ticket|case|conversation|chat|current)_(status|state)|(ticket|vorgangs|bearbeitungs)_?(status|stand)"
    r"|zustand|statut|etat|estado|stato|stan",
    "payment_status": r"zahlungs_?(status|stand)|(statut|etat)_(du_|de_)?paiement|estado_(del?_)?pago"
    r"|stato_(del_)?pagamento"
    r"|betaal_?status|betalings_?status|status_(do_)?pagamento|status_platnosci",
    "fulfillment_status": r"(versand|liefer)_?status|(statut|etat)_(de_)?(la_)?(livraison|expedition)"
    r"|estado_(del?_)?envio"
    r"|stato_(della_|di_)?(spedizione|consegna)|verzend_?status|status_(da_|de_)?(entrega|envio)|status_wysylki",
    "reason": r"grund|motif|motivo|raison|razon|reden|przyczyna|(return|cancellation|refund)_reason|rueckgabegrund",
    "agent": r"agent_name|assigned_to|assignee_name|bearbeiter|sachbearbeiter|mitarbeiter|conseiller|agente|operatore"
    r"|medewerker|atendente",
    "outcome": r"disposition|(call|contact)_(outcome|result)|ergebnis|resultat|resultado|esito|uitkomst",
    "stars": r"star_rating|sterne|etoiles|estrellas|estrelas|stelle|sterren",
    "rating": r"(review|overall|customer)_rating|bewertung|calificacion|puntuacion|punteggio|beoordeling"
    r"|avaliacao|ocena",
    "nps": r"nps_(score|rating)",
    "satisfaction": r"csat|csat_(score|rating)|zufriedenheit|satisfaccion|soddisfazione|tevredenheid",
    "language": r"sprache|langue|idioma|lingua|taal|jezyk|locale",
    "order_number": r"(bestell|auftrags)_?(nummer|nr)|n(deg|umero)?_(de_)?(la_)?commande"
    r"|n(deg|umero)?_(de_|del_)?pedido"
    r"|n(deg|umero)?_(d_)?ordine|(order|bestel)nummer",
    "ticket_number": r"(ticket|vorgangs)_?(nummer|nr)|n(deg|umero)?_(de_|du_|del_)?ticket",
}


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """The name in plain letters, digits and underscores; empty where it has neither letter nor digit."""
    return snake_case(anyascii(name))


def is_called_total(name: str) -> bool:
    """Whether amounts of that name may be what an order comes to: no discount, tax or refund."""
    return bool(_AMOUNT.fullmatch(plain_name(name))) and not _NOT_TOTAL.search(plain_name(name))


def is_called_amount(name: str) -> bool:
    return bool(_AMOUNT.fullmatch(plain_name(name)))


def is_called_currency(name: str) -> bool:
    return bool(_CURRENCY.fullmatch(plain_name(name)))


def is_called_given_back(name: str) -> bool:
    """Whether amounts of that name are what was given back of an order or a payment."""
    return bool(_GIVEN_BACK.fullmatch(plain_name(name))) or is_called_refunded(name)


@lru_cache(maxsize=4096)
def is_called_refunded(name: str) -> bool:
    """Whether the name says only that something was given back: its values may be amounts, yes and no, or days."""
    return bool(_GIVEN_BACK_ALONE.fullmatch(plain_name(name)))


def is_amount_given_back(value: Json) -> bool:
    """Whether a value of a column that is called refunded is an amount, and not a yes, a 1 or a day."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    text = str(value).strip()
    try:
        plain_amount(text)
    except InvalidInput:
        return False
    return not _FLAG_OR_TIME.fullmatch(text)


@lru_cache(maxsize=4096)
def usual_detail(name: str) -> str | None:
    """The detail of an event that a field of that name usually is; None where it is none of the known ones."""
    plain = plain_name(name)
    return next((detail for detail, words in _DETAILS.items() if re.fullmatch(words, plain)), None)
