"""Three invented retailers, each with habits of its own, written as the exports that their systems would give.

The files are drawn by a seed. `people.csv` says which e-mails are whose; it is for the oracle alone.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from loaders.discovery.file_summary import summarise_file
from loaders.discovery.mapping_draft import draft_mapping

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
"""The moment as of which the oracle and the service are asked; every event lies before it."""
PEOPLE = 60
_ORDER_COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Currency", "Total",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Name", "Cancelled at",
    "Refunded Amount", "Id",
)  # fmt: skip
_CUSTOMER_COLUMNS = ("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Phone")


@dataclass(frozen=True)
class Export:
    """A file, the loader that reads it, and how it is loaded. `is_later`: it states anew, without times, what another
    one of these states, and is loaded after it."""

    path: Path
    loader: str
    mapping: Path | None = None
    source: str | None = None
    country: str | None = None
    is_later: bool = False


@dataclass(frozen=True)
class Person:
    number: int
    given: str
    family: str
    native: str
    emails: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


def two_shops(folder: Path, seed: int) -> list[Export]:
    """Two shops of one retailer, each counting its orders from 1001, in two currencies, with every state of money; a
    payment provider that gave money back, of which the shops know a part; a help desk whose tickets carry tags; a mail
    tool in which some unsubscribed."""
    random = Random(seed)
    people = _people(folder, random, "nordlicht")
    exports = []
    for shop, currency in (("shopify-eu", "EUR"), ("shopify-ch", "CHF")):
        customers = [p for p in people if random.random() < 0.7]
        _write(folder / f"{shop}-customers.csv", _CUSTOMER_COLUMNS, (_customer(shop, p, random) for p in customers))
        orders = [_shop_order(n, shop, currency, random.choice(customers), random) for n in range(1001, 1151)]
        random.shuffle(orders)
        _write(folder / f"{shop}-orders.csv", _ORDER_COLUMNS, orders)
        exports += [
            Export(folder / f"{shop}-customers.csv", "shopify-customers", source=shop),
            Export(folder / f"{shop}-orders.csv", "shopify-orders", source=shop),
            _refunds(folder, shop, [(str(o[0]), str(o[1]), currency, str(o[7])) for o in orders], random),
        ]
    return exports + _help_desk(folder, people, random) + _mail_tool(folder, people, random)


def native_scripts(folder: Path, seed: int) -> list[Export]:
    """A shop where customers write their names in their own script, a CRM that knows them in Latin letters, partly in
    capitals or by an initial, and orders of a till in currencies of no, two and three decimals, with their refunds."""
    random = Random(seed)
    people = _people(folder, random, "minato")
    rows = [(f"'{8_000 + p.number}", *p.native.split(" ", 1), p.emails[0], "yes", "") for p in people]
    _write(folder / "customers.csv", _CUSTOMER_COLUMNS, rows)
    columns = ("Record ID", "First Name", "Last Name", "Email", "Create Date", "Lifecycle Stage", "Last Modified Date")
    _write(folder / "hubspot.csv", columns, (_contact(p, random) for p in people))
    words = ("delivered", "in transit", "PROCESSING", "on-hold", "payment failed", "cancelled", "unpaid", "refunded")
    sales = []
    with (folder / "till.ndjson").open("w", encoding="utf-8") as file:
        for number in range(300):
            currency, digits = random.choice([("JPY", 0), ("SAR", 2), ("KWD", 3)])
            total = random.randrange(100, 90_000)
            order = {
                "mail": random.choice(people).emails[0],
                "no": f"T-{number}",
                "at": _time(random),
                "state": random.choice(words),
                "currency": currency,
                "total": f"{total / 10**digits:.{digits}f}",
            }
            file.write(json.dumps(order) + "\n")
            sales.append((f"T-{number}", str(order["mail"]), currency, str(order["total"])))
    mapping = _mapping(
        folder / "till.yaml",
        "till",
        "record: {identifiers: [{type: email, field: mail}]}\n"
        "event:\n  key: no\n  kind: order\n  channel: store\n  occurred_at: at\n"
        "  transaction: {number: no, status: {field: state}, currency: {field: currency}, total: total}\n",
    )
    return [
        Export(folder / "customers.csv", "shopify-customers", country="JP"),
        Export(folder / "hubspot.csv", "hubspot-contacts", country="JP"),
        Export(folder / "till.ndjson", "mapped", mapping),
        _refunds(folder, "till", sales, random),
    ]


def marketplace(folder: Path, seed: int) -> list[Export]:
    """A marketplace that uses words of its own, the payments of its orders with what was given back of them, an
    audience in two files, and customers who changed their e-mail between two exports of the shop."""
    random = Random(seed)
    people = _people(folder, random, "bazar", changed=0.3)
    before = [(f"'{9_000 + p.number}", p.given, p.family, p.emails[0], "no", "") for p in people]
    after = [(f"'{9_000 + p.number}", p.given, p.family, p.emails[-1], "no", "") for p in people]
    _write(folder / "customers-january.csv", _CUSTOMER_COLUMNS, before)
    _write(folder / "customers-june.csv", _CUSTOMER_COLUMNS, after)
    columns, sales = ("pedido", "comprador", "criado", "situacao", "moeda", "valor"), []
    words = ("Entregue", "Despachado", "Aguardando pagamento", "Cancelado", "Devolvido")
    with (folder / "pedidos.csv").open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(columns)
        for number in range(250):
            buyer = random.choice(random.choice(people).emails)
            value = f"{random.randrange(100, 90_000) / 100:.2f}"
            rows.writerow((f"MP-{number}", buyer.upper(), _time(random), random.choice(words), "BRL", value))
            sales.append((f"MP-{number}", buyer, value))
    mapping = _mapping(
        folder / "pedidos.yaml",
        "mercado",
        "record: {identifiers: [{type: email, field: comprador}]}\n"
        "event:\n  key: pedido\n  kind: order\n  channel: web\n  occurred_at: criado\n"
        "  transaction:\n    number: pedido\n    currency: {field: moeda}\n    total: valor\n"
        "    status:\n      field: situacao\n      values:\n"
        "        Entregue: delivered\n        Despachado: shipped\n        Aguardando pagamento: unpaid\n"
        "        Cancelado: cancelled\n        Devolvido: returned\n",
        format="csv",
    )
    audience = ("Email Address", "First Name", "Last Name", "OPTIN_TIME", "UNSUB_TIME", "LAST_CHANGED", "LEID", "EUID")
    files = {
        "subscribed": [p for p in people if p.number % 3 == 0],
        "unsubscribed": [p for p in people if p.number % 3 == 1],
    }
    for stem, members in files.items():
        _write(folder / f"{stem}_members_export_1a2b.csv", audience, (_member(p, stem) for p in members))
    return [
        Export(folder / "customers-january.csv", "shopify-customers"),
        Export(folder / "customers-june.csv", "shopify-customers", is_later=True),
        Export(folder / "pedidos.csv", "mapped", mapping),
        _charges(folder, sales, random),
        *(Export(folder / f"{stem}_members_export_1a2b.csv", "mailchimp-audience") for stem in files),
    ]


RETAILERS: Mapping[str, Callable[[Path, int], list[Export]]] = {
    "two_shops": two_shops,
    "native_scripts": native_scripts,
    "marketplace": marketplace,
}

_GIVEN = "Anna Bruno Carla Dieter Edith Fabio Greta Henrik Irene Jonas Katrin Lorenz Mila Nils Olga".split()
_FAMILY = "Adler Brandt Conti Dahl Engel Fuchs Graf Huber Iseli Jansen Keller Lang Moser Noll Otto".split()
_NATIVE = "太郎 花子 健一 محمد فاطمة أحمد Иван Ольга Пётр Γιώργος Ελένη 민준 서연 דוד שרה".split()


def _people(folder: Path, random: Random, domain: str, changed: float = 0.0) -> list[Person]:
    people = []
    for number in range(PEOPLE):
        given, family = _GIVEN[number % 15], _FAMILY[(number // 15 + number) % 15]
        emails = [f"{given}.{family}{number}@{domain}.example".lower()]
        if random.random() < changed:
            emails.append(f"new.{emails[0]}")
        native = f"{_NATIVE[number % 15]} {_NATIVE[(number + 3) % 15]}"
        people.append(Person(number, given, f"{family}{'abcd'[number // 15]}", native, tuple(emails)))
    rows = ((p.number, p.name, email) for p in people for email in p.emails)
    _write(folder / "people.csv", ("person", "name", "email"), rows)
    return people


def _customer(shop: str, person: Person, random: Random) -> tuple[object, ...]:
    id = f"'{(1 if shop == 'shopify-eu' else 2) * 10_000 + person.number}"
    given = random.choice([person.given, person.given, f"{person.given[0]}."])
    shouted = random.random() < 0.2
    names = (given.upper(), person.family.upper()) if shouted else (given, person.family)
    return (id, *names, person.emails[0], random.choice(["yes", "no"]), "")


def _contact(person: Person, random: Random) -> tuple[object, ...]:
    given = f"{person.given[0]}." if random.random() < 0.2 else person.given
    family = person.family.upper() if random.random() < 0.2 else person.family
    changed = "2026-05-01 08:00"
    return (500 + person.number, given, family, person.emails[0].upper(), "2025-01-01 08:00", "Customer", changed)


def _shop_order(number: int, shop: str, currency: str, person: Person, random: Random) -> tuple[object, ...]:
    total = random.randrange(500, 50_000)
    money, sent = random.choice(
        [("paid", "fulfilled"), ("paid", "unfulfilled"), ("paid", "fulfilled"), ("refunded", "fulfilled"),
         ("partially_refunded", "fulfilled"), ("voided", "unfulfilled"), ("pending", "unfulfilled"),
         ("expired", "unfulfilled")]
    )  # fmt: skip
    back = {"refunded": total, "partially_refunded": total // 4}.get(money, 0)
    at = _time(random).replace("T", " ").replace("Z", " +0000")
    paid = money in ("paid", "refunded", "partially_refunded")
    price = f"{total / 100:.2f}"
    return (
        f"#{number}", person.emails[0], money, at if paid else "", sent, at if sent == "fulfilled" else "", currency,
        price, at, 1, "Thing", price, person.name, at if money == "voided" else "", f"{back / 100:.2f}",
        (7 if shop == "shopify-eu" else 8) * 10**9 + number,
    )  # fmt: skip


def _refunds(folder: Path, shop: str, orders: Sequence[tuple[str, str, str, str]], random: Random) -> Export:
    """A third as many refunds as there are orders (number, e-mail, currency, total), some orders with several: of a
    part, of all, without an amount, in another currency, and some that failed or are still under way."""
    with (folder / f"refunds-{shop}.ndjson").open("w", encoding="utf-8") as file:
        for refund in range(len(orders) // 3):
            number, email, currency, total = random.choice(orders)
            digits = len(total.partition(".")[2])
            part = f"{int(total.replace('.', '')) // 3 / 10**digits:.{digits}f}"
            row = {
                "id": f"re_{refund}", "mail": email, "order": number, "shop": shop, "at": _time(random),
                "value": random.choice([part, part, part, total, ""]),
                "currency": random.choice([currency] * 5 + ["NOK"]),
                "state": random.choice(["succeeded", "succeeded", "refunded", "", "failed", "pending"]),
            }  # fmt: skip
            file.write(json.dumps(row) + "\n")
    mapping = _mapping(
        folder / f"refunds-{shop}.yaml",
        f"refunds-{shop}",
        "record: {identifiers: [{type: email, field: mail}]}\n"
        "event:\n  key: id\n  kind: refund\n  occurred_at: at\n"
        f"  about: [{{label: Order, key: order, source: {shop}}}]\n"
        "  details: {amount: value, currency: currency, status: state}\n",
    )
    return Export(folder / f"refunds-{shop}.ndjson", "mapped", mapping)


def _charges(folder: Path, orders: Sequence[tuple[str, str, str]], random: Random) -> Export:
    """What a payment provider exports: a charge for two orders (number, e-mail, total) in three, with what was given
    back of it, and, for some of that, a row of its own. It is loaded as `inspect` drafts it."""
    columns = (
        "id",
        "Created (UTC)",
        "Amount",
        "Amount Refunded",
        "Currency",
        "Status",
        "Type",
        "Customer Email",
        "order_number",
    )
    rows: list[Sequence[object]] = []
    for place, (number, email, total) in enumerate(random.sample(orders, len(orders) * 2 // 3)):
        state = random.choice(["Paid", "Paid", "Refunded", "Failed"])
        amount = random.choice([total, total, f"{float(total) / 2:.2f}"])
        part = f"{float(amount) / 3:.2f}"
        back = random.choice([amount, part]) if state == "Refunded" else "0.00"
        rows.append((f"ch_{place}", _time(random), amount, back, "brl", state, "charge", email, number))
        if random.random() < 0.3:
            rows.append((f"re_{place}", _time(random), part, "", "brl", "succeeded", "refund", email, number))
    rows.append(("po_1", _time(random), "900.00", "", "brl", "Paid", "payout", orders[0][1], ""))
    _write(folder / "balance.csv", columns, rows)
    (folder / "balance.yaml").write_text(draft_mapping(summarise_file(folder / "balance.csv")), encoding="utf-8")
    return Export(folder / "balance.csv", "mapped", folder / "balance.yaml")


def _help_desk(folder: Path, people: Sequence[Person], random: Random) -> list[Export]:
    users = [
        {
            "id": 100 + p.number, "name": p.name, "email": p.emails[0], "role": "end-user", "active": True,
            "updated_at": "2026-01-05T09:00:00Z", "locale": "de", "user_fields": {}, "tags": [],
        }
        for p in people
    ]  # fmt: skip
    subjects = "Lamp broken;Where is my order;Refund please;Password reset;Invoice missing".split(";")
    tickets = [
        {
            "id": 7_000 + n, "requester_id": 100 + random.randrange(PEOPLE),
            "subject": f"{random.choice(subjects)} {n}",
            "created_at": _time(random, days=25), "via": {"channel": random.choice(["email", "web"])},
            "status": random.choice(["new", "open", "pending", "hold", "solved", "closed", "deleted"]),
            "tags": random.sample(["web_widget", "lamp", "vip", "closed_by_merge"], k=2),
        }
        for n in range(120)
    ]  # fmt: skip
    for name, rows in (("users", users), ("tickets", tickets)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.ndjson").write_text(text, encoding="utf-8")
    return [Export(folder / "users.ndjson", "zendesk-users"), Export(folder / "tickets.ndjson", "zendesk-tickets")]


def _mail_tool(folder: Path, people: Sequence[Person], random: Random) -> list[Export]:
    columns = (
        "Email",
        "Klaviyo ID",
        "Email Marketing Consent",
        "Email Marketing Consent Timestamp",
        "Profile Created On",
    )
    rows = [
        (p.emails[0], f"K{p.number}", random.choice(["SUBSCRIBED", "UNSUBSCRIBED", "NEVER_SUBSCRIBED"]),
         "2026-05-20 10:00:00", "2025-02-02 10:00:00")
        for p in people
    ]  # fmt: skip
    _write(folder / "klaviyo.csv", columns, rows)
    return [Export(folder / "klaviyo.csv", "klaviyo-profiles")]


def _member(person: Person, stem: str) -> tuple[object, ...]:
    left = "2026-04-04 10:00:00" if stem == "unsubscribed" else ""
    opted, changed = "2025-03-03 10:00:00", left or "2025-03-03 10:00:00"
    return (person.emails[-1], person.given, person.family, opted, left, changed, person.number, f"e{person.number}")


def _time(random: Random, days: int = 170) -> str:
    moment = NOW - timedelta(days=1 + random.randrange(days), seconds=random.randrange(40_000))
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _mapping(path: Path, source: str, body: str, format: str = "ndjson") -> Path:
    path.write_text(f"source: {source}\nformat: {format}\n{body}", encoding="utf-8")
    return path


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
