"""What happened around the purchases: an NDJSON file for each kind, from systems with their own ideas of a customer.

Every function yields rows in order of time; schema/mappings holds the mapping of the same name.
"""

from collections.abc import Iterator
from typing import Any

from loaders.demo.aliases import dressed
from loaders.demo.population import Town
from loaders.demo.shop import money
from loaders.demo.timestamps import shop_time, zulu

Row = dict[str, Any]
_SHOWROOMS = ("Kenwood", "Easton", "Keystone")
_PLATFORMS = ("ios", "ios", "android", "android", "windows")


def wishlists(town: Town) -> Iterator[Row]:
    rng = town.stream("wishlist")
    ways = "customer, customer, customer email, email"
    for number, (deed, guise) in enumerate(dressed(town, "wishlist", "wishlist", ways), 70_001):
        yield {
            "item_id": number,
            "added_at": shop_time(deed.at),
            "customer": {"id": guise.get("customer", rng), "email": guise.get("email", rng)},
            "sku": deed.goods[0].sku,
            "title": deed.goods[0].title,
            "price": money(deed.goods[0].cents),
            "list": rng.choice(("My wishlist", "My wishlist", "Kitchen", "Someday")),
            "device": rng.choice(("iPhone", "Android", "Desktop", "iPad")),
        }


def carts(town: Town) -> Iterator[Row]:
    """Carts of the shop that were filled and left; whoever has no account there gave an e-mail to come so far."""
    rng = town.stream("carts")
    ways = "customer email, email"
    for number, (deed, guise) in enumerate(dressed(town, "carts", "cart", ways), 500_001):
        yield {
            "cart_id": number,
            "updated_at": shop_time(deed.at),
            "customer": {"id": guise.get("customer", rng), "email": guise.get("email", rng)},
            "items": [{"sku": good.sku, "title": good.title} for good in deed.goods],
            "total": money(sum(good.cents for good in deed.goods)),
            "device": rng.choice(("iPhone", "Android", "Desktop", "Desktop")),
        }


def gift_registry(town: Town) -> Iterator[Row]:
    """Purchases from somebody's gift registry, by the giver."""
    rng = town.stream("registry")
    ways = "email phone, email, phone"
    for number, (deed, guise) in enumerate(dressed(town, "registry", "registry", ways), 9_001):
        yield {
            "receipt": f"R{number}",
            "bought_at": int(deed.at.timestamp()),
            "occasion": deed.topic,
            "buyer": {"name": guise.name or None, "email": guise.get("email", rng), "phone": guise.get("phone", rng)},
            "items": [{"sku": g.sku, "title": g.title, "count": 1, "unit_price": money(g.cents)} for g in deed.goods],
            "currency": "USD",
            "total": money(sum(good.cents for good in deed.goods)),
            "gift_wrap": rng.random() < 0.4,
        }


def showroom_visits(town: Town) -> Iterator[Row]:
    """The visitor scanned a loyalty card, gave a phone number or an e-mail, or opened the app."""
    rng = town.stream("showroom")
    ways = "loyalty, loyalty, phone, email, account"
    for number, (deed, guise) in enumerate(dressed(town, "showroom", "showroom", ways), 1):
        yield {
            "visit_id": f"V-{deed.at:%m%d}-{number:04d}",
            "arrived": deed.at.strftime("%m/%d/%Y %H:%M"),
            "minutes": rng.randint(8, 75),
            "showroom": _SHOWROOMS[deed.who.household % len(_SHOWROOMS)],
            "loyalty_card": guise.get("loyalty", rng),
            "phone": guise.get("phone", rng),
            "email": guise.get("email", rng),
            "app_user": guise.get("account", rng),
            "looked_at": [{"sku": good.sku, "title": good.title} for good in deed.goods],
        }


def app_installs(town: Town) -> Iterator[Row]:
    """Most sign in with an e-mail or a loyalty card; some only look around."""
    rng = town.stream("app")
    ways = "account device email, account device email, account device email loyalty, account device loyalty, device"
    for number, (deed, guise) in enumerate(dressed(town, "app", "install", ways), 400_001):
        signed_in = {what: guise.get(what, rng) for what in ("email", "loyalty")}
        yield {
            "install_id": number,
            "installed_at": int(deed.at.timestamp()) * 1000,
            "device_id": guise.get("device", rng),
            "platform": rng.choice(_PLATFORMS),
            "version": f"3.{deed.at.month - 1}.{rng.randrange(4)}",
            "user": {"id": guise.get("account", rng)} | signed_in if "account" in guise.shown else None,
        }


def coupon_scans(town: Town) -> Iterator[Row]:
    """Scanned in the app, or at the kiosk with the loyalty card; most were really redeemed days later.

    The app's clock was once not set: its row is rejected.
    """
    rng = town.stream("coupons")
    ways = "account device, account device loyalty, loyalty"
    for number, (deed, guise) in enumerate(dressed(town, "coupons", "scan", ways), 1):
        yield {
            "scan_id": f"S{number:06d}",
            "scanned_at": zulu(deed.at),
            "coupon_upc": deed.facts["coupon"],
            "campaign": deed.facts["campaign"],
            "where": "app" if "account" in guise.shown else "kiosk",
            "app_user": guise.get("account", rng),
            "device_id": guise.get("device", rng),
            "loyalty_card": guise.get("loyalty", rng),
        }
    yield {"scan_id": "S999999", "scanned_at": "yesterday", "coupon_upc": "0", "where": "kiosk", "loyalty_card": "1"}
