"""The panel in a frame of a help desk, which is another site."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.rig.axe_core import accessibility_findings
from tests.rig.certificates import self_signed
from tests.rig.chromium import chromium, needs_chromium
from tests.rig.served import served

pytestmark = needs_chromium

_DESK = "https://desk.example"
_OTHER = "https://other.example"
_CONTEXT = """(contact) => document.querySelector("iframe").contentWindow.postMessage(
  JSON.stringify({event: "appContext", data: {contact}}), "*")"""
_MAPPING = """
source: shop
format: csv
record:
  id: id
  attributes: {name: name}
  identifiers:
    - {type: email, field: email}
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of a service with one customer, whose panel the help desk may show, and which needs no login on this machine."""
    folder = tmp_path_factory.mktemp("panel")
    (folder / "people.csv").write_text("id,name,email\n1,Ann Lee,ann@shop.org\n")
    (folder / "people.yaml").write_text(_MAPPING)
    variables = {"PROFILE_DATA_DIR": str(folder / "data"), "PROFILE_EMBED_ORIGINS": _DESK, "PATH": os.environ["PATH"]}
    _command(variables, "load", "mapped", str(folder / "people.csv"), "--mapping", str(folder / "people.yaml"))
    return variables


@pytest.fixture(scope="module")
def server(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over https, as help desks need it."""
    chain, key = self_signed(tmp_path_factory.mktemp("certificate"))
    with served(environment, "127.0.0.1", options=("--tls-cert", str(chain), "--tls-key", str(key))) as (address, _):
        yield address.replace("http:", "https:")


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    """A browser in which pages of two help desks can be opened."""
    with chromium() as browser:
        opened = browser.new_context(ignore_https_errors=True)
        opened.set_default_timeout(20_000)
        opened.grant_permissions(["local-network-access"])
        yield opened


def _command(variables: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "profile_service.cli", *arguments]
    subprocess.run(command, env=variables, capture_output=True, timeout=120, check=True)


def _desk(context: BrowserContext, origin: str, panel: str) -> Page:
    """A page of a help desk that shows the panel."""
    context.route(
        f"{origin}/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<!doctype html><title>Desk</title><iframe src="{panel}" width="320" height="700"></iframe>',
        ),
    )
    page = context.new_page()
    page.goto(f"{origin}/ticket")
    return page


def test_named_site_shows_the_customer_of_its_messages(context: BrowserContext, server: str) -> None:
    page = _desk(context, _DESK, f"{server}/embed/customer?email=ann@shop.org")
    panel = page.frame_locator("iframe")
    expect(panel.get_by_role("heading", level=1)).to_have_text("Ann Lee")

    page.evaluate(_CONTEXT, {"email": "nobody@shop.org"})
    expect(panel.get_by_text("Nobody by that.")).to_be_visible()
    page.evaluate(_CONTEXT, {"email": "ann@shop.org", "phone_number": None})
    expect(panel.get_by_role("heading", level=1)).to_have_text("Ann Lee")

    alone = context.new_page()
    alone.set_viewport_size({"width": 320, "height": 700})
    alone.goto(f"{server}/embed/customer?email=ann@shop.org")
    assert accessibility_findings(alone) == []
    assert alone.evaluate("document.documentElement.scrollWidth") <= 320


def test_site_that_is_not_named_shows_an_empty_frame(context: BrowserContext, server: str) -> None:
    page = _desk(context, _OTHER, f"{server}/embed/customer?email=ann@shop.org")
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error:")
