"""What is worked out of a customer's events, as an export has it."""

from profile_service.domain.context.insights import Insights
from profile_service.domain.context.purchases.products import ProductContext
from profile_service.domain.privacy.exported_values import Exported, ExportedValues, plain
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.customer_context import CustomerContext

_PRODUCTS = ("bought", "returned", "wished", "complained_about", "due", "recommended")


async def exported_insights(customer: Customer, values: ExportedValues) -> Exported:
    """Every insight by its name, as of now, with its reason and the keys of the events that it rests on."""
    context = CustomerContext(customer)
    insights = await context.insights("nextActions")
    return {
        "as_of": context.now,
        **_shown(insights),
        "recent_contacts": [values.contact(plain(contact)) for contact in insights.contacts],
        "next_actions": plain(context.next_actions(insights)),
    }


def _shown(insights: Insights) -> Exported:
    return {
        "open_threads": plain(insights.threads),
        "repeat_contacts": plain(insights.repeats),
        "orders": plain(insights.orders),
        "sentiment": plain(insights.sentiment),
        "preferences": plain(insights.preferences),
        "value": plain(insights.value),
        "risks": plain(insights.risks),
        "promoter": plain(insights.promoter),
        "products": _products(insights.products),
        "next_step": plain(insights.next_step),
    }


def _products(products: ProductContext) -> Exported:
    return {name: plain(getattr(products, name)) for name in _PRODUCTS}
