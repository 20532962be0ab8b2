"""`profile-service journeys`: what it prints for people and for programs, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.rig.exports import shop_orders
from tests.rig.in_process import run_here

_ORDER = "families: [order]"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("shop")
    shop_orders(folder / "orders.csv", range(24, 46))
    settings = {"PROFILE_DATA_DIR": str(folder / "data")}
    assert run_here(["load", "shopify-orders", str(folder / "orders.csv")], settings)[0] == 0
    return settings


def test_funnel_for_people_and_programs(environment: dict[str, str]) -> None:
    asked = ["journeys", "funnel", _ORDER, _ORDER, "--within", "3650"]
    code, out, err = run_here(asked, environment)
    assert (code, err) == (0, "")
    first, dropped, second = out.splitlines()[:3]
    assert dropped.startswith("   dropped: ")
    lines = [json.loads(line) for line in run_here([*asked, "--json"], environment)[1].splitlines()]
    assert [line["customers"] for line in lines] == [int(first.split()[2]), int(second.split()[2])]
    assert lines[0]["customers"] == lines[0]["dropped"] + lines[1]["customers"] > lines[1]["customers"]
    page = run_here(["journeys", "dropped", _ORDER, _ORDER, "--within", "3650", "--json"], environment)[1]
    assert len(json.loads(page)["ids"]) == min(20, lines[0]["dropped"])


def test_paths(environment: dict[str, str]) -> None:
    asked = ["journeys", "paths", _ORDER, "--direction", "after", "--within", "3650"]
    code, out, _ = run_here(asked, environment)
    assert code == 0
    assert "after it, in the order of time" in out
    flow = json.loads(run_here([*asked, "--json"], environment)[1])
    assert flow["customers"] == sum(path["customers"] for path in flow["paths"])
    some = run_here([*asked, "--segment", "who: {did: {kinds: [nothing]}}", "--json"], environment)[1]
    assert json.loads(some)["customers"] == 0


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["funnel", _ORDER, "famlies: [order]"], "STEP 2"),
        (["funnel", *[_ORDER] * 11], "from 1 to 10 steps"),
        (["dropped", _ORDER, "--at", "3"], "there is no step 3"),
        (["paths", _ORDER, "--length", "11"], "from 1 to 10 steps"),
        (["paths", _ORDER, "--within", "0"], "from 1 to 3,650 days"),
        (["paths", _ORDER, "--from", "2026-05", "--to", "2026-04"], "before it begins"),
    ],
)
def test_refused(environment: dict[str, str], command: list[str], says: str) -> None:
    code, _, err = run_here(["journeys", *command], environment)
    assert (code, says in err) == (2, True), err
