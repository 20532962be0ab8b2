"""Every loader by its name on the command line."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from loaders import (
    complete_journey,
    households,
    salesforce_contacts,
    shopify_customers,
    shopify_orders,
    zendesk_tickets,
    zendesk_users,
)
from loaders.delimited import Csv
from loaders.loader import Loader, Recipe
from loaders.mapped import mapped
from loaders.ndjson import Ndjson
from loaders.source import Source
from profile_service.domain.errors import InvalidInput

SOURCES = {
    source.name: source
    for source in (
        Source("shopify-customers", "shopify", Csv(shopify_customers.COLUMNS), shopify_customers.items),
        Source("shopify-orders", "shopify", Csv(shopify_orders.COLUMNS), shopify_orders.items),
        Source("salesforce-contacts", "salesforce", Csv(salesforce_contacts.COLUMNS), salesforce_contacts.items),
        Source("zendesk-users", "zendesk", Ndjson(zendesk_users.FIELDS), zendesk_users.items),
        Source("zendesk-tickets", "zendesk", Ndjson(zendesk_tickets.FIELDS), zendesk_tickets.items),
    )
}
"""The sources of which every file is alike, by name; each is one line here and one file beside."""

NAMES = ("complete-journey", *SOURCES, "mapped")
_JOURNEY = ("demographics", "transactions", "campaigns", "coupon_redemptions")
_LOOK_UPS = ("campaign_descriptions", "products", "coupons", "promotions")


def loader(name: str, *, mapping: Path | None = None, country: str | None = None) -> Loader:
    """The loader of that name. `country` (ISO 3166) reads national phone numbers of rows that name no country.

    Raises InvalidInput for an unknown name, and where `mapped` comes without a mapping or another one with it.
    """
    if name not in NAMES:
        raise InvalidInput(f"{name} is no source; choose one of {', '.join(NAMES)}")
    return replace(_named(name, mapping, country), mapping=mapping, country=country)


def _named(name: str, mapping: Path | None, country: str | None) -> Loader:
    if name == "mapped":
        if mapping is None:
            raise InvalidInput("the source mapped needs a mapping; give one with --mapping FILE")
        return mapped(mapping, country)
    if mapping is not None:
        raise InvalidInput(f"the source {name} takes no mapping; leave --mapping out, or load with the source mapped")
    if name == "complete-journey":
        return Loader(name, households.SOURCE, _journey, _JOURNEY)
    return SOURCES[name].loader(country)


def _journey(path: Path) -> Recipe:
    """By the file's name: `transactions.parquet`, also `transactions_2017.csv`."""
    stem = next((stem for stem in (*_LOOK_UPS, *_JOURNEY) if path.stem.startswith(stem)), None)
    if stem == "demographics":
        return Recipe(households.reader(path, households.DEMOGRAPHICS), complete_journey.demographics)
    if stem == "transactions":
        # By household first: a batch then touches few records, and the rows of a basket lie together.
        format = households.reader(path, complete_journey.TRANSACTIONS, ("household_id", "basket_id"))
        known, products = households.households_beside(path), households.products_beside(path)
        return Recipe(format, partial(complete_journey.transactions, known=known, products=products))
    if stem == "coupon_redemptions":
        format = households.reader(path, complete_journey.REDEMPTIONS)
        return Recipe(format, partial(complete_journey.redemptions, known=households.households_beside(path)))
    if stem == "campaigns":
        format = households.reader(path, complete_journey.CAMPAIGNS)
        known, described = households.households_beside(path), households.campaigns_beside(path)
        return Recipe(format, partial(complete_journey.campaigns, known=known, described=described))
    names = ", ".join(_JOURNEY)
    if stem:
        raise InvalidInput(f"{path}: is only looked up beside the others; load the files named {names}")
    raise InvalidInput(f"{path}: its name tells of no Complete Journey file; it must start with one of {names}")
