"""The files that are loaded: made in seconds, the same for every run."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from loaders.demo.real_households import choose_households, write_subset

_START = datetime(2026, 1, 1, tzinfo=UTC)
_COLUMNS = [
    "Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company",
    "Default Address Address1", "Default Address Address2", "Default Address City", "Default Address Province Code",
    "Default Address Country Code", "Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing",
    "Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags",
]  # fmt: skip

REVIEWS_MAPPING = """
source: bench_reviews
format: ndjson
record:
  id: customer
event:
  key: id
  kind: review
  channel: web
  occurred_at: at
  about: [{label: Product, key: sku, name: title}]
  details: {stars: stars, text: text}
"""


def customers(path: Path, count: int, note: str = "") -> Path:
    """A shop's customers export; every third person has two accounts that share an e-mail."""
    random = Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, _COLUMNS, restval="")
        rows.writeheader()
        for number in range(count):
            person = number - 1 if number % 4 == 3 else number
            rows.writerow(
                {
                    "Customer ID": f"'{7_000_000_000 + number}",
                    "First Name": random.choice(["Ann", "Ben", "Cleo", "Dora", "Emil", "Fay"]),
                    "Last Name": f"Smith{person}",
                    "Email": f"person{person}@mail.example.org",
                    "Accepts Email Marketing": "yes",
                    "Default Address Address1": f"{number % 300} High Street",
                    "Default Address City": "Springfield",
                    "Default Address Country Code": "US",
                    "Default Address Zip": f"'{number % 90_000 + 10_000}",
                    "Phone": f"'+1415{2_000_000 + number % 7_900_000:07d}",
                    "Total Spent": "12.50",
                    "Total Orders": "1",
                    "Note": note,
                }
            )
    return path


def reviews(path: Path, count: int, customers: int) -> Path:
    """Events of customers drawn at random, about one of 500 products."""
    random = Random(2)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            event = {
                "id": number,
                "customer": str(random.randrange(customers)),
                "at": (_START + timedelta(seconds=37 * number)).isoformat(),
                "sku": f"sku-{random.randrange(500)}",
                "title": "A thing",
                "stars": random.randint(1, 5),
                "text": "It does what it says, and it came on time.",
            }
            file.write(json.dumps(event) + "\n")
    return path


def journey(folder: Path, households: int) -> Path:
    """Real purchases of some households of The Complete Journey."""
    folder.mkdir(parents=True, exist_ok=True)
    write_subset(folder, choose_households(households, 360))
    return folder
