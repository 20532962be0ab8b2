"""The shop's two exports: customers, and orders with one row per line item."""

from collections import defaultdict
from random import Random

from loaders.demo.exports.aliases import Alias, aliased_activities
from loaders.demo.exports.export_rows import CsvRow, dollars
from loaders.demo.exports.form_entries import typed_name_and_email
from loaders.demo.exports.noise import phone_variant
from loaders.demo.exports.timestamps import shop_time
from loaders.demo.population.activities import Activity
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


def customers(population: Population) -> list[CsvRow]:
    """The accounts of all shoppers; a few have a second one with another e-mail."""
    rng = population.random_stream("shop customers")
    orders = defaultdict(list)
    for order in population.activities_of("order"):
        orders[order.person.id].append(order)
    rows = []
    for person in population.people:
        if person.id in population.shoppers:
            rows.append(_customer(rng, person, person.customer, orders[person.id]))
            population.truth.assign("shopify", person.customer, person)
            if not person.role and rng.random() < 0.07:
                second = str(int(person.customer) + 11)
                rows.append(_customer(rng, person, second, []) | {"Email": person.other_email})
                population.truth.assign("shopify", second, person)
    return rows


def _customer(rng: Random, person: TruePerson, id: str, orders: list[Activity]) -> CsvRow:
    given, family, email = typed_name_and_email(rng, person)
    home, phone = person.home, "" if rng.random() < 0.3 else person.phone
    return dict.fromkeys(CUSTOMER_COLUMNS, "") | {
        "Customer ID": f"'{id}", "First Name": given, "Last Name": family, "Email": email,
        "Accepts Email Marketing": rng.choice(("yes", "no")), "Default Address Address1": home.street,
        "Default Address City": home.city, "Default Address Province Code": home.region,
        "Default Address Country Code": "US", "Default Address Zip": f"'{home.zip}",
        "Default Address Phone": phone_variant(rng, phone) if rng.random() < 0.6 else "",
        "Phone": f"'{phone}" if phone else "", "Accepts SMS Marketing": "no",
        "Total Spent": dollars(sum(map(_total, orders))), "Total Orders": str(len(orders)),
        "Tax Exempt": "no", "Tags": "wholesale, vip" if len(orders) > 5 else "",
    }  # fmt: skip


def orders(population: Population) -> list[CsvRow]:
    """Order-level cells stand on the first row of an order only, its name and e-mail on every one."""
    rng, rows = population.random_stream("shop orders"), []
    activities = aliased_activities(
        population, "shopify", "order", "email, email phone, email phone, phone", _buyer_name
    )
    for number, (order, alias) in enumerate(activities, 1001):
        email = alias.written("email", rng) or ""
        order_cells = _order(rng, order, number) | _buyer(rng, order.person, alias)
        for position, product in enumerate(order.products):
            row = dict.fromkeys(ORDER_COLUMNS, "") | {"Name": f"#{number}", "Email": email}
            row |= order_cells if position == 0 else {}
            rows.append(row | _line(product) | {"Created at": shop_time(order.at)})
    return rows


def _order(rng: Random, order: Activity, number: int) -> CsvRow:
    subtotal, total = _subtotal(order), _total(order)
    refunded = 0 if order.person.role else rng.choices((0, order.products[0].cents), (94, 6))[0]
    status = "paid" if not refunded else "refunded" if refunded == subtotal else "partially_refunded"
    return {
        "Financial Status": status, "Paid at": shop_time(order.at), "Fulfillment Status": "fulfilled",
        "Accepts Marketing": "no", "Currency": "USD", "Subtotal": dollars(subtotal),
        "Shipping": dollars(total - subtotal), "Taxes": "0.00", "Total": dollars(total), "Discount Amount": "0.00",
        "Shipping Method": "Standard", "Payment Method": "Card", "Refunded Amount": dollars(refunded),
        "Outstanding Balance": "0.00", "Id": str(5_104_330_000_000 + number * 1_009), "Risk Level": "Low",
        "Source": "web",
    }  # fmt: skip


def _buyer_name(person: TruePerson, alias: Alias) -> str:
    return alias.name or person.name.full


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
