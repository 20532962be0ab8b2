"""Words by which exports of many languages call their columns, and what a column of that name holds."""

import re
from collections.abc import Sequence
from typing import Literal

from loaders.build.column_names import plain_name

_USUAL_ATTRIBUTES = {
    "given_name": r"(first|given|fore)_?(names?)?|vornamen?|prenoms?|nombres?|primeiro_nome|voornaam|fornavn|fornamn"
    r"|imie|imya|onoma|nome_proprio",
    "family_name": r"(last|family|sur)_?(names?)?|nachnamen?|familiennamen?|nom_de_famille|apellidos?|sobrenome|cognome"
    r"|achternaam|efternavn|efternamn|etternavn|nazwisko|familiya|eponymo|eponimo",
    "name": r"(full|display|complete|customer|client|contact|user|person|profile)?_?name|vollname|kundenname"
    r"|nom(_complet)?|nombre_completo|nome(_completo)?|naam|navn|namn|nimi|isim|ad_soyad|fio",
    "birth_date": r"birth_?(date|day)|date_of_birth|dob|geburts(tag|datum)|date_de_naissance|fecha_(de_)?nacimiento"
    r"|data_(de_|di_)?nasc(imento|ita)|geboortedatum",
    "street": r"(.*_)?(street|address|address_?(line)?_?1|street_address(_1)?)|strasse|rue|adresse|calle|direccion|via"
    r"|straat",
    "street_2": r"(.*_)?(street|address)_?(line)?_?2|adresszusatz|complement_(d_)?adresse|address_?line_?two",
    "city": r"(.*_)?city|town|(wohn)?ort|stadt|ville|ciudad|cidade|citta|plaats|woonplaats|by|stad",
    "postal_code": r"(.*_)?(zip|zip_code|postal_?code|postcode)|plz|postleitzahl|code_postal|codigo_postal|cap|cep",
    "country": r"(.*_)?country(_code)?(_region)?|land(_region)?|pays|pais|paese",
    "region": r"(.*_)?(state|province|region)|bundesland|provincia|estado",
    "company": r"(.*_)?(company|organi[sz]ation)(_name)?|firma|unternehmen|entreprise|societe|empresa|azienda|bedrijf",
    "language": r"language|locale|lang|sprache|langue|idioma|lingua|taal",
    "gender": r"gender|sex|geschlecht|sexe|sexo|genere",
    "salutation": r"salutation|title|prefix|anrede|civilite|tratamiento|aanhef",
}
_OTHER_SCRIPTS = {
    "given_name": {"имя", "όνομα", "名", "이름", "الاسم الأول"},
    "family_name": {"фамилия", "επώνυμο", "επίθετο", "姓", "성", "اسم العائلة", "الكنية"},
    "name": {"الاسم", "اسم", "الاسم الكامل", "ονοματεπώνυμο", "фио", "名前", "氏名", "お名前", "姓名", "성명", "שם"},
    "city": {"المدينة", "город", "πόλη", "市", "城市", "도시"},
}
_PERSON = (
    r"(user|customer|cust|client|buyer|shopper|visitor|guest|contact|subscriber|member|person|profile|household|requester"
    r"|kunden?|nutzer|benutzer|besteller|mitglieds?|cliente|usuario|utilisateur|acheteur|socio|utente|klant|kund|klienta?)"
)
_NUMBER = r"(id|no|nr|num|number|key|uuid|guid|nummer|numero)"
_NUMBER_WORD = r"(id|no|nr|num|numero|numer|n|ndeg|ref|code|kod|codigo|codice)_(de_|du_|del_|di_|do_|la_)*"
_PERSON_ID = re.compile(rf"(.+_)?{_PERSON}_?({_NUMBER}|code|ref)|{_NUMBER_WORD}{_PERSON}")
_PERSON_WORD = re.compile(_PERSON)
_NOT_WHOSE = re.compile(
    r"owner|assign|agent|associated|parent|created_by|modified_by|submitter|referr|account|staff|merged"
)
_CUSTOMER = re.compile(r"cust|client|buyer|shopper|kund|kunde|besteller|acheteur|klant|klient")
_USER = re.compile(r"user|nutzer|usuario|utilisateur|utente")
_KEY = re.compile(rf"(.+_)?{_NUMBER}|.*(nummer|nr)|(id|numero|num)_.+")
_BARE_KEY = re.compile(rf"(record_|row_|datensatz_?)?{_NUMBER}")
_LOYALTY = re.compile(r"loyalty|member(ship)?[\s_]?(no|nr|num|id|card)|card[\s_]?(no|id)", re.I)
_LOYALTY_CARD = re.compile(
    rf"({_NUMBER_WORD})?(carte_(de_)?fidelite|tarjeta_(de_)?fidelidad|(kunden|treue|bonus)karten?|carta_(di_)?fedelta"
    rf"|karta_(lojalnosciowa|stalego_klienta)|karty_lojalnosciowej|klantenkaart|cartao_(de_)?fidelidade)(_?{_NUMBER})?"
)
_PHONE = re.compile(
    r"phone|mobil|(^|_)tel(_|$|ef)|(^|_)cell|(^|_)sms(_|$)|whatsapp|handy|(^|_)fon(_|$)|movil|cellulare|portable"
    r"|(^|_)gsm(_|$)"
)
_PHONE_SCRIPTS = re.compile(r"هاتف|جوال|موبايل|τηλ|κινητό|тел|телефон|電話|携帯|电话|手机|전화|휴대폰|טלפון")
_FAX = re.compile(r"fax|φαξ|факс|فاكس")
_MERGED_INTO = re.compile(
    r"merged?_?(in_?)?to(_.*)?|master_?(record)?_?id|zusammengefuehrt_(in|mit)|zusammengefuhrt_(in|mit)|verschmolzen_(in|mit)"
    r"|fusionnee?_(avec|dans)|fusionad[oa]_(en|con)|duplicate_of|dublette_von|doublon_de|duplicado_de"
)
_GONE = re.compile(
    r"(is_)?(deleted|removed|erased)(_at|_on|_date)?|geloescht(_am)?|geloscht(_am)?|ist_gelo?e?scht"
    r"|supprimee?(_le)?|effacee?(_le)?|eliminad[oa](_el)?|borrad[oa](_el)?"
)
_DONE = (
    r"(erstellt|angelegt|ero?e?ffnet|eingegangen|ausgestellt|geandert|geaendert|aktualisiert"
    r"|creee?|emise?|ouverte?|recue?|modifiee?|(cre|abr|actualiz|modific|atualiz|cri)ad[oa]|abiert[oa]|(em|rec)[ie]bid[oa]|emitid[oa]"
    r"|(cre|modific|aggiorn)at[oa]|apert[oa]|emess[oa]|ricevut[oa]|aangemaakt|geopend|ontvangen|bijgewerkt|gewijzigd"
    r"|(utworz|zaloz|wystawi|zmieni)on[oaey]|otwart[oaey]|otrzyman[oaey]|zaktualizowan[oaey])"
)
"""What became of a ticket, an invoice or a record at a time, as in `Erstellt am`."""
_TIME = re.compile(
    rf"(^|_){_DONE}(_(am|le|en|el|il|op|em|dnia))?$"
    r"|time|(^|_)at$|date|(^|_)day|unix|epoch|datum|fecha|(^|_)data(_|$)|(^|_)tag(_|$)|(^|_)jour|zeit|created|birth|dob|geburt|naiss|nacim|nasc"
)
_CHANGED = re.compile(
    r"updated|modified|changed|last_?edit|geaendert|geandert|modifie|aktualisiert|a_jour"
    r"|actualizad|modificad|atualizad|modificat|aggiornat|bijgewerkt|gewijzigd|zmienion|zmodyfikowan|zaktualizowan"
)
_NOT_WHEN = re.compile(
    r"birth|dob|geburt|naiss|nacim|nasc|last|letzt|zuletzt|expir|valid|due|until|signup|sign_up|regist|optin|joined"
    r"|urodz|geboort|derni|ultim[oa]|laatste|ostatni|gultig|gueltig|ablauf|fallig|faellig|hasta|jusqu|echeance|vencim|caduc"
    r"|scaden|wazn|inscri|iscri|(^|_)alta(_|$)|rejestr"
)
_ORDER_STATE = re.compile(
    r"(order_|bestell_?|auftrags?_?)?(status|state|zustand)|(statut|etat|estado|stato|stan)(_.*(commande|pedido|ordine))?"
)
_PAYMENT_STATE = re.compile(r"(financial|payment|zahlungs?)_?(status|state)|(statut|etat|estado)_.*(paiement|pago)")
_COUNT = re.compile(
    r"count|total|orders|quantity|qty|amount|sum|spent|points|anzahl|bestellungen|price|visits|age|lat|lon|zip|plz|post"
)
_KIND = re.compile(r"event|event_?(type|name|kind)|action|activity(_type)?|interaction(_type)?|ereignis|aktion")
_MONEY_KIND = re.compile(
    r"((transaction|payment|record|movement|charge)_?)?(type|kind|category)|reporting_category"
    r"|(transaktions|zahlungs|buchungs)?(typ|art)|vorgang|type_(de_)?(transaction|paiement|operation)|tipo(_(de_|di_)?\w+)?|soort|(transactie|betaal)type"
)
_NO_MOVEMENT = re.compile(r"fail|revers|cancel|request|pending|fehl|stornier|annul|echou|rechaz|mislukt")
_REFUNDING = re.compile(
    r"refund|chargeback|charge_back|erstattung|rueckerstattung|ruckerstattung|gutschrift|ruckzahlung|rueckzahlung"
    r"|ruckbuchung|ruecklastschrift|rucklastschrift|rembours|reembols|devolucion|rimbors|terugbetaling"
)
_PAYING = re.compile(
    r"(.*_)?(payment|charge|capture|(an|teil|rest|raten|karten|online)?zahlung|abbuchung|einzug|paiement|pago|pagamento"
    r"|betaling)"
)
_PRODUCT = re.compile(
    r"sku|(product|item|article|artikel|produkt|producto|produit)_?(id|nr|no|number|sku|code)?|asin|ean|upc"
)
_VALUE = re.compile(r"value|amount|valeur|valor|valore|wert|waarde|wartosc|betrag|montant|importe|importo|bedrag|kwota")
_EVENTS = {
    "order": r"orders?|purchases?|transactions?|sales?|invoices?|receipts?|baskets?|bestell(ung|ungs|ungen)?|auftrags?"
    r"|auftraege|kauf|belegs?|bons?|rechnung(s|en)?|commandes?|achats?|facture|pedidos?|compras?|factura|ordin[ei]|acquist[io]"
    r"|tickets?_(de_)?(caisse|caja|compra)|recibos?|kassenbons?|kassenzettel|kassabon|scontrin[oi]|paragonu?",
    "review": r"reviews?|ratings?|bewertung(en)?|avis|resenas?|recension[ei]",
    "ticket": r"tickets?|vorgangs?|cases?|issues?|complaints?",
    "call": r"calls?|anrufe?|appels?|llamadas?",
    "visit": r"visits?|besuche?|visites?|visitas?",
    "page_view": r"page_?views?|clicks?|clickstream|hits?",
    "session": r"sessions?",
    "message": r"messages?|mails?|comments?|nachricht(en)?",
    "chat": r"chats?|conversations?|gespraeche?|discussions?|conversaci(on|ones)|conversazion[ei]",
    "contact_form": r"inquir(y|ies)|enquir(y|ies)|anfragen?|demandes?|consultas?|richiest[ae]",
    "cart": r"carts?|warenk(oe|o)rbe?|paniers?|carritos?|carrell[oi]",
    "wishlist": r"wish_?lists?|wunschlisten?|merkzettel",
    "booking": r"bookings?|reservations?|appointments?|buchung(s|en)?|termine?|citas?",
    "refund": r"refunds?|avoirs?|remboursements?|abonos?|reembolsos?|devolucion(es)?|gutschrift(s|en)?"
    r"|(rueck|ruck)zahlung(s|en)?|(rueck|ruck)?erstattung(s|en)?|rimbors[io]|not[ae]_(di_|de_)?credito|zwrot(y|u|ow)?|terugbetaling(en)?|credit_?not[ae]s?",
    "gift_card": r"gift_?cards?|cartes?_cadeaux?|tarjetas?_(de_)?regalo|cart[ae]_regalo|geschenk(gutschein|karte)n?e?"
    r"|kart[ay]_podarunkow[ae]|cadeau(kaart|bon)(en|nen)?",
    "payment": r"payments?|zahlung(s|en)?|paiements?|pagos?",
    "survey": r"surveys?|responses?|umfragen?|feedbacks?",
    "shipment": r"shipments?|deliver(y|ies)|lieferung(s|en)?|sendungs?",
    "event": r"events?|logs?|activit(y|ies)|interactions?|ereignisse?",
}
_NOT_ORDER = re.compile(
    r"transact|invoice|receipt|basket|rechnung|beleg|bon|factur|payment|zahlung|paiement|pago|caisse|caja|recibo|kassen|scontrin|paragon"
)
_COMPOUND = re.compile(r"(?P<counted>.+?)_?(nummer|nr|no)")
_NUMBER_OF = re.compile(rf"({_NUMBER}|numer|n|ndeg|ref|reference)_(de_|du_|del_|di_|la_|d_)*(?P<counted>.+[^s])")
_NUMBERED = ("order", "ticket", "booking", "session", "shipment")
"""Kinds whose bare word heads a column of their numbers; `payment` and `refund` head amounts too."""
_ADDRESSED = re.compile(rf"{_PERSON}|name|author|caller|billing|shipping|mailing|address|home|sender|owner")


