"""Whose page asks, by what browsers say."""

import pytest
from starlette.datastructures import Headers

from profile_service.api.gateway.page_origins import PageOrigin, page_origin


@pytest.mark.parametrize(
    ("sent", "whose"),
    [
        ({"sec-fetch-site": "same-origin"}, PageOrigin.OWN),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, PageOrigin.OWN),
        ({"sec-fetch-site": "same-origin", "origin": "http://shop.example:8000"}, PageOrigin.OWN),
        ({"sec-fetch-site": "same-site", "origin": "null"}, PageOrigin.OTHER),
        ({"sec-fetch-site": "cross-site", "origin": "null"}, PageOrigin.OTHER),
        ({"sec-fetch-site": "cross-site"}, PageOrigin.OTHER),
        ({"sec-fetch-site": "none"}, PageOrigin.NOBODY),
        ({}, PageOrigin.NOBODY),
        ({"origin": "null"}, PageOrigin.OTHER),
        ({"origin": "http://shop.example:8000"}, PageOrigin.OWN),
        ({"origin": "http://SHOP.example:8000"}, PageOrigin.OWN),
        ({"origin": "http://shop.example"}, PageOrigin.OTHER),
        ({"origin": "ftp://shop.example:8000"}, PageOrigin.OTHER),
    ],
    ids=str,
)
def test_browser_says_whose_page_asks(sent: dict[str, str], whose: PageOrigin) -> None:
    assert page_origin(Headers({"host": "shop.example:8000", **sent})) is whose


def test_page_without_encryption_is_no_own_page_over_https() -> None:
    sent = Headers({"host": "shop.example", "origin": "http://shop.example"})
    assert page_origin(sent, encrypted=True) is PageOrigin.OTHER
    assert page_origin(Headers({"host": "shop.example", "origin": "https://shop.example:443"}), encrypted=True) is (
        PageOrigin.OWN
    )
