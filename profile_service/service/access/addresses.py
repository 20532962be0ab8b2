"""Addresses to serve at: which of them other machines reach, and how an address is written."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address: `127.0.0.1`, `::1`, `localhost`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def url(host: str, port: int, scheme: str = "http") -> str:
    """`http://127.0.0.1:8000`; an IPv6 address stands in brackets."""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
