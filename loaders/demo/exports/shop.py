"""The shops' exports: customers, and orders with one row per line item."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from loaders.demo.exports.aliases import Alias, aliased_activities
from loaders.demo.exports.export_rows import CsvRow, dollars
from loaders.demo.exports.form_entries import typed_name_and_email
from loaders.demo.exports.noise import phone_variant
from loaders.demo.exports.timestamps import shop_time
from loaders.demo.population.activities import Activity, ActivityKind
from loaders.demo.population.people import TruePerson
from loaders.demo.population.population import Population
from loaders.demo.population.products import ShopProduct

CUSTOMER_COLUMNS = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,"
    "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,"
    "Tags"
).split(",")
_TAXES = ",".join(f"Tax {n} Name,Tax {n} Value" for n in range(1, 6))
ORDER_COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    f"Lineitem discount,{_TAXES},Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
).split(",")
_REGIONS = {"OH": "Ohio", "KY": "Kentucky", "IN": "Indiana", "TN": "Tennessee"}
_SHIPPING_CENTS = 595
_FINANCIAL_STATUSES = {"unpaid": "pending", "cancelled": "voided", "expired": "expired", "refunded": "refunded"}
"""State → the shop's word; what is paid may be given back in part."""


@dataclass(frozen=True, slots=True)
class Shop:
    """One of the retailer's shops, each of which counts its orders from #1001. `source`: what the service calls it;
    `orders`: the kind of activity of its orders; `first_id`: the number from which the ids of its orders go on."""

    source: str
    orders: ActivityKind
    currency: str
    first_id: int


HOME = Shop("shopify", "order", "USD", 5_104_330_000_000)
CANADA = Shop("shopify-canada", "canada_order", "CAD", 6_310_770_000_000)


def customers(population: Population) -> list[CsvRow]:
    """The accounts of all shoppers; a few have a second one with another e-mail."""
    rng = population.random_stream("shop customers")
    orders = defaultdict(list)
    for order in population.activities_of("order"):
        orders[order.person.id].append(order)
    rows = []
    for person in population.people:
        if person.id in population.shoppers:
            account = _customer(rng, person, person.customer, orders[person.id])
            if person.id in population.former_emails:
                account["Email"] = person.email
            rows.append(account | {"Email": population.shared_emails.get(person.id, account["Email"])})
            population.truth.assign("shopify", person.customer, person)
            if not person.role and rng.random() < 0.07:
                second = str(int(person.customer) + 11)
                rows.append(_customer(rng, person, second, []) | {"Email": person.other_email})
                population.truth.assign("shopify", second, person)
    return rows


def earlier_customers(population: Population) -> list[CsvRow]:
    """The same accounts as they were exported before some of the customers changed their e-mail."""
    emails = {f"'{p.customer}": population.former_emails.get(p.id) for p in population.people}
    return [row | {"Email": emails.get(row["Customer ID"]) or row["Email"]} for row in customers(population)]


def _customer(rng: Random, person: TruePerson, id: str, orders: list[Activity]) -> CsvRow:
    given, family, email = typed_name_and_email(rng, person)
    given, family = person.name.native or (given, family)
    home, phone = person.home, "" if rng.random() < 0.3 else person.phone
    return dict.fromkeys(CUSTOMER_COLUMNS, "") | {
        "Customer ID": f"'{id}", "First Name": given, "Last Name": family, "Email": email,
        "Accepts Email Marketing": rng.choice(("yes", "no")), "Default Address Address1": home.street,
        "Default Address City": home.city, "Default Address Province Code": home.region,
        "Default Address Country Code": "US", "Default Address Zip": f"'{home.zip}",
        "Default Address Phone": phone_variant(rng, phone) if rng.random() < 0.6 else "",
        "Phone": f"'{phone}" if phone else "", "Accepts SMS Marketing": "no",
        "Total Spent": dollars(sum(map(_paid, orders))), "Total Orders": str(len(orders)),
        "Tax Exempt": "no", "Tags": "wholesale, vip" if len(orders) > 5 else "",
    }  # fmt: skip


