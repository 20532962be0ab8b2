"""Columns and fields that are never read: passwords, payment cards, keys and tokens, recognised by their names."""

import re
from functools import lru_cache

_SECRET = re.compile(
    r"pass[ _]?(word|wd|phrase|code|hash)|\b(pan|cvv2?|cvc2?|iban)\b|card[ ._]?(number|num|no)\b|security[ _]?code"
    r"|rp_token|(^|[ ._])(secret|token)\b|private[ _]?key|api[ _]?key",
    re.I,
)
_NO_PAYMENT_CARD = re.compile(r"loyalty|member|club|bonus|reward|gift", re.I)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a column of this name holds a secret."""
    return bool(_SECRET.search(name)) and not _NO_PAYMENT_CARD.search(name)
