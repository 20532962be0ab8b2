"""Exports of sources as files: some hundred people with shared e-mails and phones, and a few rows that are rejected."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

_ORDER_COLUMNS = (
    "Name", "Email", "Created at", "Currency", "Total", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Lineitem sku", "Phone", "Billing Name", "Billing City", "Billing Country", "Refunded Amount", "Source",
)  # fmt: skip
_CONTACT_COLUMNS = ("Id", "LastName", "FirstName", "Email", "MobilePhone", "MailingCountry", "LastModifiedDate")
_CITIES = ("Paris", "Lyon", "Nantes")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def email(person: int) -> str:
    """The person's e-mail; every third person shares one with the person before."""
    return f"person{person - (person % 3 == 2)}@shop.org"


def phone(person: int) -> str:
    """The person's phone; families of four share one."""
    return f"+3314268{person // 4:04d}"


def shop_orders(path: Path, numbers: range, people: int = 120) -> int:
    """Orders of one to three lines, one in 17 refunded, one in 23 in no currency. Returns the number of rows."""
    rows: list[tuple[object, ...]] = []
    for number in numbers:
        rng = Random(number)
        person = rng.randrange(people)
        head = (
            email(person), _time(number), "EUR" if number % 23 else "Euros", f"{rng.randrange(1, 500)}.50",
        )  # fmt: skip
        tail = (
            phone(person) if person % 2 else "", f"Person {person}", rng.choice(_CITIES), "FR",
            "5.25" if number % 17 == 0 else "0", "pos" if person % 5 == 0 else "web",
        )  # fmt: skip
        for line in range(rng.randrange(1, 4)):
            sku = rng.randrange(40)
            product = (rng.randrange(1, 4), f"Thing {sku}", f"{sku}.99", f"sku-{sku}")
            first, last = (head, tail) if line == 0 else ([""] * 4, [""] * 6)
            rows.append((f"#{number}", *first, *product, *last))
    return _write(path, _ORDER_COLUMNS, rows)


def contacts(path: Path, people: range, moved: range = range(0)) -> int:
    """A row for each person; those who `moved` have a newer version with another phone. Returns the number of rows."""
    rows = []
    for person in people:
        number, at = (f"+3319999{person:04d}", 5_000 + person) if person in moved else (phone(person), person)
        rows.append((f"003{person:012d}AAA", f"Person{person}", "Ann", email(person), number, "France", _time(at)))
    return _write(path, _CONTACT_COLUMNS, rows)


def _time(minutes: int) -> str:
    return (_START + timedelta(minutes=minutes)).isoformat(sep=" ")


def _write(path: Path, header: Iterable[str], rows: Sequence[tuple[object, ...]]) -> int:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def reverse_rows(path: Path) -> None:
    """Reverses the rows of a file; those of one order stay together and in their own order."""
    if path.suffix == ".ndjson":
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("".join(f"{line}\n" for line in reversed(lines)), encoding="utf-8")
        return
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    blocks: list[list[list[str]]] = []
    for row in rows:
        if blocks and row[0] == blocks[-1][0][0]:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *(row for block in reversed(blocks) for row in block)])
