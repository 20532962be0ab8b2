"""Every loader by its name on the command line."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from loaders.build.loader import Loader, Recipe
from loaders.build.source import Source, objects, table
from loaders.mapping.mapped_loader import mapped
from loaders.sources.complete_journey import events, households
from loaders.sources.google import contacts as google_contacts
from loaders.sources.hubspot import contacts as hubspot_contacts
from loaders.sources.klaviyo import profiles as klaviyo_profiles
from loaders.sources.magento import addresses as magento_addresses
from loaders.sources.magento import customers as magento_customers
from loaders.sources.mailchimp import audience as mailchimp_audience
from loaders.sources.row_model import records
from loaders.sources.salesforce import accounts, cases, contacts
from loaders.sources.shopify import customers as shopify_customers
from loaders.sources.shopify import orders as shopify_orders
from loaders.sources.stripe import customers as stripe_customers
from loaders.sources.vcard import contacts as vcard_contacts
from loaders.sources.woocommerce import customers as woocommerce_customers
from loaders.sources.woocommerce import orders as woocommerce_orders
from loaders.sources.zendesk import comments, tickets, users
from profile_service.domain.values.errors import InvalidInput
from profile_service.schema_data import schema_path

SOURCES = {
    source.name: source
    for source in (
        table("shopify-customers", shopify_customers, "customers_export"),
        table("shopify-orders", shopify_orders, "orders_export"),
        table("salesforce-accounts", accounts, "Account"),
        table("salesforce-contacts", contacts, "Contact"),
        table("salesforce-cases", cases, "Case"),
        table("google-contacts", google_contacts, "contacts"),
        Source("vcard-contacts", vcard_contacts.SOURCE, vcard_contacts.FORMAT, vcard_contacts.items),
        table("hubspot-contacts", hubspot_contacts, "hubspot-crm-exports"),
        table("magento-customers", magento_customers, "customer"),
        table("magento-addresses", magento_addresses, "customer_address"),
        table("mailchimp-audience", mailchimp_audience, *mailchimp_audience.STEMS, of_file=mailchimp_audience.of_file),
        table("klaviyo-profiles", klaviyo_profiles),
        table("stripe-customers", stripe_customers, "customers", refused=stripe_customers.CARD_NUMBERS),
        table("woocommerce-customers", woocommerce_customers, "customers"),
        table("woocommerce-orders", woocommerce_orders, "orders"),
        objects("zendesk-users", users, "users"),
        objects("zendesk-tickets", tickets, "tickets"),
        objects("zendesk-comments", comments, "comments", of_file=comments.of_file),
        objects("records", records, "records"),
    )
}
"""The sources of which every file is alike, by name: one line here and one file beside. People stand before events."""

PRESETS = (
    "activecampaign-contacts",
    "brevo-contacts",
    "feefo-reviews",
    "okendo-reviews",
    "outlook-contacts",
    "powerreviews-reviews",
    "salesforce-report",
    "square-customers",
    "trustpilot-reviews",
    "yotpo-reviews",
)
"""The sources that are mappings, schema/mappings/presets/<name>.yaml: no code is needed, or no export was seen."""

NAMES = ("complete-journey", *SOURCES, *PRESETS, "mapped")
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
    if name in PRESETS:
        return replace(mapped(schema_path("mappings", "presets", f"{name}.yaml"), country), name=name)
    return SOURCES[name].loader(country)


def _journey(path: Path) -> Recipe:
    """By the file's name: `transactions.parquet`, also `transactions_2017.csv`."""
    stem = next((stem for stem in (*_LOOK_UPS, *_JOURNEY) if path.stem.startswith(stem)), None)
    if stem == "demographics":
        return Recipe(households.reader(path, households.DEMOGRAPHICS), events.demographics)
    if stem == "transactions":
        # By household first: a batch then touches few records, and the rows of a basket lie together.
        format = households.reader(path, events.TRANSACTIONS, ("household_id", "basket_id"))
        known, products = households.households_beside(path), households.products_beside(path)
        return Recipe(format, partial(events.transactions, known=known, products=products))
    if stem == "coupon_redemptions":
        format = households.reader(path, events.REDEMPTIONS)
        return Recipe(format, partial(events.redemptions, known=households.households_beside(path)))
    if stem == "campaigns":
        format = households.reader(path, events.CAMPAIGNS)
        known, described = households.households_beside(path), households.campaigns_beside(path)
        return Recipe(format, partial(events.campaigns, known=known, described=described))
    names = ", ".join(_JOURNEY)
    if stem:
        raise InvalidInput(f"{path}: is only looked up beside the others; load the files named {names}")
    raise InvalidInput(f"{path}: its name tells of no Complete Journey file; it must start with one of {names}")