def usual_attribute(steps: Sequence[str]) -> str | None:
    """The attribute that a column of that path is usually called; None where it is none of the known ones."""
    written, last = steps[-1].strip().casefold(), plain_name(steps[-1])
    if len(steps) > 1 and not any(_ADDRESSED.search(plain_name(step)) for step in steps[:-1]):
        return None
    by_script = next((name for name, words in _OTHER_SCRIPTS.items() if written in words), None)
    return by_script or next((name for name, words in _USUAL_ATTRIBUTES.items() if re.fullmatch(words, last)), None)


def is_merged_into(name: str) -> bool:
    """Whether a column of that name says into which record this one was merged."""
    return bool(_MERGED_INTO.fullmatch(plain_name(name)))


def is_deletion(name: str) -> bool:
    """Whether a column of that name says that the record was deleted."""
    return bool(_GONE.fullmatch(plain_name(name)))


def is_name_of_person(steps: Sequence[str]) -> bool:
    """Whether a column of that path holds names of people."""
    return usual_attribute(steps) in ("name", "given_name", "family_name")


def person_id_type(steps: Sequence[str], *, holds_codes: bool = False) -> str | None:
    """The identifier type of a column that says whose row it is; None of any other. `holds_codes`: its values may be
    ids, so that a column `customer` is one too."""
    for name in (plain_name(steps[-1]), plain_name(" ".join(steps))):
        if _NOT_WHOSE.search(name):
            return None
        if _PERSON_ID.fullmatch(name) or (holds_codes and _PERSON_WORD.fullmatch(name)):
            return "customer_id" if _CUSTOMER.search(name) else "user_id" if _USER.search(name) else _type(name)
    return None


