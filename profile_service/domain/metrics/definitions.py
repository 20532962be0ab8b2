"""The metrics: what each counts, in which unit, and where its definition comes from.

An order counts as `domain/sources/order_states.py` decides; months are those of UTC, as in the tallies. What somebody
did is theirs whatever records they had then: after a merge, a split or an erasure the past is told anew.
"""

from dataclasses import dataclass
from enum import Enum


class MetricName(Enum):
    SALES = "sales"
    REFUNDS = "refunds"
    REVENUE = "revenue"
    ORDERS = "orders"
    AVERAGE_ORDER_VALUE = "average_order_value"
    ACTIVE_CUSTOMERS = "active_customers"
    NEW_CUSTOMERS = "new_customers"
    RETAINED_CUSTOMERS = "retained_customers"
    RETURNED_CUSTOMERS = "returned_customers"
    CHURNED_CUSTOMERS = "churned_customers"
    ORDERS_PER_CUSTOMER = "orders_per_customer"
    REPEAT_RATE = "repeat_rate"
    RETURNS = "returns"
    RETURN_RATE = "return_rate"
    CONTACTS = "contacts"
    CONTACTS_PER_100_ORDERS = "contacts_per_100_orders"
    LIFETIME_VALUE = "lifetime_value"


class MetricUnit(Enum):
    """MONEY: minor units of a currency; SHARE: from 0 to 1; RATIO: of two counts."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """`title` and `meaning` are for people. `source`: where the definition comes from. `numerator` and `denominator`
    name columns of the sums of a period (service/metrics/fact_table.py); without a denominator the numerator is the
    value. `at_end`: it can only be counted when the period is over."""

    name: MetricName
    title: str
    unit: MetricUnit
    meaning: str
    source: str
    numerator: str
    denominator: str | None = None
    times: int = 1
    at_end: bool = False

    @property
    def customers(self) -> str:
        """The mark of the customers behind it: those that its numerator counts, or whose acts it adds up."""
        return _BEHIND.get(self.numerator, self.numerator)


_BEHIND = {"kept_sales": "orders", "revenue_so_far": "so_far"}
_SHOPIFY = "Shopify Help Center, Finances and Sales reports"
_KUSTO = "Kusto, new_activity_metrics plugin"
_HERE = "this service"

DEFINITIONS: dict[MetricName, MetricDefinition] = {
    each.name: each
    for each in (
        MetricDefinition(
            MetricName.SALES,
            "Sales",
            MetricUnit.MONEY,
            "What orders and exchanges of the period came to as placed, after discounts; not cancelled or unpaid ones.",
            _SHOPIFY,
            "sales",
        ),
        MetricDefinition(
            MetricName.REFUNDS,
            "Refunds",
            MetricUnit.MONEY,
            "What was given back: by the state of an order in the order's period, and what a record's returns gave "
            "back beyond that, in the return's.",
            _SHOPIFY,
            "refunds",
        ),
        MetricDefinition(
            MetricName.REVENUE,
            "Revenue",
            MetricUnit.MONEY,
            "Sales less refunds, by the states of orders and by returns; payments and refunds that came as events "
            "of their own change nothing.",
            _SHOPIFY,
            "revenue",
        ),
        MetricDefinition(
            MetricName.ORDERS, "Orders", MetricUnit.COUNT, "Orders that count as purchases.", _SHOPIFY, "orders"
        ),
        MetricDefinition(
            MetricName.AVERAGE_ORDER_VALUE,
            "Average order value",
            MetricUnit.MONEY,
            "What the orders that count came to, less what was given back of them by their states, by their number.",
            _SHOPIFY,
            "kept_sales",
            "orders_with_amount",
        ),
        MetricDefinition(
            MetricName.ACTIVE_CUSTOMERS,
            "Active customers",
            MetricUnit.COUNT,
            "Customers with an order in the period: new, retained and returned ones together.",
            _KUSTO,
            "active",
        ),
        MetricDefinition(
            MetricName.NEW_CUSTOMERS,
            "New customers",
            MetricUnit.COUNT,
            "Customers whose first order is in the period.",
            _KUSTO,
            "new",
        ),
        MetricDefinition(
            MetricName.RETAINED_CUSTOMERS,
            "Retained customers",
            MetricUnit.COUNT,
            "Customers with an order in the period and one in the period before.",
            _KUSTO,
            "retained",
        ),
        MetricDefinition(
            MetricName.RETURNED_CUSTOMERS,
            "Returned customers",
            MetricUnit.COUNT,
            "Customers with an order in the period, none in the period before, and one earlier.",
            _KUSTO,
            "returned",
        ),
        MetricDefinition(
            MetricName.CHURNED_CUSTOMERS,
            "Churned customers",
            MetricUnit.COUNT,
            "Customers with an order in the period before, and none in this one; counted when it is over.",
            _KUSTO,
            "churned",
            at_end=True,
        ),
        MetricDefinition(
            MetricName.ORDERS_PER_CUSTOMER,
            "Orders per customer",
            MetricUnit.RATIO,
            "Orders of the period by the customers who placed them.",
            _SHOPIFY,
            "orders",
            "active",
        ),
        MetricDefinition(
            MetricName.REPEAT_RATE,
            "Repeat rate",
            MetricUnit.SHARE,
            "Of the customers with an order in the period, those who had placed two or more by its end.",
            _SHOPIFY,
            "repeating",
            "active",
        ),
        MetricDefinition(
            MetricName.RETURNS,
            "Returns",
            MetricUnit.COUNT,
            "Returns that came in during the period.",
            _SHOPIFY,
            "returns",
        ),
        MetricDefinition(
            MetricName.RETURN_RATE,
            "Return rate",
            MetricUnit.SHARE,
            "Returns of the period by its paid orders, given back since or not; what comes back is mostly of earlier "
            "orders.",
            _SHOPIFY,
            "returns",
            "paid_orders",
        ),
        MetricDefinition(
            MetricName.CONTACTS,
            "Contacts",
            MetricUnit.COUNT,
            "Calls, tickets, chats, also with bots, messages, inquiries, complaints and claims.",
            _HERE,
            "contacts",
        ),
        MetricDefinition(
            MetricName.CONTACTS_PER_100_ORDERS,
            "Contacts per 100 orders",
            MetricUnit.RATIO,
            "Contacts of the period by its orders, times 100.",
            _HERE,
            "contacts",
            "orders",
            100,
        ),
        MetricDefinition(
            MetricName.LIFETIME_VALUE,
            "Lifetime value so far",
            MetricUnit.MONEY,
            "Revenue up to the end of the period by the customers who had ordered by then.",
            "Klaviyo, historic customer lifetime value",
            "revenue_so_far",
            "customers_so_far",
        ),
    )
}
