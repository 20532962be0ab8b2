"""What keeps people from using a page, found by axe-core (see axe/README.md)."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SCRIPT = Path(__file__).parent / "axe" / "axe.min.js"
_WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def accessibility_findings(page: Page) -> list[str]:
    """Rule, element and reason of each violation of WCAG 2.2 AA in what the page shows now."""
    page.evaluate(_script())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", _WCAG_22_AA
    )
    return [_finding(violation, node) for violation in result["violations"] for node in violation["nodes"]]


@cache
def _script() -> str:
    return _SCRIPT.read_text(encoding="utf-8")


def _finding(violation: dict[str, Any], node: dict[str, Any]) -> str:
    reason = " ".join(str(node["failureSummary"]).split())
    return f"{violation['id']} at {' '.join(map(str, node['target']))}: {reason}"