def is_called_loyalty(name: str) -> bool:
    """Whether the name speaks of the number of a loyalty card."""
    return bool(_LOYALTY.search(name))


def is_called_loyalty_card(name: str) -> bool:
    """Whether the name is that of a loyalty card alone: its values may be numbers, or yes and no."""
    return bool(_LOYALTY_CARD.fullmatch(plain_name(name)))


def is_key(steps: Sequence[str]) -> bool:
    """Whether a column of that path is called an id, a key or a number of something."""
    return bool(_KEY.fullmatch(plain_name(steps[-1]))) or steps[-1].rstrip().endswith("#")


def is_bare_key(steps: Sequence[str]) -> bool:
    """Whether a column of that path is called the id, without saying of what."""
    return len(steps) == 1 and bool(_BARE_KEY.fullmatch(plain_name(steps[0])))


def event_kind(name: str) -> str | None:
    """The kind of event that a column or file of that name counts: `order_id` → order; None where it is none."""
    words = plain_name(name).split("_")
    candidates = [plain_name(name), "_".join(words[:-1]), words[0], *words]
    return next((kind for word in candidates if (kind := _kind_of_word(word))), None)


def numbered_kind(name: str, *, holds_letters: bool) -> str | None:
    """The kind of event whose number a column of that name holds: `Bestellnummer`, `n° de commande`, a bare `Ticket`.

    None of any other name. `holds_letters`: the values are no plain numbers.
    """
    plain = plain_name(name)
    if kind := _kind_of_word(plain):  # first, for a `scontrino` is no number of scontri
        return kind if kind in _NUMBERED or (holds_letters and kind in ("payment", "refund")) else None
    number = _NUMBER_OF.fullmatch(plain) or _COMPOUND.fullmatch(plain)
    return event_kind(number["counted"]) if number else None


