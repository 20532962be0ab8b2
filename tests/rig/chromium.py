"""A real browser, where it is installed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

_PROGRAM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(_PROGRAM is None, reason="no chromium: nothing was shown in a browser")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@contextmanager
def browser_at(server: str, *, scripts: bool = True, dark: bool = False) -> Iterator[BrowserContext]:
    """A browser without cookies, whose paths are those of the server. `scripts`: whether it runs them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_PROGRAM, args=_FLAGS)
        try:
            context = browser.new_context(
                base_url=server, java_script_enabled=scripts, color_scheme="dark" if dark else "light"
            )
            context.set_default_timeout(20_000)
            yield context
        finally:
            browser.close()
