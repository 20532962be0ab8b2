"""Writes the demo's files, byte for byte the same for the same households and seed."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from loaders.demo import crm, feedback, helpdesk, interactions, shop
from loaders.demo.population import Town, build_town
from loaders.demo.real_households import choose_households, write_subset

JOURNEY = "complete_journey"
TRUTH = "truth.csv"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """What to load. `path` is a directory for complete-journey; `mapping` the stem of a file in schema/mappings."""

    path: Path
    loader: str
    mapping: str | None = None


def write_demo(out: Path, *, households: int = 160, seed: int = 360) -> list[DemoFile]:
    """Writes all files into the directory `out`, replacing those of an earlier run. Returns what to load, in order.

    `truth.csv` beside them says who stands behind every record, and is not for loading.
    Raises NotFound where the package of the real data is missing, InvalidInput for a number of households it lacks.
    """
    chosen = choose_households(households, seed)
    town = build_town(chosen, seed)
    journey = out / JOURNEY
    journey.mkdir(parents=True, exist_ok=True)
    write_subset(journey, chosen)
    files = [DemoFile(journey, "complete-journey"), *_exports(out, town), *_interactions(out, town)]
    (out / TRUTH).write_text(town.truth.text(), encoding="utf-8", newline="")
    return files


def _exports(out: Path, town: Town) -> list[DemoFile]:
    users, ids = helpdesk.users(town)
    return [
        DemoFile(
            _table(out / "shopify_customers.csv", shop.CUSTOMER_COLUMNS, shop.customers(town)), "shopify-customers"
        ),
        DemoFile(_table(out / "shopify_orders.csv", shop.ORDER_COLUMNS, shop.orders(town)), "shopify-orders"),
        DemoFile(_table(out / "salesforce_contacts.csv", crm.COLUMNS, crm.contacts(town)), "salesforce-contacts"),
        DemoFile(_lines(out / "zendesk_users.ndjson", users), "zendesk-users"),
        DemoFile(_lines(out / "zendesk_tickets.ndjson", helpdesk.tickets(town, ids)), "zendesk-tickets"),
    ]


def _interactions(out: Path, town: Town) -> list[DemoFile]:
    rows: dict[str, Iterable[dict[str, Any]]] = {
        "wishlists": interactions.wishlists(town),
        "carts": interactions.carts(town),
        "gift_registry": interactions.gift_registry(town),
        "showroom_visits": interactions.showroom_visits(town),
        "app_installs": interactions.app_installs(town),
        "coupon_scans": interactions.coupon_scans(town),
        "reviews": feedback.reviews(town),
        "social_posts": feedback.social_posts(town),
        "support_calls": feedback.support_calls(town),
    }
    return [DemoFile(_lines(out / f"{name}.ndjson", found), "mapped", name) for name, found in rows.items()]


def _table(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        # Salesforce quotes every value; the shop only where it must.
        quoting: Literal[0, 1] = csv.QUOTE_ALL if columns is crm.COLUMNS else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(file, columns, quoting=quoting, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _lines(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
