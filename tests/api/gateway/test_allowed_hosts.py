"""By which names a server may be asked, and of which pages."""

import pytest

from profile_service.api.gateway.allowed_hosts import AllowedHosts, host_name


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("LocalHost:8000", "localhost"),
        ("[::1]:8000", "::1"),
        ("[::1]", "::1"),
        ("shop.example.", "shop.example"),
        ("", ""),
        ("localhost:80:80", ""),
        ("localhost:x", ""),
        ("[::1", ""),
        ("[::1]x", ""),
    ],
)
def test_host_name_leaves_the_port_out(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("served_at", "host", "allowed"),
    [
        ("127.0.0.1", "localhost:8000", True),
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "[::1]:8000", True),
        ("127.0.0.1", "profiles.shop.example", True),
        ("127.0.0.1", "PROFILES.shop.example:443", True),
        ("127.0.0.1", "other.example", False),
        ("127.0.0.1", "localhost.other.example", False),
        ("127.0.0.1", "shop.example", False),
        ("127.0.0.1", "198.51.100.4", False),
        ("127.0.0.1", "", False),
        ("198.51.100.4", "198.51.100.4:8000", True),
        ("0.0.0.0", "198.51.100.4:8000", True),
        ("::", "[2001:db8::4]:8000", True),
        ("0.0.0.0", "other.example", False),
    ],
)
def test_only_own_names_are_allowed(served_at: str, host: str, *, allowed: bool) -> None:
    assert AllowedHosts(served_at, ["profiles.shop.example"]).allows(host) is allowed


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("https://profiles.shop.example", "profiles.shop.example:443", True),
        ("https://profiles.shop.example", "127.0.0.1:8000", True),
        ("http://localhost:3000", "localhost:8000", False),
        ("http://127.0.0.1:8000", "localhost:8000", False),
        ("https://other.example", "localhost:8000", False),
        ("null", "localhost:8000", False),
        ("file://", "localhost:8000", False),
        ("", "localhost:8000", False),
    ],
)
def test_only_own_and_listed_pages_are_allowed(origin: str, host: str, *, allowed: bool) -> None:
    assert AllowedHosts("127.0.0.1", ["profiles.shop.example"]).allows_origin(origin, host) is allowed


def test_star_allows_any_name_but_no_foreign_page() -> None:
    hosts = AllowedHosts("127.0.0.1", ["*"])
    assert hosts.allows("anything.example")
    assert not hosts.allows_origin("https://other.example", "anything.example")
