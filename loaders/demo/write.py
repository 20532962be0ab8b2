"""The demo's files, byte for byte the same for the same day, households and seed."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from loaders.demo.exports import crm, feedback, helpdesk, interactions, mail_tool, shop
from loaders.demo.exports.export_rows import CsvRow, JsonRow
from loaders.demo.population.date_shift import shift_to
from loaders.demo.population.population import Population, build_population
from loaders.demo.population.real_households import choose_households, write_subset

JOURNEY = "complete_journey"
TRUTH = "truth.csv"
DAY = "day.txt"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file to load. `path` is a directory for complete-journey; `mapping` the stem of a file in schema/mappings;
    `instance` the name of one of several systems of the loader's source."""

    path: Path
    loader: str
    mapping: str | None = None
    instance: str | None = None


def write_demo(out: Path, *, day: date, households: int = 160, seed: int = 360) -> list[DemoFile]:
    """Writes all files into the directory `out`, replacing those of an earlier run. Returns what to load, in order.

    All dates in them are moved by whole weeks, so that the last one lies at most a week before the day. `truth.csv`
    beside them says who stands behind every record, `day.txt` has the day; neither is for loading.
    Raises NotFound where the package of the real data is missing, InvalidInput for a number of households it lacks.
    """
    chosen = choose_households(households, seed)
    shift = shift_to(day)
    population = build_population(chosen, seed, shift)
    journey = out / JOURNEY
    journey.mkdir(parents=True, exist_ok=True)
    write_subset(journey, chosen, shift)
    files = [DemoFile(journey, "complete-journey"), *_exports(out, population), *_interactions(out, population)]
    (out / TRUTH).write_text(population.truth.as_csv(), encoding="utf-8", newline="")
    (out / DAY).write_text(f"{day}\n", encoding="utf-8")
    return files


def written_day(out: Path) -> date | None:
    """The day for which the files in the directory were written; None where there are none."""
    path = out / DAY
    return date.fromisoformat(path.read_text(encoding="utf-8").strip()) if path.exists() else None


def _exports(out: Path, population: Population) -> list[DemoFile]:
    users, user_ids = helpdesk.users(population)
    customers, orders = shop.customers(population), shop.orders(population)
    contacts, tickets = crm.contacts(population), helpdesk.tickets(population, user_ids)
    earlier, canadian = shop.earlier_customers(population), shop.orders(population, shop.CANADA)
    subscribers = mail_tool.profiles(population)
    # Later exports of the same accounts come later: they have no time of their own.
    return [
        DemoFile(_write_csv(out / "shopify_customers_before.csv", shop.CUSTOMER_COLUMNS, earlier), "shopify-customers"),
        DemoFile(_write_csv(out / "shopify_customers.csv", shop.CUSTOMER_COLUMNS, customers), "shopify-customers"),
        DemoFile(_write_csv(out / "shopify_orders.csv", shop.ORDER_COLUMNS, orders), "shopify-orders"),
        DemoFile(
            _write_csv(out / "shopify_orders_canada.csv", shop.ORDER_COLUMNS, canadian),
            "shopify-orders",
            instance=shop.CANADA.source,
        ),
        DemoFile(_write_csv(out / "klaviyo_profiles.csv", mail_tool.COLUMNS, subscribers), "klaviyo-profiles"),
        DemoFile(_write_csv(out / "salesforce_contacts.csv", crm.COLUMNS, contacts), "salesforce-contacts"),
        DemoFile(_write_ndjson(out / "zendesk_users.ndjson", users), "zendesk-users"),
        DemoFile(_write_ndjson(out / "zendesk_tickets.ndjson", tickets), "zendesk-tickets"),
    ]


def _interactions(out: Path, population: Population) -> list[DemoFile]:
    exports: dict[str, Iterable[JsonRow]] = {
        "wishlists": interactions.wishlists(population),
        "carts": interactions.carts(population),
        "gift_registry": interactions.gift_registry(population),
        "showroom_visits": interactions.showroom_visits(population),
        "app_installs": interactions.app_installs(population),
        "coupon_scans": interactions.coupon_scans(population),
        "reviews": feedback.reviews(population),
        "social_posts": feedback.social_posts(population),
        "support_calls": feedback.support_calls(population),
    }
    return [DemoFile(_write_ndjson(out / f"{name}.ndjson", rows), "mapped", name) for name, rows in exports.items()]


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[CsvRow]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        # Salesforce quotes every value; the shop only where it must.
        quoting: Literal[0, 1] = csv.QUOTE_ALL if columns is crm.COLUMNS else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(file, columns, quoting=quoting, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _write_ndjson(path: Path, rows: Iterable[JsonRow]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
