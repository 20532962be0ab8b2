"""Columns and fields that are never read: passwords, payment cards, keys and tokens, recognised by their names."""

import re
from functools import lru_cache

_SECRET = re.compile(
    r"pass[ _]?(word|wd|phrase|code|hash)|(^|[ ._])(pwd|passwd)\b|\b(pan|cvv2?|cvc2?|iban)\b|security[ _]?code|rp_token"
    r"|(^|[ ._])(secret|token)\b|private[ _]?key|api[ _]?key"
    # German, French, Spanish, Portuguese, Italian, Dutch
    r"|pass[wv]ort|kennwort|geheimzahl|pr[üu]fziffer|mots?[ ._-]?de[ ._-]?passe|(^|[ ._])mdp\b|contrase(ñ|n|n\u0303)a"
    r"|clave[ ._-]?(secreta|de[ ._-]?acceso)|(^|[ ._])senha\b|(^|[ ._])parola([ ._-]?(chiave|d'ordine))?\b|wachtwoord"
    # the Nordic languages, Polish, Czech, Hungarian, Turkish, Vietnamese
    r"|l[öo]senord|adgangskode|(^|[ ._])passord|salasana|has[łl]o\b|heslo\b|jelsz[óo]|[şs]ifre\b|m[ậa]t[ _]?kh[ẩa]u"
    # Russian, Greek, Hebrew, Arabic, Japanese, Chinese, Korean, Thai
    r"|парол|κωδικ[όο]ς[ _]?(πρ[όο]σβασης|ασφαλε[ίι]ας)|συνθηματικ[όο]|סיסמ[הא]|كلمة[ _]?(ال)?(مرور|سر)"
    r"|パスワード|暗証番号|密码|密碼|비밀번호|รหัสผ่าน",
    re.I,
)
_PAYMENT_CARD = re.compile(
    r"card[ ._]?(number|num|no)\b|(kredit|zahlungs)?karten[ ._-]?(nummer|nr)\b|carte[ ._-]?bancaire"
    r"|(num[ée]ro|n[°º])[ ._-]?de[ ._-]?(la[ ._-]?)?carte|(n[úu]mero|n[°º])[ ._-]?de[ ._-]?(la[ ._-]?)?tarjeta"
    r"|tarjeta[ ._-]?de[ ._-]?cr[ée]dito|n[úu]mero[ ._-]?do[ ._-]?cart[ãa]o|numero[ ._-]?(della[ ._-]?)?carta"
    r"|kaartnummer|kortnummer|kortnr",
    re.I,
)
_NO_PAYMENT_CARD = re.compile(
    r"loyalty|member|club|bonus|reward|gift|kunde|treue|mitglied|fid[ée]lit|fidel|client|socio|klant|medlem", re.I
)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a column of this name holds a secret."""
    return bool(_SECRET.search(name)) or bool(_PAYMENT_CARD.search(name) and not _NO_PAYMENT_CARD.search(name))
