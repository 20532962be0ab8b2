import pytest

from profile_service.service.access.addresses import is_loopback, url


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_loopback_is_reached_by_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "shop.example", "", "localhost.shop.example"])
def test_other_addresses_are_reached_by_others(host: str) -> None:
    assert not is_loopback(host)


def test_ipv6_address_stands_in_brackets() -> None:
    assert (url("::", 80), url("127.0.0.1", 8000)) == ("http://[::]:80", "http://127.0.0.1:8000")
