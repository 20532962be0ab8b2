"""Every loader by its name on the command line."""

from dataclasses import replace
from pathlib import Path

from loaders.build.instance import instance_of
from loaders.build.loader import Loader
from loaders.build.source import Source, csv_source, ndjson_source
from loaders.mapping.mapped_loader import mapped_loader
from loaders.sources.complete_journey import journey_loader
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
        csv_source("shopify-customers", shopify_customers, "customers_export"),
        csv_source("shopify-orders", shopify_orders, "orders_export", group_key=shopify_orders.order_name),
        csv_source("salesforce-accounts", accounts, "Account"),
        csv_source("salesforce-contacts", contacts, "Contact"),
        csv_source("salesforce-cases", cases, "Case"),
        csv_source("google-contacts", google_contacts, "contacts"),
        Source("vcard-contacts", vcard_contacts.SOURCE, vcard_contacts.FORMAT, vcard_contacts.items),
        csv_source("hubspot-contacts", hubspot_contacts, "hubspot-crm-exports"),
        csv_source("magento-customers", magento_customers, "customer"),
        csv_source("magento-addresses", magento_addresses, "customer_address"),
        csv_source(
            "mailchimp-audience",
            mailchimp_audience,
            *mailchimp_audience.STEMS,
            file_arguments=mailchimp_audience.file_arguments,
        ),
        csv_source("klaviyo-profiles", klaviyo_profiles),
        csv_source("stripe-customers", stripe_customers, "customers", refused=stripe_customers.CARD_NUMBERS),
        csv_source("woocommerce-customers", woocommerce_customers, "customers"),
        csv_source("woocommerce-orders", woocommerce_orders, "orders"),
        ndjson_source("zendesk-users", users, "users"),
        ndjson_source("zendesk-tickets", tickets, "tickets"),
        ndjson_source("zendesk-comments", comments, "comments", file_arguments=comments.file_arguments),
        ndjson_source("records", records, "records"),
    )
}
"""The sources whose files are all alike, by name: one line here and one module each. People come before events."""

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

NAMES = (journey_loader.NAME, *SOURCES, *PRESETS, "mapped")
"""Every name that `loader` takes, in the order in which they are listed to a person."""


def loader(
    name: str, *, mapping: Path | None = None, country: str | None = None, instance: str | None = None
) -> Loader:
    """The loader of that name. `country` (ISO 3166) reads national phone numbers of rows that name no country.

    `instance`: the name of one of several systems of this source, such as `shopify-eu`.
    Raises InvalidInput for an unknown name, where `mapped` comes without a mapping or another one with it, and for a
    name that is no instance's.
    """
    if name not in NAMES:
        raise InvalidInput(f"{name} is no source; choose one of {', '.join(NAMES)}")
    named = replace(_named(name, mapping), mapping=mapping, country=country)
    if instance is None:
        return named
    if named.source == records.SOURCE:
        raise InvalidInput(f"rows of {name} name their own sources; leave --source out")
    return replace(named, instance=instance_of(named.source, instance))


def _named(name: str, mapping: Path | None) -> Loader:
    if name == "mapped":
        if mapping is None:
            raise InvalidInput("the source mapped needs a mapping; give one with --mapping FILE")
        return mapped_loader(mapping)
    if mapping is not None:
        raise InvalidInput(f"the source {name} takes no mapping; leave --mapping out, or load with the source mapped")
    if name == journey_loader.NAME:
        return journey_loader.journey_loader()
    if name in PRESETS:
        return replace(mapped_loader(schema_path("mappings", "presets", f"{name}.yaml")), name=name)
    return SOURCES[name].loader()
