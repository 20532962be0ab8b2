"""Exports of several sources about one person, with a word of its own in every field that takes words: wherever such a
word is met later, it is known whose it is, and from which field."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "loaders" / "fixtures"


@dataclass
class Canary:
    """`prefix`: the letters with which all words of the person begin. `phone`: in international form."""

    prefix: str
    phone: str
    number: int
    words: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        return f"{self.prefix}mail@canary.example"

    def word(self) -> str:
        """A word that was never used before."""
        self.words.append(f"{self.prefix}{len(self.words)}q")
        return self.words[-1]

    def write(self, folder: Path) -> list[tuple[str, Path]]:
        """Write the exports into a folder; loaders and files, in the order in which they are loaded: a first version of
        the shop's customers, and all else, so that the shop's record has a former version, a former e-mail too."""
        folder.mkdir()
        before = folder / "before.csv"
        self._write_csv("shopify_customers.csv", before, self._shop(f"{self.prefix}old@canary.example"))
        customers, orders = folder / "customers.csv", folder / "orders.csv"
        self._write_csv("shopify_customers.csv", customers, self._shop(self.email))
        self._write_csv("shopify_orders.csv", orders, self._order())
        hubspot, klaviyo = folder / "hubspot.csv", folder / "klaviyo.csv"
        self._write_csv("hubspot_contacts.csv", hubspot, self._hubspot())
        self._write_csv("klaviyo_profiles.csv", klaviyo, self._klaviyo())
        users, tickets, till = folder / "users.ndjson", folder / "tickets.ndjson", folder / "till.ndjson"
        _write_lines(users, self._user())
        _write_lines(tickets, *self._tickets())
        _write_lines(till, self._till())
        return [
            ("shopify-customers", before),
            ("shopify-customers", customers),
            ("shopify-orders", orders),
            ("hubspot-contacts", hubspot),
            ("klaviyo-profiles", klaviyo),
            ("zendesk-users", users),
            ("zendesk-tickets", tickets),
            ("records", till),
        ]

    def _write_csv(self, fixture: str, path: Path, cells: dict[str, str]) -> None:
        """A file with the header of the fixture, and a row of these cells."""
        with (FIXTURES / fixture).open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file))
        assert cells.keys() <= set(header)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, [cells.get(name, "") for name in header]])

    def _shop(self, email: str) -> dict[str, str]:
        texts = ("Default Address Company", "Default Address Address1", "Default Address Address2", "Note", "Tags")
        names = {name: self.word() for name in (*texts, "Default Address City", "Our Own Column")}
        return names | {
            "Email": email,
            "Customer ID": str(7_000_000_000 + self.number),
            "First Name": f"{self.prefix}given",
            "Last Name": f"{self.prefix}family",
            "Accepts Email Marketing": "yes",
            "Default Address Country Code": "FR",
            "Default Address Zip": "75002",
            "Phone": self.phone,
            "Total Spent": "120.50",
            "Total Orders": "3",
            "Loyalty (customer.metafields.club.loyalty_id)": f"{self.prefix}card",
        }

    def _order(self) -> dict[str, str]:
        texts = (
            "Lineitem name", "Lineitem sku", "Billing Name", "Billing Street", "Billing Company", "Billing City",
            "Shipping Name", "Shipping Street", "Shipping City", "Notes", "Note Attributes", "Payment Method",
            "Payment Reference", "Discount Code", "Shipping Method", "Location", "Tags", "Vendor",
        )  # fmt: skip
        return {name: self.word() for name in texts} | {
            "Name": f"#{self.prefix}order{self.number}",
            "Email": self.email,
            "Financial Status": "paid",
            "Currency": "EUR",
            "Subtotal": "57.00",
            "Total": "62.00",
            "Created at": "2025-10-07 09:50:26 +0200",
            "Lineitem quantity": "2",
            "Lineitem price": "15.00",
            "Id": str(5_000_000 + self.number),
            "Billing Country": "FR",
        }

    def _hubspot(self) -> dict[str, str]:
        texts = ("Associated Company", "Job Title", "Company Name", "City", "Interests", "Lead Status")
        return {name: self.word() for name in texts} | {
            "Record ID": str(100 + self.number),
            "First Name": f"{self.prefix}given",
            "Last Name": f"{self.prefix}family",
            "Email": self.email,
            "Phone Number": self.phone,
            "Create Date": "2024-03-12 09:14",
            "Last Modified Date": "2025-03-12 09:14",
            "Additional email addresses": f"{self.prefix}work@canary.example",
            "Unsubscribed from all email": "true",
        }

    def _klaviyo(self) -> dict[str, str]:
        texts = ("Organization", "Title", "Address", "Address 2", "City", "Source")
        return {name: self.word() for name in texts} | {
            "Email": self.email,
            "Klaviyo ID": f"{self.prefix}klaviyo",
            "First Name": f"{self.prefix}given",
            "Last Name": f"{self.prefix}family",
            "Email Marketing Consent": "SUBSCRIBED",
            "Email Marketing Consent Timestamp": "2024-01-02 03:04:05+00:00",
            "SMS Marketing Consent": "UNSUBSCRIBED",
            "Profile Created On": "2024-01-02 03:04:05",
        }

    def _user(self) -> dict[str, object]:
        return {
            "id": 361_000_000 + self.number,
            "name": f"{self.prefix}given {self.prefix}family",
            "email": self.email,
            "role": "end-user",
            "updated_at": "2025-03-01T12:00:00Z",
            "tags": [self.word(), self.word()],
            "notes": self.word(),
            "details": self.word(),
            "user_fields": {"shoe": self.word()},
            "active": True,
        }

    def _tickets(self) -> list[dict[str, object]]:
        common = {"requester_id": 361_000_000 + self.number, "via": {"channel": "email"}}
        open_ticket = {
            "id": 4_000 + self.number,
            "created_at": "2025-05-01T10:00:00Z",
            "updated_at": "2025-05-02T10:00:00Z",
            "subject": self.word(),
            "description": self.word(),
            "status": "open",
            "tags": [self.word()],
            "satisfaction_rating": {"score": "bad", "comment": self.word()},
        }
        merged = {
            "id": 5_000 + self.number,
            "created_at": "2025-05-01T11:00:00Z",
            "updated_at": "2025-05-02T10:00:00Z",
            "subject": f"{self.prefix}lost",
            "status": "closed",
            "tags": ["closed_by_merge"],
        }
        return [common | open_ticket, common | merged]

    def _till(self) -> dict[str, object]:
        key = f"till:K-{self.number}"
        return {
            "records": [
                {
                    "source": "till",
                    "record_id": f"K-{self.number}",
                    "attributes": {"name": f"{self.prefix}given {self.prefix}family", "hobby": self.word()},
                    "identifiers": [{"type": "email", "value": self.email}],
                    "observed_at": "2026-01-03T10:30:00+01:00",
                }
            ],
            "events": [
                {
                    "key": f"till:visit:{self.number}",
                    "record": key,
                    "kind": "showroom_visit",
                    "occurred_at": "2026-01-02T10:00:00Z",
                    "about": [{"label": "Product", "key": "till:MUG", "name": "Mug"}],
                    "details": {"seen": {"first": self.word()}, "list": [self.word()]},
                }
            ],
            "consents": [
                {
                    "record": key, "purpose": "profiling", "channel": "post", "status": "granted",
                    "at": "2026-01-02T00:00:00Z", "evidence": "paper form",
                }
            ],
        }  # fmt: skip


def _write_lines(path: Path, *objects: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in objects), encoding="utf-8")
