"""Where a view refuses a field: naming something that it does not show is an error with the code OUTSIDE_VIEW.

The fields of a context are refused alike, by service/profile/customer_context.py. The rule is View.require.
"""

from collections.abc import Sequence

from profile_service.api.types.profile.golden import GoldenString
from profile_service.domain.search.hits import SearchMatch
from profile_service.service.profile.customer import Customer


def golden_name(customer: Customer) -> GoldenString | None:
    customer.view.require("attribute", ["name"])
    return GoldenString.of(customer.golden_name())


def golden_attribute(customer: Customer, name: str) -> GoldenString | None:
    customer.view.require("attribute", [name])
    return GoldenString.of(customer.golden_attribute(name))


def golden_identifier(customer: Customer, type: str) -> GoldenString | None:
    customer.view.require("identifier", [type])
    return GoldenString.of(customer.golden_identifier(type))


def require_identifier_types(customer: Customer, types: Sequence[str]) -> None:
    customer.view.require("identifier", types)


def require_event_kinds(customer: Customer, kinds: Sequence[str]) -> None:
    customer.view.require("kind", kinds)


def require_journey(customer: Customer) -> None:
    customer.view.require("insight", ["journey"])


def require_recommendations(customer: Customer) -> None:
    customer.view.require("insight", ["recommendations"])


def shows_match(customer: Customer, match: SearchMatch) -> bool:
    """Whether the view shows the value that a search matched."""
    if match.kind in ("id", "order", "reference"):
        return True
    if match.kind in ("identifier", "email", "phone"):
        return customer.view.shows_identifier(match.text.partition(":")[0])
    attributes = {"name", "name" if match.kind == "nickname" else match.kind}
    return all(map(customer.view.shows_attribute, attributes))
