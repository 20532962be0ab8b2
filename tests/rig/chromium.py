"""A real browser, where it is installed."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

OpenPage: TypeAlias = Callable[..., Page]
"""A new page for somebody of a role, in a browser context of these options."""
PROGRAM = shutil.which("chromium")
"""Its path; None where it is not installed."""
NO_CHROMIUM = "no Chromium: install it (Debian, Ubuntu: apt-get install chromium), or nothing is shown in a browser"
needs_chromium = pytest.mark.skipif(PROGRAM is None and os.environ.get("CI") != "true", reason=NO_CHROMIUM)
# The machine may be busy with other tests.
expect.set_options(timeout=20_000)
_PATIENCE_MS = 20_000
"""As long as pages wait for what they are asked for: two workers may share one core."""
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# The policy's own report, which says more than the line in the browser's console.
_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI}`))
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. While it runs, no test of this process may start an event loop."""
    if PROGRAM is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with sync_playwright() as playwright:
        expect.set_options(timeout=_PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browser_at(server: str, *, scripts: bool = True, dark: bool = False) -> Iterator[BrowserContext]:
    """A browser without cookies, whose paths are those of the server. `scripts`: whether it runs them."""
    with chromium() as browser:
        context = browser.new_context(
            base_url=server, java_script_enabled=scripts, color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(20_000)
        yield context


def watch(page: Page, server: str) -> list[str]:
    """What goes wrong in the page from now on: errors in its console, violations of its policy, requests to others."""
    problems: list[str] = []
    page.add_init_script(_REPORT_VIOLATIONS)
    page.on("console", lambda message: problems.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((f"{server}/", "data:")) else problems.append(f"asked {request.url}")
        ),
    )
    return problems
