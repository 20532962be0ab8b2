"""Whose page has a browser send a request: the one rule by which the guard and the logins read what browsers say."""

from enum import Enum

from starlette.datastructures import Headers

OPAQUE = "null"
"""`Origin` of a page without a referrer, and of a frame that is nobody's."""
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class PageOrigin(Enum):
    """`NOBODY`: no page, but a person at the browser, or a program."""

    OWN = "own"
    OTHER = "other"
    NOBODY = "nobody"


def page_origin(headers: Headers, *, encrypted: bool = False) -> PageOrigin:
    """By `Sec-Fetch-Site`, which no page can set; browsers that do not trust the network say it by `Origin` alone.

    A page of this server without a referrer sends `Origin: null`, and is told by `same-origin` from a sandboxed frame,
    which never is. `encrypted`: whether the request came over https; else a proxy may have ended the encryption.
    """
    site, origins = headers.get("sec-fetch-site"), headers.getlist("origin")
    if site is not None:
        return {"same-origin": PageOrigin.OWN, "none": PageOrigin.NOBODY}.get(site, PageOrigin.OTHER)
    if not origins:
        return PageOrigin.NOBODY
    is_own = len(origins) == 1 and is_same_place(origins[0], headers.get("host", ""), encrypted=encrypted)
    return PageOrigin.OWN if is_own else PageOrigin.OTHER


def is_same_place(origin: str, host: str, *, encrypted: bool = False) -> bool:
    """Whether an origin is the server that was asked as `host`; the scheme's own port may be left out."""
    scheme, separator, place = origin.casefold().partition("://")
    if not separator or scheme not in ({"https"} if encrypted else _DEFAULT_PORTS):
        return False
    port = f":{_DEFAULT_PORTS[scheme]}"
    return place.removesuffix(port) == host.casefold().removesuffix(port)
