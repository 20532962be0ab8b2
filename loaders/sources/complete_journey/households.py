"""Households of the Complete Journey as source records, and what lies beside a file: demographics, product names."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from loaders.formats.csv.reader import Csv
from loaders.formats.format import Format
from loaders.formats.parquet.reader import Parquet
from loaders.formats.rows import Row
from loaders.formats.streams import is_there
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier

SOURCE = "completejourney"
SUFFIXES = (".parquet", ".csv", ".csv.gz", ".csv.zst")
DEMOGRAPHICS = (
    "household_id", "age", "income", "home_ownership", "marital_status", "household_size", "household_comp",
    "kids_count",
)  # fmt: skip


class Households:
    """Gives the record of each household once, when it is first seen.

    The record holds the demographics where they are known, so that it is the same whichever file brings it.
    """

    def __init__(self, described: Mapping[str, SourceRecord]) -> None:
        self._described = described
        self._seen: set[str] = set()

    def first_seen(self, id: str) -> tuple[SourceRecord, ...]:
        if id in self._seen:
            return ()
        record = self._described.get(id) or _record(id, {})
        self._seen.add(id)
        return (record,)


def household(row: Row) -> SourceRecord:
    """The record of a row of demographics."""
    return _record(row.need("household_id"), {name: text for name in DEMOGRAPHICS[1:] if (text := row.get(name))})


def households_beside(path: Path) -> Households:
    return Households({record.record_id: record for record in map(household, beside(path, "demographics"))})


def products_beside(path: Path) -> dict[str, str]:
    """Product id → name, such as `ICE - CRUSHED/CUBED 22 LB`."""
    return {row.get("product_id"): _product_name(row) for row in beside(path, "products")}


def campaigns_beside(path: Path) -> dict[str, Row]:
    """Campaign id → its description. Raises InvalidInput where the file with their dates is not there."""
    described = {row.get("campaign_id"): row for row in beside(path, "campaign_descriptions")}
    if not described:
        raise InvalidInput(f"{path}: campaign_descriptions, which dates the campaigns, is not beside it; put it there")
    return described


def beside(path: Path, stem: str) -> Iterator[Row]:
    """The sound rows of a file of that name in the same directory; none where there is no such file."""
    columns = {"demographics": DEMOGRAPHICS[:1], "products": ("product_id",)}.get(stem, ("campaign_id", "start_date"))
    for suffix in SUFFIXES:
        file = path.with_name(stem + suffix)
        if is_there(file):
            return (row for row in reader(file, columns).rows(file) if not row.flaw)
    return iter(())


def reader(path: Path, columns: tuple[str, ...], order: tuple[str, ...] = ()) -> Format:
    return Csv(columns) if ".csv" in path.name.lower() else Parquet(columns, order)


def _record(id: str, attributes: Mapping[str, str]) -> SourceRecord:
    own = identifier("loyalty_id", id)
    return SourceRecord(SOURCE, own.value, attributes, (own,))


def _product_name(row: Row) -> str:
    kind = next(filter(None, map(row.get, ("product_type", "product_category", "department"))), "")
    return " ".join(filter(None, (kind, row.get("package_size"))))
