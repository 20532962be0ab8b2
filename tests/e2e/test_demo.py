"""The demo, and what the README says of it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from loaders.demo.population.population import build_population
from loaders.demo.population.real_households import choose_households
from loaders.demo.write import write_demo
from profile_service.cli.demonstration import load_of
from profile_service.service.ingestion.load import LoadRunner
from profile_service.service.resolution.crosswalk import write_crosswalk
from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.oracle.demo import profile_facts
from tests.oracle.served_profiles import profile_ids, served_profiles
from tests.rig.browsers import HTML, SESSION_COOKIE
from tests.rig.chromium import browser_at, needs_chromium
from tests.rig.demo import LOGIN_LINK, Demo, served_demo
from tests.rig.exports import reverse_rows
from tests.sources import ROOT

_DAY = date(2026, 1, 4)
"""The day of the demo whose dates the pages show."""
_SHOWN = "id records { key } consents { channel status }"
_QUESTIONS = re.compile(
    r"<!-- (?:question|story) -->\n```graphql\n(.*?)```\n+(?:<!-- answer -->\n)?```json\n(.*?)```", re.DOTALL
)
"""A question and its answer, as the pages show them."""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def first(data_dir: Path) -> Iterator[Demo]:
    with served_demo(data_dir, "--day", str(_DAY)) as demo:
        yield demo


@pytest.fixture(scope="module")
def second(data_dir: Path) -> Iterator[Demo]:
    with served_demo(data_dir) as demo:
        yield demo


def test_pages_show_the_true_answers(first: Demo) -> None:
    said = first.said
    shown = {
        page: _QUESTIONS.findall((ROOT / page).read_text(encoding="utf-8")) for page in ("README.md", "docs/stories.md")
    }

    assert [len(found) for found in shown.values()] == [1, 3]
    for question, answer in (pair for found in shown.values() for pair in found):
        assert first.ask(question) == json.loads(answer)
    assert [line.split(":")[0] for line in said if " 0 loaded" in line] == ["shopify-customers"], "accounts as before"
    assert [line.split()[0] for line in said if "rejected" in line and ", 0 rejected" not in line] == [
        "mapped",
        "mapped",
        "3.",
    ]


def test_second_demo_loads_nothing_twice(second: Demo) -> None:
    said = second.said
    runs = second.ask("{ loadRuns(first: 50) { nodes { state } } }")

    assert [line for line in said if "rows read" in line] == []
    assert len([line for line in said if line.endswith("loaded before, nothing to do")]) == 18
    assert runs["data"]["loadRuns"]["nodes"] == [{"state": "finished"}] * 18


def test_printed_command_asks_as_an_agent(second: Demo) -> None:
    command = second.printed(r"^ +(curl .*)$")
    answer = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True).stdout

    profile = json.loads(answer)["data"]["profileBy"]
    assert profile["name"]["value"] == "Martha Kowalczyk"
    assert "callcenter:phone:•••• 0105" in {record["key"] for record in profile["records"]}, "an agent sees no phone"


def test_link_works_once_and_nobody_asks_without_access(second: Demo) -> None:
    assert second.browser.get(second.printed(LOGIN_LINK)).status_code == 401, "it was followed before"
    assert httpx.post(f"{second.url}/graphql", json={"query": "{ __typename }"}).status_code == 401
    assert "Logged in as <strong>demo</strong>, role admin" in second.browser.get("/graphql", headers=HTML).text


def test_another_day_is_refused_where_files_have_theirs(second: Demo, data_dir: Path) -> None:
    command = [sys.executable, "-m", "profile_service.cli", "demo", "--day", "2026-02-01"]
    refused = subprocess.run(
        command, env={"PROFILE_DATA_DIR": str(data_dir)}, capture_output=True, text=True, timeout=60, check=False
    )

    assert refused.returncode != 0
    assert f"the demo's files in {data_dir / 'demo'} are of 2026-01-04" in " ".join(refused.stderr.split())


def test_first_query_of_graphiql_shows_open_matters(second: Demo) -> None:
    page = second.browser.get("/graphql", headers=HTML).text
    question = json.loads(re.findall(r'("# One customer.*");', page)[0])

    answer = second.ask(question)

    context = answer["data"]["profileBy"]["context"]
    assert "Change of address: Down pillow" in {thread["topic"] for thread in context["openThreads"]}
    assert "IN_PREPARATION" in {order["stage"] for order in context["orders"]}
    assert "nextActions" in context


def test_people_of_the_page_are_told_apart_and_joined(second: Demo) -> None:
    population = build_population(choose_households(160, 360), 360)
    people = {person.id: person for person in population.people}

    for id, email in population.former_emails.items():
        assert _profile(second, "email", email) == _profile(second, "email", people[id].email), id
    for id, email in population.shared_emails.items():
        partner = _profile(second, "shopify_customer_id", people[id].customer)
        holder = _profile(second, "shopify_customer_id", next(p.customer for p in people.values() if p.email == email))
        assert partner["id"] != holder["id"]
        assert [c["status"] for p in (partner, holder) for c in p["consents"] if c["channel"] == "email"] == [
            "WITHDRAWN",
            "WITHDRAWN",
        ]
    leila = _profile(second, "email", "leila.haddad@mail.example.com")
    assert {"salesforce", "shopify"} <= {record["key"].split(":")[0] for record in leila["records"]}
    with pytest.raises(AssertionError, match="7 profiles share this identifier"):
        _profile(second, "loyalty_id", "8800417")


def test_profiles_are_as_the_raw_files_state_them(second: Demo, data_dir: Path, tmp_path: Path) -> None:
    shown = served_profiles(second.browser, profile_ids(data_dir, tmp_path / "crosswalk.csv"), now=f"{_DAY}T00:00:00Z")
    stated = profile_facts(
        data_dir / "demo",
        {id: profile.records for id, profile in shown.items()},
        {id: profile.emails for id, profile in shown.items()},
    )

    assert len(shown) > 400
    assert {id: (shown[id], stated[id]) for id in shown if not shown[id].agrees_with(stated[id])} == {}
    assert sum(len(profile.open_tickets) for profile in shown.values()) > 20
    stages = {stage for profile in shown.values() for stage in profile.stages.values()}
    assert stages >= {"SHIPPED", "CANCELLED", "AWAITING_PAYMENT", "PAYMENT_FAILED", "REFUNDED", "PARTLY_REFUNDED"}
    assert {"GRANTED", "NOT_GRANTED", "WITHDRAWN", None} == {profile.consent for profile in shown.values()}


@pytest.mark.thorough
@pytest.mark.anyio
async def test_all_of_it_again_in_another_order_changes_no_id(second: Demo, data_dir: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    with EngineLease.open(data_dir) as lease:
        store = Store(RemoteEngine(lease.address, "embedded"))
        written = await write_crosswalk(store, before)
        for file in reversed(write_demo(tmp_path / "demo", day=_DAY)):
            if not file.path.is_dir():
                reverse_rows(file.path)
            await LoadRunner(store, tmp_path).run(load_of(file))
        await write_crosswalk(store, after)
        await store.close()

    assert written.rows > 1_000
    assert after.read_bytes() == before.read_bytes()


@needs_chromium
def test_browser_shows_a_question_that_can_be_run(second: Demo) -> None:
    with browser_at(second.url) as browser:
        token = second.browser.cookies[SESSION_COOKIE]
        browser.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": second.url}])
        page = browser.new_page()
        page.goto("/graphql")
        page.locator("button.graphiql-execute-button").click()
        expect(page.locator(".graphiql-response")).to_contain_text("Martha Kowalczyk")


def _profile(demo: Demo, type: str, value: str) -> dict[str, Any]:
    """The profile to which the identifier leads, found by a query without errors."""
    query = f'{{ profileBy(identifier: {{type: "{type}", value: "{value}"}}) {{ {_SHOWN} }} }}'
    answer = demo.ask(query)
    assert "errors" not in answer, answer["errors"][0]["message"]
    profile: dict[str, Any] = answer["data"]["profileBy"]
    return profile
