"""The console in a real browser, over the demo. All tests of this folder share one served demo: a module that changes a
customer names whom, and leaves those of others alone."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.rig.browsers import FROM_HERE, SESSION_COOKIE
from tests.rig.chromium import OpenPage, chromium, watch
from tests.rig.console_pages import DESK
from tests.rig.demo import Demo, served_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo of today, served, with a panel for help desks."""
    with served_demo(tmp_path_factory.mktemp("console"), PROFILE_EMBED_ORIGINS=DESK) as served:
        yield served


@pytest.fixture(scope="session")
def session_of(demo: Demo) -> Callable[[str], str]:
    """The session of somebody who logged in, once, in a role."""
    tokens = {"admin": demo.browser.cookies[SESSION_COOKIE]}

    def session(role: str) -> str:
        if role not in tokens:
            with httpx.Client(headers=FROM_HERE) as client:
                client.get(demo.login_link(role))
                tokens[role] = client.cookies[SESSION_COOKIE]
        return tokens[role]

    return session


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def problems() -> list[str]:
    """What a test expects to go wrong in its pages."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, demo: Demo, session_of: Callable[[str], str], problems: list[str]
) -> Iterator[OpenPage]:
    """Opens a page in a browser of somebody of a role, as a context of Playwright with these options. Fails at the end
    of the test if there were errors in the console, violations of the policy, or requests to others."""
    contexts = []
    watched: list[list[str]] = []

    def opened(role: str = "agent", **options: Any) -> Page:
        context = browser.new_context(
            base_url=demo.url, **{"viewport": {"width": 1280, "height": 720}, "reduced_motion": "reduce"} | options
        )
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": SESSION_COOKIE, "value": session_of(role), "url": demo.url}])
        contexts.append(context)
        page = context.new_page()
        watched.append(watch(page, demo.url))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [problem for each in watched for problem in each if problem not in problems] == []
