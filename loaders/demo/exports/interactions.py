"""Interactions around the purchases: an NDJSON file for each kind, from systems that name customers in different ways.

Every function yields rows in order of time; schema/mappings holds the mapping of the same name.
"""

from collections.abc import Iterator

from loaders.demo.exports.aliases import aliased_activities, own_name
from loaders.demo.exports.export_rows import JsonRow, dollars, product_cell
from loaders.demo.exports.timestamps import shop_time, utc_time
from loaders.demo.population.population import Population

_SHOWROOMS = ("Kenwood", "Easton", "Keystone")
_CLERKS_CARD, _CLERKS_CUSTOMERS = "8800417", 7
"""The loyalty card that a clerk entered for so many customers who had none, for the welcome bonus."""
_PLATFORMS = ("ios", "ios", "android", "android", "windows")


def wishlists(population: Population) -> Iterator[JsonRow]:
    """Products put on a wishlist of the shop, one row each."""
    rng = population.random_stream("wishlist")
    combinations = "customer, customer, customer email, email"
    activities = aliased_activities(population, "wishlist", "wishlist", combinations)
    for number, (activity, alias) in enumerate(activities, 70_001):
        yield {
            "item_id": number,
            "added_at": shop_time(activity.at),
            "customer": {"id": alias.written("customer", rng), "email": alias.written("email", rng)},
            "sku": activity.products[0].sku,
            "title": activity.products[0].title,
            "price": dollars(activity.products[0].cents),
            "list": rng.choice(("My wishlist", "My wishlist", "Kitchen", "Someday")),
            "device": rng.choice(("iPhone", "Android", "Desktop", "iPad")),
        }


def carts(population: Population) -> Iterator[JsonRow]:
    """Abandoned carts of the shop; whoever has no account there gave an e-mail to come so far."""
    rng = population.random_stream("carts")
    activities = aliased_activities(population, "carts", "cart", "customer email, email")
    for number, (activity, alias) in enumerate(activities, 500_001):
        yield {
            "cart_id": number,
            "updated_at": shop_time(activity.at),
            "customer": {"id": alias.written("customer", rng), "email": alias.written("email", rng)},
            "items": [product_cell(product) for product in activity.products],
            "total": dollars(sum(product.cents for product in activity.products)),
            "device": rng.choice(("iPhone", "Android", "Desktop", "Desktop")),
        }


def gift_registry(population: Population) -> Iterator[JsonRow]:
    """Purchases from somebody's gift registry, by the giver."""
    rng = population.random_stream("registry")
    activities = aliased_activities(population, "registry", "registry", "email phone, email, phone", own_name)
    for number, (activity, alias) in enumerate(activities, 9_001):
        yield {
            "receipt": f"R{number}",
            "bought_at": int(activity.at.timestamp()),
            "occasion": activity.topic,
            "buyer": {
                "name": alias.name or None,
                "email": alias.written("email", rng),
                "phone": alias.written("phone", rng),
            },
            "items": [
                product_cell(product) | {"count": 1, "unit_price": dollars(product.cents)}
                for product in activity.products
            ],
            "currency": "USD",
            "total": dollars(sum(product.cents for product in activity.products)),
            "gift_wrap": rng.random() < 0.4,
        }


def showroom_visits(population: Population) -> Iterator[JsonRow]:
    """The visitor scanned a loyalty card, gave a phone number or an e-mail, or opened the app."""
    rng = population.random_stream("showroom")
    combinations = "loyalty, loyalty, phone, email, account"
    activities = aliased_activities(population, "showroom", "showroom", combinations)
    for number, (activity, alias) in enumerate(activities, 1):
        yield {
            "visit_id": f"V-{activity.at:%m%d}-{number:04d}",
            "arrived": activity.at.strftime("%m/%d/%Y %H:%M"),
            "minutes": rng.randint(8, 75),
            "showroom": _SHOWROOMS[activity.person.household % len(_SHOWROOMS)],
            "loyalty_card": alias.written("loyalty", rng),
            "phone": alias.written("phone", rng),
            "email": alias.written("email", rng),
            "app_user": alias.written("account", rng),
            "looked_at": [product_cell(product) for product in activity.products],
        }


def app_installs(population: Population) -> Iterator[JsonRow]:
    """Most sign in with an e-mail or a loyalty card; some only look around."""
    rng = population.random_stream("app")
    combinations = (
        "account device email, account device email, account device email loyalty, account device loyalty, device"
    )
    activities = aliased_activities(population, "app", "install", combinations)
    with_clerk = 0
    for number, (activity, alias) in enumerate(activities, 400_001):
        signed_in_with = {what: alias.written(what, rng) for what in ("email", "loyalty")}
        has_no_card = signed_in_with["email"] and not signed_in_with["loyalty"]
        if has_no_card and not activity.person.role and with_clerk < _CLERKS_CUSTOMERS:
            signed_in_with["loyalty"], with_clerk = _CLERKS_CARD, with_clerk + 1
        yield {
            "install_id": number,
            "installed_at": int(activity.at.timestamp()) * 1000,
            "device_id": alias.written("device", rng),
            "platform": rng.choice(_PLATFORMS),
            "version": f"3.{activity.at.month - 1}.{rng.randrange(4)}",
            "user": {"id": alias.written("account", rng), **signed_in_with} if "account" in alias.values else None,
        }


def coupon_scans(population: Population) -> Iterator[JsonRow]:
    """Scanned in the app, or at the kiosk with the loyalty card; most were really redeemed days later.

    The app's clock was once not set: its row is rejected.
    """
    rng = population.random_stream("coupons")
    combinations = "account device, account device loyalty, loyalty"
    activities = aliased_activities(population, "coupons", "scan", combinations)
    for number, (activity, alias) in enumerate(activities, 1):
        yield {
            "scan_id": f"S{number:06d}",
            "scanned_at": utc_time(activity.at),
            "coupon_upc": activity.details["coupon"],
            "campaign": activity.details["campaign"],
            "where": "app" if "account" in alias.values else "kiosk",
            "app_user": alias.written("account", rng),
            "device_id": alias.written("device", rng),
            "loyalty_card": alias.written("loyalty", rng),
        }
    yield {"scan_id": "S999999", "scanned_at": "yesterday", "coupon_upc": "0", "where": "kiosk", "loyalty_card": "1"}
