"""Allowed hosts: the names by which a server may be asked. A page on the web may have a name of its own lead to it."""

import ipaddress
from collections.abc import Sequence

from profile_service.api.gateway.page_origins import is_same_place
from profile_service.service.access.addresses import is_loopback

ANY_HOST = "*"
_SCHEMES = {"http", "https"}


class AllowedHosts:
    """The loopback names, the address served at, and `names`. A server at all addresses (`0.0.0.0`, `::`) can be asked
    by any IP address: no other name can be made to lead to one."""

    def __init__(self, served_at: str, names: Sequence[str]) -> None:
        self._names = {served_at.casefold(), *(name.casefold() for name in names)}
        self._any_address = served_at in {"0.0.0.0", "::"}  # noqa: S104  compared, not served at

    def allows(self, host: str) -> bool:
        """Whether a `Host` header, a name with or without a port, is one of them."""
        name = host_name(host)
        if not name:
            return False
        if ANY_HOST in self._names or name in self._names or is_loopback(name):
            return True
        return self._any_address and _is_address(name)

    def allows_origin(self, origin: str, host: str) -> bool:
        """Whether a page of this origin may ask: one that this server served, as `host`, or one of a listed name. A
        port of this machine is not enough: anybody's page may be served there."""
        if is_same_place(origin, host):
            return True
        scheme, separator, place = origin.casefold().partition("://")
        name = host_name(place) if separator and scheme in _SCHEMES else ""
        return name in self._names and not is_loopback(name)


def host_name(host: str) -> str:
    """`[::1]:8000` → `::1`, `Example.com.` → `example.com`; empty where it is no host."""
    text = host.strip().casefold()
    if text.startswith("["):
        address, closed, port = text[1:].partition("]")
        return address if closed and _is_port(port) else ""
    name, _, port = text.partition(":")
    return name.removesuffix(".") if _is_port(f":{port}" if port else "") else ""


def _is_port(text: str) -> bool:
    return not text or (text.startswith(":") and text[1:].isascii() and text[1:].isdigit())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
