"""Every fixture, and the ways in which files are damaged before they arrive."""

import csv
import io
import json
import re
from collections.abc import Callable

from loaders.registry import PRESETS
from profile_service.domain.sources.events import Json

FILES = (
    ("complete-journey", "journey/campaigns.csv"),
    ("complete-journey", "journey/coupon_redemptions.csv"),
    ("complete-journey", "journey/demographics.csv"),
    ("complete-journey", "journey/transactions.csv"),
    ("google-contacts", "google_contacts.csv"),
    ("google-contacts", "google_contacts_older.csv"),
    ("hubspot-contacts", "hubspot_contacts.csv"),
    ("klaviyo-profiles", "klaviyo_profiles.csv"),
    ("magento-addresses", "magento_addresses.csv"),
    ("magento-customers", "magento_customers.csv"),
    ("mailchimp-audience", "mailchimp/cleaned_members_export_1a2b3c4d.csv"),
    ("mailchimp-audience", "mailchimp/subscribed_members_export_1a2b3c4d.csv"),
    ("mailchimp-audience", "mailchimp/unsubscribed_members_export_1a2b3c4d.csv"),
    ("records", "records.ndjson"),
    ("salesforce-accounts", "salesforce_accounts.csv"),
    ("salesforce-cases", "salesforce_cases.csv"),
    ("salesforce-contacts", "salesforce_contacts.csv"),
    ("shopify-customers", "shopify_customers.csv"),
    ("shopify-customers", "shopify_customers_older.csv"),
    ("shopify-orders", "shopify_orders.csv"),
    ("stripe-customers", "stripe_customers.csv"),
    ("vcard-contacts", "contacts.vcf"),
    ("woocommerce-customers", "woocommerce_customers.csv"),
    ("woocommerce-customers", "woocommerce_customers_older.csv"),
    ("woocommerce-orders", "woocommerce_orders.csv"),
    ("zendesk-comments", "zendesk_comments.ndjson"),
    ("zendesk-tickets", "zendesk_tickets.ndjson"),
    ("zendesk-users", "zendesk_users.ndjson"),
    *((name, f"presets/{name}.csv") for name in PRESETS),
)

Damage = Callable[[bytes], bytes]


def _cells(change: Callable[[str], str]) -> Damage:
    """Changes every cell below the header, every text and number of an object, or every value of a card."""

    def damage(content: bytes) -> bytes:
        text = content.decode("utf-8-sig")
        if text.startswith("BEGIN:VCARD"):
            return re.sub(r"(?<=:).*", lambda m: m[0] if m[0] == "VCARD" else change(m[0]), text).encode()
        if text.startswith("{"):
            return "".join(_object(line, change) for line in text.splitlines(keepends=True)).encode()
        head, *body = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return _table([head, *([change(cell) for cell in row] for row in body)], _delimiter(text))

    return damage


def _object(line: str, change: Callable[[str], str]) -> str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return json.dumps(_changed(value, change)) + "\n"


def _changed(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, dict):
        return {name: _changed(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return change(str(value)) if isinstance(value, str | float) or type(value) is int else value


def _rows(change: Callable[[list[list[str]]], list[list[str]]]) -> Damage:
    """Changes the rows of a table, header included; other files are left as they are."""

    def damage(content: bytes) -> bytes:
        text = content.decode("utf-8-sig")
        if text.startswith(("BEGIN:VCARD", "{")):
            return content
        return _table(
            change(list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))), _delimiter(text)
        )

    return damage


def _table(rows: list[list[str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def _delimiter(text: str) -> str:
    return ";" if text.partition("\n")[0].count(";") > 3 else ","


def _middle(content: bytes, put: bytes) -> bytes:
    return content[: len(content) // 2] + put + content[len(content) // 2 :]


def _number(cell: str, becomes: str) -> str:
    return becomes if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell


def _swapped(rows: list[list[str]]) -> list[list[str]]:
    return [[head[1], head[0], *head[2:]] for head in rows[:1]] + rows[1:]


WAYS: dict[str, Damage] = {
    "cut in the middle": lambda content: content[: len(content) // 2],
    "cut in the last row": lambda content: content.rstrip()[:-3],
    "no line end at the end": lambda content: content.rstrip(),
    "a NUL": lambda content: _middle(content, b"\x00"),
    "a control character": lambda content: _middle(content, b"\x0b\x1b"),
    "a quote that is never closed": lambda content: _middle(content, b'"'),
    "wrong delimiter": lambda content: content.replace(b",", b"^"),
    "swapped columns": _rows(_swapped),
    "a column missing": _rows(lambda rows: [row[1:] for row in rows]),
    "a column without a name": _rows(lambda rows: [["", *rows[0][1:]], *rows[1:]]),
    "a column twice": _rows(lambda rows: [[row[0], *row] for row in rows if row]),
    "ten thousand columns more": _rows(lambda rows: [rows[0] + [f"c{i}" for i in range(10_000)], *rows[1:]]),
    "cells beyond the header": _rows(lambda rows: [rows[0], *([*row, "surplus"] for row in rows[1:])]),
    "cells missing": _rows(lambda rows: [rows[0], *(row[:-2] for row in rows[1:])]),
    "the header once more below": lambda content: content + content.partition(b"\n")[0] + b"\n",
    "header only": lambda content: content.partition(b"\n")[0] + b"\n",
    "empty": lambda content: b"",
    "blank lines only": lambda content: b"\r\n \r\n",
    "rows twice": lambda content: content + content.partition(b"\n")[2],
    "a BOM twice": lambda content: b"\xef\xbb\xbf\xef\xbb\xbf" + content,
    "line ends of CR only": lambda content: content.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "two encodings": lambda content: content[:-40] + "é".encode("cp1252") + content[-40:],
    "UTF-16": lambda content: content.decode("utf-8-sig").encode("utf-16"),
    "trailing garbage": lambda content: content + b"\x1a\xff\x00 --- 17 rows selected",
    "a cell of more than a million": lambda content: content.rstrip() + b"x" * 1_100_000 + b"\n",
    "dates of the year 1": lambda content: re.sub(rb"\b\d{4}(-\d\d-\d\d)", rb"0001\1", content),
    "dates of the year 9999": lambda content: re.sub(rb"\b\d{4}-\d\d-\d\d", b"9999-12-31", content),
    "dates that do not exist": lambda content: re.sub(rb"\b(\d{4})-\d\d-\d\d", rb"\1-02-30", content),
    "numbers as 1.234,56": _cells(lambda cell: _number(cell, "1.234,56")),
    "negative numbers": _cells(lambda cell: _number(cell, f"-{cell}")),
    "numbers of a thousand digits": _cells(lambda cell: _number(cell, "9" * 1000)),
    "numbers that are none": _cells(lambda cell: _number(cell, "NaN")),
    "formulas": _cells(lambda cell: "=cmd|' /C calc'!A0"),
    "blank cells": _cells(lambda cell: " "),
    "long cells": _cells(lambda cell: "x" * 3000),
    "lone surrogates": _cells(lambda cell: "\\ud800"),
    "escaped lone surrogates": lambda content: content.replace(b'": "', b'": "\\ud800').replace(b"@", b"\xed\xa0\x80@"),
    "null in place of values": lambda content: re.sub(rb": (\"[^\"]*\"|\d+)", b": null", content),
    "objects in place of values": lambda content: re.sub(rb": (\"[^\"]*\"|\d+)", b': {"a": [1]}', content),
}
