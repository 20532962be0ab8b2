"""`make screenshots`: pictures of the console over the demo, which docs/console.md and the README show."""

import argparse
import base64
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

import httpx
from playwright.sync_api import Browser, Page

from tests.rig.browsers import FROM_HERE, SESSION_COOKIE
from tests.rig.chromium import chromium
from tests.rig.console_pages import DESK
from tests.rig.demo import Demo, served_demo
from tests.rig.users import PASSWORD
from tests.sources import ROOT

_FOLDER = ROOT / "docs" / "pictures"
_QUALITIES = range(80, 20, -10)
_MOST_BYTES = 60_000
_WIDE, _PANEL = (1280, 720), (320, 720)
"""Width and height."""
_USERS = {"agent": "ada", "steward": "ben", "admin": "eve"}
_CUSTOMERS = {"martha": "martha.kowalczyk@example.com", "priya": "priya.raman@example.com"}


@dataclass(frozen=True, slots=True)
class Picture:
    """The page at an address, with the names of customers in it, as somebody of a role sees it. `at`: what stands at
    the top; the page's own top where it is empty."""

    name: str
    address: str
    role: str = "steward"
    at: str = ""
    scheme: Literal["light", "dark"] = "light"
    screen: tuple[int, int] = _WIDE


PICTURES = (
    Picture("find", "/?q=0105", "agent"),
    Picture("customer", "/customer/{martha}", "agent"),
    Picture("customer-dark", "/customer/{martha}", "agent", scheme="dark"),
    Picture("timeline", "/customer/{martha}?kind=support_call", "agent", at="#timeline"),
    Picture("journey", "/customer/{priya}/journey"),
    Picture("identity", "/customer/{martha}/identity", at="section:has(svg.identity)"),
    Picture("history", "/customer/{martha}/history"),
    Picture("review", "/review/next"),
    Picture("review-dark", "/review/next", scheme="dark"),
    Picture("operations", "/operations", "admin"),
    Picture(
        "panel",
        "/embed/customer?email=martha.kowalczyk@example.com",
        "agent",
        screen=_PANEL,
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=_FOLDER)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    with served_demo(Path(mkdtemp()), PROFILE_EMBED_ORIGINS=DESK) as demo, chromium() as browser:
        ids = {name: _id(demo, email) for name, email in _CUSTOMERS.items()}
        sessions = {role: _session(demo, role) for role in {picture.role for picture in PICTURES}}
        for picture in PICTURES:
            path = folder / f"{picture.name}.webp"
            path.write_bytes(_taken(browser, demo, picture, sessions[picture.role], ids))
            print(f"{path}: {path.stat().st_size / 1e3:.0f} KB")


def _id(demo: Demo, email: str) -> str:
    answer = demo.ask(f'{{ profileBy(identifier: {{type: "email", value: "{email}"}}) {{ id }} }}')
    return str(answer["data"]["profileBy"]["id"])


def _session(demo: Demo, role: str) -> str:
    """That of a user of this role, who is new."""
    subprocess.run(
        [sys.executable, "-m", "profile_service.cli", "users", "create", _USERS[role], "--role", role],
        env={"PROFILE_DATA_DIR": str(demo.data_dir)}, input=PASSWORD, text=True, capture_output=True, check=True,
    )  # fmt: skip
    with httpx.Client(base_url=demo.url, headers=FROM_HERE) as client:
        client.post("/login", data={"name": _USERS[role], "password": PASSWORD})
        return client.cookies[SESSION_COOKIE]


def _taken(browser: Browser, demo: Demo, picture: Picture, session: str, ids: Mapping[str, str]) -> bytes:
    width, height = picture.screen
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": demo.url}])
    page = context.new_page()
    page.goto(picture.address.format(**ids))
    if picture.at:
        page.locator(picture.at).evaluate("element => element.scrollIntoView({block: 'start'})")
    taken = _as_webp(page)
    context.close()
    return taken


def _as_webp(page: Page) -> bytes:
    """In the best quality that is small enough, or else the least."""
    session = page.context.new_cdp_session(page)
    taken = b""
    for quality in _QUALITIES:
        answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        taken = base64.b64decode(answer["data"])
        if len(taken) <= _MOST_BYTES:
            break
    return taken


if __name__ == "__main__":
    main()