def is_called_order(name: str) -> bool:
    """Whether an id of that name is an order's, and not its invoice's or its payment's."""
    kinds = event_kind(name), numbered_kind(name, holds_letters=True)
    return "order" in kinds and not _NOT_ORDER.search(plain_name(name))


def kind_called(name: str) -> str | None:
    """The kind of event that has that name alone, as `order` or `cartes cadeaux`, without a word for its number."""
    return _kind_of_word(plain_name(name))


def _kind_of_word(word: str) -> str | None:
    return next((kind for kind, pattern in _EVENTS.items() if re.fullmatch(pattern, word)), None)


def is_called_phone(name: str) -> bool:
    """Whether the name speaks of a telephone, and of no fax."""
    return bool(_PHONE.search(plain_name(name)) or _PHONE_SCRIPTS.search(name.casefold())) and not is_called_fax(name)


def is_called_fax(name: str) -> bool:
    return bool(_FAX.search(name.casefold()))


def is_called_time(name: str) -> bool:
    return bool(_TIME.search(plain_name(name)))


def is_time_of_change(name: str) -> bool:
    return bool(_CHANGED.search(plain_name(name)))


def is_time_of_event(name: str) -> bool:
    """Whether a time of that name may be when a row's event happened: not a birthday, a change or a date to come."""
    return not _CHANGED.search(plain_name(name)) and not _NOT_WHEN.search(plain_name(name))


