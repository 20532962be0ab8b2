"""What columns of exports in many languages are called: plainly, and as the money of an event."""

import re
from functools import lru_cache

from anyascii import anyascii

from loaders.build.cell_text import snake_case

_AMOUNT = re.compile(
    r"(.*_)?(amount|total|grand_total|total_price|sum|betrag|summe|(gesamt|end|rechnungs|bestell)(betrag|summe)|gesamt"
    r"|(total|montant|importe|valor)_(amount|price|ttc|total|pedido|commande)|montant|importe|importo|monto|bedrag|valor|revenue)"
)
_NOT_TOTAL = re.compile(
    r"discount|refund|returned|tax|vat|shipping|fee|subtotal|sub_total|net_|rabatt|erstatt|steuer|mwst|versand|remise"
    r"|rembours|taxe|tva|livraison|descuento|reembolso|impuesto|iva_|envio"
)
_GIVEN_BACK = re.compile(
    r"(.*_)?\w*erstatte\w*_?(betrag|summe)|(betrag|summe)_?\w*erstattet|montant_(total_)?rembourse|(importe|monto)_reembolsado"
    r"|importo_rimborsato|terugbetaald_bedrag"
)
_CURRENCY = re.compile(
    r"(.*_)?(currency|waehrungs?|wahrungs?|devise|moneda|valuta|moeda|divisa|waluta)(_?(code|iso|iso_code|key))?"
)


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
    return bool(_GIVEN_BACK.fullmatch(plain_name(name)))
