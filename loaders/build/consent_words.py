"""The words by which exports answer whether somebody consented, in the languages of those who write them."""

from functools import lru_cache

from loaders.build.column_names import plain_name

YES = frozenset("yes y true 1 ja j oui o si sim s tak wahr vrai subscribed abonniert abonne granted opted-in".split())
NO = frozenset("no n false 0 nein non nao nee nie falsch faux".split())
GONE = frozenset("unsubscribed abgemeldet desabonne withdrawn opted-out opted_out".split())
"""Of somebody who took their consent back."""


@lru_cache(maxsize=1024)
def plain_answer(word: str) -> str:
    """The word as YES, NO and GONE have it: `Désabonné` → `desabonne`."""
    return plain_name(word) if word.isalpha() else word.strip().casefold()
