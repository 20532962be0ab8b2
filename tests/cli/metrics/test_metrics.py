"""`profile-service metrics`: what it prints for people and for programs, and what it refuses."""

import json
from pathlib import Path

import pytest

from profile_service.domain.metrics.definitions import MetricName
from tests.rig.exports import shop_orders
from tests.rig.in_process import run_here


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("shop")
    shop_orders(folder / "orders.csv", range(24, 46))
    settings = {"PROFILE_DATA_DIR": str(folder / "data")}
    assert run_here(["load", "shopify-orders", str(folder / "orders.csv")], settings)[0] == 0
    return settings


def test_table_for_people(environment: dict[str, str]) -> None:
    code, out, err = run_here(["metrics", "show", "orders", "revenue", "--every", "year"], environment)
    assert (code, err) == (0, "")
    header, *rows = out.splitlines()
    assert header.split() == ["period", "Orders", "Revenue", "EUR"]
    assert len(rows) == 12
    assert sum(int(row.split()[1].replace(",", "")) for row in rows) == 22
    assert rows[-1].split()[0].endswith("+"), "the present year is not over"


def test_no_figure_is_cut_where_there_is_little_room(environment: dict[str, str]) -> None:
    names = [name.value for name in MetricName]
    code, out, _ = run_here(["metrics", "show", *names, "--every", "year"], environment)
    assert code == 0
    assert len(out.splitlines()) == 13
    assert "…" not in out


def test_lines_for_programs(environment: dict[str, str]) -> None:
    code, out, _ = run_here(["metrics", "show", "active_customers", "--every", "year", "--json"], environment)
    (series,) = map(json.loads, out.splitlines())
    assert code == 0
    assert series["name"] == "active_customers"
    (year,) = [point for point in series["points"] if point["value"]]
    assert 10 < year["value"] <= 22
    code, out, _ = run_here(["metrics", "customers", "active_customers", year["period"], "--first", "5"], environment)
    assert (code, len(out.splitlines())) == (0, 5)
    code, out, _ = run_here(["metrics", "customers", "active_customers", year["period"], "--json"], environment)
    assert len(json.loads(out)["ids"]) == year["value"]


def test_retention(environment: dict[str, str]) -> None:
    code, out, _ = run_here(["metrics", "retention", "--every", "year", "--json"], environment)
    (cohort,) = map(json.loads, out.splitlines())
    assert code == 0
    assert cohort["customers"] == cohort["periods"][0]["customers"] > 10
    assert run_here(["metrics", "retention", "--every", "year"], environment)[1].split()[:2] == ["first", "order"]


def test_definitions(environment: dict[str, str]) -> None:
    code, out, _ = run_here(["metrics", "list"], environment)
    assert code == 0
    assert "churned_customers  (Kusto" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "--from", "yesterday"], "not a month"),
        (["show", "--from", "2026-05", "--to", "2026-04"], "before it begins"),
        (["customers", "orders", "2026-13"], "not a period"),
        (["customers", "orders", "2026", "--after", "x"], "cursor"),
        (["customers", "orders", "2026", "--group", "shop"], "a channel or a source (by)"),
        (["customers", "churned_customers", "2999"], "churned customers are counted when the period is over"),
    ],
)
def test_wrong_input_gets_a_sentence(environment: dict[str, str], arguments: list[str], sentence: str) -> None:
    code, out, err = run_here(["metrics", *arguments], environment)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_no_store_yet(tmp_path: Path) -> None:
    code, _, err = run_here(["metrics", "show"], {"PROFILE_DATA_DIR": str(tmp_path)})
    assert code == 2
    assert "there is no store" in err


def test_weeks_of_a_segment(environment: dict[str, str]) -> None:
    asked = ["metrics", "show", "orders", "--from", "2020-01-01", "--every", "year", "--json"]
    repeaters = ["--segment", "who: {did: {families: [order], at_least: 2}}"]

    def orders(*arguments: str) -> float:
        code, out, err = run_here([*asked, *arguments], environment)
        assert code == 0, err
        return float(sum(point["value"] for point in json.loads(out)["points"]))

    everybody, some, nobody = orders(), orders(*repeaters), orders("--segment", "who: {did: {kinds: [nothing]}}")
    assert everybody == 22
    assert 0 < some < everybody
    assert nobody == 0
    days = run_here(["metrics", "show", "orders", "--every", "week", "--from", "2024-01", "--json"], environment)[1]
    assert "-W" in json.loads(days)["points"][0]["period"]
    behind = ["metrics", "customers", "orders", "2026", "--json"]
    assert json.loads(run_here([*behind, "--segment", "who: {did: {kinds: [nothing]}}"], environment)[1])["ids"] == []
