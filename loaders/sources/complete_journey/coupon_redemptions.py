"""Coupons that households of the Complete Journey redeemed in the store."""

from collections.abc import Iterable, Iterator

from loaders.build.items import item_per_row
from loaders.formats.rows import Row
from loaders.sources.complete_journey.households import SOURCE, Households
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.times import read_time


def items(rows: Iterable[Row], households: Households) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each redemption."""
    return item_per_row(rows, lambda row: redemption(row, households))


def redemption(row: Row, households: Households) -> Item:
    """One coupon_redemption, about its coupon."""
    household, coupon, campaign = row.require("household_id"), row.require("coupon_upc"), row.require("campaign_id")
    redeemed_at = row.parse("redemption_date", read_time)
    event = Interaction(
        key=f"{SOURCE}:redemption:{household}:{coupon}:{campaign}:{redeemed_at[:10]}",
        record=record_key(SOURCE, household),
        kind="coupon_redemption",
        occurred_at=redeemed_at,
        channel="store",
        task="purchase",
        direction="two-way",
        about=(Subject("Coupon", f"{SOURCE}:{coupon}"),),
        details={"campaign_id": campaign},
    )
    return Item(row.line, households.first_seen(household), (event,))