def orders(population: Population, shop: Shop = HOME) -> list[CsvRow]:
    """Order-level cells stand on the first row of an order only, its name and e-mail on every one."""
    rng, rows = population.random_stream(f"{shop.source} orders"), []
    combinations = "email, email phone, email phone, phone"
    activities = aliased_activities(population, shop.source, shop.orders, combinations, _buyer_name)
    for number, (order, alias) in enumerate(activities, 1001):
        email = alias.written("email", rng) or ""
        order_cells = _order(rng, shop, order, number) | _buyer(rng, order.person, alias)
        for position, product in enumerate(order.products):
            row = dict.fromkeys(ORDER_COLUMNS, "") | {"Name": f"#{number}", "Email": email}
            row |= order_cells if position == 0 else {}
            rows.append(row | _line(product) | {"Created at": shop_time(order.at)})
    return rows


def _order(rng: Random, shop: Shop, order: Activity, number: int) -> CsvRow:
    subtotal, total = _subtotal(order), _total(order)
    state = _state(order)
    back = 0 if order.person.role else rng.choices((0, order.products[0].cents), (94, 6))[0]
    refunded = total if state == "refunded" else back if state == "paid" else 0
    paid_status = "paid" if not refunded else "refunded" if refunded == total else "partially_refunded"
    shipped = state in ("paid", "refunded")
    return {
        "Financial Status": _FINANCIAL_STATUSES.get(state, paid_status),
        "Paid at": shop_time(order.at) if _paid(order) else "",
        "Fulfillment Status": "fulfilled" if shipped else "unfulfilled",
        "Cancelled at": shop_time(order.at + timedelta(hours=3)) if state == "cancelled" else "",
        "Accepts Marketing": "no", "Currency": shop.currency, "Subtotal": dollars(subtotal),
        "Shipping": dollars(total - subtotal), "Taxes": "0.00", "Total": dollars(total), "Discount Amount": "0.00",
        "Shipping Method": "Standard", "Payment Method": "Card", "Refunded Amount": dollars(refunded),
        "Outstanding Balance": dollars(total if state == "unpaid" else 0), "Id": str(shop.first_id + number * 1_009),
        "Risk Level": "Low", "Source": "web",
    }  # fmt: skip


def _state(order: Activity) -> str:
    return str(order.details.get("state", "paid"))


def _paid(order: Activity) -> int:
    """The amount that was paid at first, in cents, whatever was given back."""
    return 0 if _state(order) in ("unpaid", "cancelled", "expired") else _total(order)


def _buyer_name(person: TruePerson, alias: Alias) -> str:
    return " ".join(person.name.native or ()) or alias.name or person.name.full


def _buyer(rng: Random, person: TruePerson, alias: Alias) -> CsvRow:
    home, phone = person.home, alias.written("phone", rng) or ""
    name = _buyer_name(person, alias)
    address = {"Name": name, "Street": home.street, "Address1": home.street, "City": home.city, "Zip": f"'{home.zip}"}
    address |= {"Province": home.region, "Country": "US", "Province Name": _REGIONS[home.region]}
    cells = {f"{side} {what}": value for side in ("Billing", "Shipping") for what, value in address.items()}
    return cells | {"Billing Phone": phone, "Shipping Phone": phone, "Phone": phone}


def _line(product: ShopProduct) -> CsvRow:
    return {
        "Lineitem quantity": "1", "Lineitem name": product.title, "Lineitem price": dollars(product.cents),
        "Lineitem sku": product.sku, "Lineitem requires shipping": "true", "Lineitem taxable": "true",
        "Lineitem fulfillment status": "fulfilled", "Lineitem discount": "0.00", "Vendor": "House & Hearth",
    }  # fmt: skip


def _subtotal(order: Activity) -> int:
    """The price of the products, in cents."""
    return sum(product.cents for product in order.products)


def _total(order: Activity) -> int:
    """The amount paid, in cents: shipping is free from 50 dollars on."""
    subtotal = _subtotal(order)
    return subtotal if subtotal >= 5_000 else subtotal + _SHIPPING_CENTS
