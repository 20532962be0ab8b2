"""A page in the hands of somebody who has no pointer."""

import pytest
from playwright.sync_api import Locator, Page

_MOST_STEPS = 300


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus. Fails where no number of steps leads there."""
    target.wait_for(state="visible")
    page.wait_for_load_state()  # what answers to keys is there after what is seen
    for _ in range(_MOST_STEPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {target}")


def use(page: Page, target: Locator, key: str = "Enter") -> None:
    """Reach the target, and press the key on it."""
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    """Reach the target, and type into it."""
    reach(page, target)
    page.keyboard.type(text)
