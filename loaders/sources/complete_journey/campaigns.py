"""Campaigns that households of the Complete Journey received by mail.

A row names campaign and household alone; kind and dates of the campaign are in the campaign_descriptions beside it.
"""

from collections.abc import Iterable, Iterator, Mapping

from loaders.build.items import item_per_row
from loaders.formats.rows import BadCell, Row
from loaders.sources.complete_journey.households import SOURCE, Households
from profile_service.domain.sources.events import Interaction, Json
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.times import read_time


def items(rows: Iterable[Row], households: Households, descriptions: Mapping[str, Row]) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each campaign of a household."""
    return item_per_row(rows, lambda row: campaign(row, households, descriptions))


def campaign(row: Row, households: Households, descriptions: Mapping[str, Row]) -> Item:
    """One campaign, at the time when it started. Raises BadCell where it has no description."""
    household, id = row.require("household_id"), row.require("campaign_id")
    description = descriptions.get(id)
    if description is None:
        raise BadCell("campaign_id", "campaign_id is not among the campaign_descriptions, so its time is unknown")
    event = Interaction(
        key=f"{SOURCE}:campaign:{id}:{household}",
        record=record_key(SOURCE, household),
        kind="campaign",
        occurred_at=description.parse("start_date", read_time),
        channel="mail",
        task="inform",
        direction="one-way",
        details={"campaign_id": id} | _details(description),
    )
    return Item(row.line, households.first_seen(household), (event,))


def _details(description: Row) -> dict[str, Json]:
    return {name: text for name in ("campaign_type", "end_date") if (text := description.get(name))}