def order_state_rank(name: str) -> int | None:
    """0 of a column called the state of an order, 1 of one called the state of its payment; None of any other."""
    plain = plain_name(name)
    return 0 if _ORDER_STATE.fullmatch(plain) else 1 if _PAYMENT_STATE.fullmatch(plain) else None


def is_called_count(name: str) -> bool:
    """Whether numbers of that name count or measure something, and are no ids."""
    return bool(_COUNT.search(plain_name(name)))


def is_called_kind(name: str) -> bool:
    return bool(_KIND.fullmatch(plain_name(name)))


def is_called_money_kind(name: str) -> bool:
    """Whether a column of that name may say of each row whether it is a payment or a refund."""
    return bool(_MONEY_KIND.fullmatch(plain_name(name)))


def money_kind(word: str) -> Literal["payment", "refund"] | None:
    """Whether a word names payments, or refunds: `charge` → payment, `Payment Refund` → refund; None where neither."""
    plain = plain_name(word)
    if _NO_MOVEMENT.search(plain):
        return None
    if _REFUNDING.search(plain):
        return "refund"
    return "payment" if _PAYING.fullmatch(plain) else None


def is_called_value(name: str) -> bool:
    """Whether the name is that of a value beside its unit, as within an amount of money."""
    return bool(_VALUE.fullmatch(plain_name(name)))


def is_called_product(name: str) -> bool:
    return bool(_PRODUCT.fullmatch(plain_name(name)))


def _type(name: str) -> str:
    return name[:40] if name[:1].isalpha() else "person_id"
