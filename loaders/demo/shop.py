"""The shop's two exports: customers, and orders with one row per line item."""

from collections import defaultdict
from random import Random

from loaders.demo.activities import Deed
from loaders.demo.aliases import Guise, dressed
from loaders.demo.form_entries import as_typed
from loaders.demo.noise import phone_form
from loaders.demo.people import TruePerson
from loaders.demo.population import Town
from loaders.demo.timestamps import shop_time

Row = dict[str, str]
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


def customers(town: Town) -> list[Row]:
    rng = town.stream("shop customers")
    orders = defaultdict(list)
    for order in town.did("order"):
        orders[order.who.id].append(order)
    rows = []
    for person in town.people:
        if person.id in town.shoppers:
            rows.append(_customer(rng, person, person.customer, orders[person.id]))
            town.truth.claim("shopify", person.customer, person)
            if not person.role and rng.random() < 0.07:
                second = str(int(person.customer) + 11)
                rows.append(_customer(rng, person, second, []) | {"Email": person.other_email})
                town.truth.claim("shopify", second, person)
    return rows


def _customer(rng: Random, person: TruePerson, id: str, orders: list[Deed]) -> Row:
    given, family, email = as_typed(rng, person)
    home, phone = person.home, "" if rng.random() < 0.3 else person.phone
    return dict.fromkeys(CUSTOMER_COLUMNS, "") | {
        "Customer ID": f"'{id}", "First Name": given, "Last Name": family, "Email": email,
        "Accepts Email Marketing": rng.choice(("yes", "no")), "Default Address Address1": home.street,
        "Default Address City": home.city, "Default Address Province Code": home.region,
        "Default Address Country Code": "US", "Default Address Zip": f"'{home.zip}",
        "Default Address Phone": phone_form(rng, phone) if rng.random() < 0.6 else "",
        "Phone": f"'{phone}" if phone else "", "Accepts SMS Marketing": "no",
        "Total Spent": money(sum(total(order) for order in orders)), "Total Orders": str(len(orders)),
        "Tax Exempt": "no", "Tags": "wholesale, vip" if len(orders) > 5 else "",
    }  # fmt: skip


def orders(town: Town) -> list[Row]:
    """Order-level cells stand on the first row of an order only, its name and e-mail on every one."""
    rng, rows = town.stream("shop orders"), []
    buyers = dressed(town, "shopify", "order", "email, email phone, email phone, phone")
    for number, (deed, guise) in enumerate(buyers, 1001):
        email = guise.get("email", rng) or ""
        first = _order(rng, deed, number) | _buyer(rng, deed.who, guise)
        for place, good in enumerate(deed.goods):
            line = dict.fromkeys(ORDER_COLUMNS, "") | {"Name": f"#{number}", "Email": email}
            line |= first if place == 0 else {}
            rows.append(line | _line(good.title, good.sku, money(good.cents)) | {"Created at": shop_time(deed.at)})
    return rows


def _order(rng: Random, deed: Deed, number: int) -> Row:
    goods = sum(good.cents for good in deed.goods)
    refunded = 0 if deed.who.role else rng.choices((0, deed.goods[0].cents), (94, 6))[0]
    status = "paid" if not refunded else "refunded" if refunded == goods else "partially_refunded"
    return {
        "Financial Status": status, "Paid at": shop_time(deed.at), "Fulfillment Status": "fulfilled",
        "Accepts Marketing": "no", "Currency": "USD", "Subtotal": money(goods),
        "Shipping": money(total(deed) - goods), "Taxes": "0.00", "Total": money(total(deed)), "Discount Amount": "0.00",
        "Shipping Method": "Standard", "Payment Method": "Card", "Refunded Amount": money(refunded),
        "Outstanding Balance": "0.00", "Id": str(5_104_330_000_000 + number * 1_009), "Risk Level": "Low",
        "Source": "web",
    }  # fmt: skip


def _buyer(rng: Random, person: TruePerson, guise: Guise) -> Row:
    home, phone = person.home, guise.get("phone", rng) or ""
    name = guise.name or person.name.full
    place = {"Name": name, "Street": home.street, "Address1": home.street, "City": home.city, "Zip": f"'{home.zip}"}
    place |= {"Province": home.region, "Country": "US", "Province Name": _REGIONS[home.region]}
    cells = {f"{side} {what}": value for side in ("Billing", "Shipping") for what, value in place.items()}
    return cells | {"Billing Phone": phone, "Shipping Phone": phone, "Phone": phone}


def _line(title: str, sku: str, price: str) -> Row:
    return {
        "Lineitem quantity": "1", "Lineitem name": title, "Lineitem price": price, "Lineitem sku": sku,
        "Lineitem requires shipping": "true", "Lineitem taxable": "true", "Lineitem fulfillment status": "fulfilled",
        "Lineitem discount": "0.00", "Vendor": "House & Hearth",
    }  # fmt: skip


def total(order: Deed) -> int:
    """What was paid, in cents: free shipping from 50 dollars."""
    goods = sum(good.cents for good in order.goods)
    return goods if goods >= 5_000 else goods + _SHIPPING_CENTS


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
