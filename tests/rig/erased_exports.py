"""Exports of five sources with one person to erase in each, whose every text has a mark in it, beside others."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

ORDERS = (
    "Name", "Email", "Created at", "Currency", "Total", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Lineitem sku", "Phone", "Billing Name", "Billing City", "Billing Country",
)  # fmt: skip
CONTACTS = ("Id", "LastName", "FirstName", "Email", "MobilePhone", "MailingCity", "LastModifiedDate")
AUDIENCE = ("Email Address", "First Name", "Last Name", "MEMBER_RATING", "OPTIN_TIME", "LAST_CHANGED", "LEID", "EUID")
EMAIL = "zoe.zqx@zqx.example"


def written_exports(folder: Path) -> list[tuple[str, Path]]:
    """Loader and file of each export; in two of them a row of hers is rejected."""
    folder.mkdir(parents=True, exist_ok=True)
    at, phone = "2026-01-02 10:00:00 +0000", "+33142680099"
    orders = [
        ("#zqx1", EMAIL, at, "EUR", "9.00", "1", "Zqx pot", "9.00", "zqx-pot", phone, "Zoezqx Q", "Zqxtown", "FR"),
        ("#zqx2", EMAIL, "never", "EUR", "9.00", "1", "Tea", "9.00", "tea", "", "Zoezqx Q", "Zqxtown", "FR"),
        ("#1", "bob@shop.org", at, "EUR", "5.00", "1", "Tea", "5.00", "tea", "", "Bob Hill", "Paris", "FR"),
    ]  # fmt: skip
    contacts = [
        ("003zqx000000001AAA", "Quxzqx", "Zoezqx", EMAIL, "+33142680099", "Zqxtown", "2026-01-03T10:00:00Z"),
        ("003000000000002AAA", "Hill", "Bob", "bob@shop.org", "+33142680001", "Paris", "2026-01-03T10:00:00Z"),
    ]
    audience = [
        (EMAIL, "Zoezqx", "Quxzqx", "2", "2026-01-01 10:00:00", "2026-01-02 10:00:00", "71", "zqxeuid"),
        ("cem@shop.org", "Cem", "Kaya", "2", "2026-01-01 10:00:00", "2026-01-02 10:00:00", "72", "euid72"),
    ]
    users = [
        {"id": 990001, "name": "Zoezqx Quxzqx", "email": EMAIL, "role": "end-user", "notes": "zqx is kind",
         "updated_at": "2026-01-04T10:00:00Z", "locale": "fr", "time_zone": "Paris"},
        {"id": 990002, "name": "Bob Hill", "email": "bob@shop.org", "role": "end-user",
         "updated_at": "2026-01-04T10:00:00Z", "locale": "fr", "time_zone": "Paris"},
    ]  # fmt: skip
    tickets = [
        {"id": 5001, "subject": "Where is my zqx pot?", "description": "Zoezqx waits", "requester_id": 990001,
         "status": "open", "created_at": "2026-01-05T10:00:00Z", "updated_at": "2026-01-05T10:00:00Z"},
        {"id": 5002, "subject": "Late tea", "description": "Bob waits", "requester_id": 990002,
         "status": "open", "created_at": "2026-01-05T10:00:00Z", "updated_at": "2026-01-05T10:00:00Z"},
    ]  # fmt: skip
    return [
        ("shopify-orders", _csv(folder / "orders.csv", ORDERS, orders)),
        ("salesforce-contacts", _csv(folder / "contacts.csv", CONTACTS, contacts)),
        ("mailchimp-audience", _csv(folder / "subscribed_members.csv", AUDIENCE, audience)),
        ("zendesk-users", _lines(folder / "users.ndjson", users)),
        ("zendesk-tickets", _lines(folder / "tickets.ndjson", tickets)),
    ]


def _csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _lines(path: Path, rows: Sequence[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
