"""E-mail addresses: read from the ways in which people and programs write them, and spelled in one.

The domain is in Unicode as of IDNA 2008, in which `straße.example` is another domain than `strasse.example`. (Python's
own codec is of IDNA 2003 and takes them for one.)
"""

import re

import idna

from profile_service.domain.values.errors import InvalidInput

_ADDRESS = re.compile(r"[^\s@,;<>\"|]{1,64}@[^\s@,;<>\"|]{1,190}\.[^\s@,;<>\"|.]{2,}")
_LINK = re.compile(r"(?:mailto|smtp):(?://)?([^?]*)(?:\?.*)?", re.IGNORECASE | re.DOTALL)
# `Ann Lee <ann@x.example>`, also without the name.
_BRACKETED = re.compile(r"[^<>]*<([^<>]*)>", re.DOTALL)
_ENDS = " \t\n,;"
_ENCODED = "xn--"


def email(text: str) -> str:
    """The address of a text, in small letters. Raises InvalidInput where it is none, or several."""
    written = _bare(text.strip(_ENDS))
    address = written.casefold()
    if not written.isascii() or _ENCODED in address:
        address = _with_one_domain(written)
    address = address.rstrip(".")
    if not _ADDRESS.fullmatch(address):
        raise InvalidInput("the email is not of the form name@domain.tld")
    return address


def _bare(text: str) -> str:
    """The text without what stands around an address: a link's scheme and subject, a name before angle brackets."""
    if match := _BRACKETED.fullmatch(text):
        text = match[1].strip(_ENDS)
    if match := _LINK.fullmatch(text):
        text = match[1].strip(_ENDS)
    return text


def _with_one_domain(address: str) -> str:
    """The address with its domain in Unicode, however it is encoded; in small letters alone where it is no domain."""
    local, at, domain = address.rpartition("@")
    try:
        mapped = idna.uts46_remap(domain, std3_rules=False, transitional=False)
        labels = [idna.ulabel(label) if label.startswith(_ENCODED) else label for label in mapped.split(".")]
    except idna.IDNAError:
        return address.casefold()
    return f"{local.casefold()}{at}{'.'.join(labels)}"
