"""ISO 3166 codes of countries as people write them; they make national phone numbers readable."""

from functools import lru_cache

from phonenumbers import SUPPORTED_REGIONS

_NAMES = """
AE United Arab Emirates|UAE; AR Argentina; AT Austria|Österreich; AU Australia; BE Belgium|België|Belgique
BG Bulgaria; BR Brazil|Brasil; CA Canada; CH Switzerland|Schweiz|Suisse; CL Chile; CN China; CO Colombia
CZ Czech Republic|Czechia; DE Germany|Deutschland; DK Denmark|Danmark; EE Estonia; EG Egypt; ES Spain|España
FI Finland|Suomi; FR France; GB United Kingdom|UK|Great Britain|England|Scotland|Wales; GR Greece; HK Hong Kong
HR Croatia; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IN India; IS Iceland; IT Italy|Italia; JP Japan; KE Kenya
KR South Korea|Korea; LT Lithuania; LU Luxembourg; LV Latvia; MA Morocco; MT Malta; MX Mexico|México; MY Malaysia
NG Nigeria; NL Netherlands|The Netherlands|Nederland; NO Norway|Norge; NZ New Zealand; PE Peru; PH Philippines
PK Pakistan; PL Poland|Polska; PT Portugal; RO Romania; RS Serbia; RU Russia|Russian Federation; SA Saudi Arabia
SE Sweden|Sverige; SG Singapore; SI Slovenia; SK Slovakia; TH Thailand; TN Tunisia; TR Turkey|Türkiye; TW Taiwan
UA Ukraine; US United States|USA|U.S.A.|U.S.|United States of America|America; VN Vietnam; ZA South Africa
"""
_CODES = {
    name.strip().casefold(): entry.strip()[:2]
    for entry in _NAMES.replace("\n", ";").split(";")
    for name in entry.strip()[3:].split("|")
    if name
}


@lru_cache(maxsize=1024)
def country_code(text: str) -> str | None:
    """`FR` for `fr` and `France`; None for a name that is not in the list."""
    cleaned = text.strip()
    code = cleaned.upper()
    return code if code in SUPPORTED_REGIONS else _CODES.get(cleaned.casefold())
