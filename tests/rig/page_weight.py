"""What a page asks of the network when it is opened first."""

from typing import NamedTuple

import httpx
from playwright.sync_api import Page

from tests.rig.browsers import FROM_HERE

_OF_NO_WEIGHT = ("data:", "blob:")
_NEWS = "/events"


class PageWeight(NamedTuple):
    """The number of requests, without the stream of news that stays open, and the compressed bytes by kind: `html`,
    `css`, `javascript`."""

    requests: int
    sizes: dict[str, int]


def page_weight(page: Page, client: httpx.Client, path: str) -> PageWeight:
    """Of the page at `path`, which is opened. The client asks for everything again, by the same session."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    urls = [url for url in asked if not url.startswith(_OF_NO_WEIGHT) and _NEWS not in url]
    sizes: dict[str, int] = {}
    for url in urls:
        answer = client.get(url, headers={**FROM_HERE, "accept-encoding": "gzip"})
        kind = answer.headers["content-type"].partition(";")[0].rpartition("/")[2]
        sizes[kind] = sizes.get(kind, 0) + int(answer.headers["content-length"])
    return PageWeight(len(urls), sizes)
