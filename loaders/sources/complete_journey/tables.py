"""The tables of the Complete Journey: their columns, and the rows of a table that lies beside another."""

from collections.abc import Iterator
from pathlib import Path

from loaders.formats.csv.reader import CsvFormat
from loaders.formats.format import Format
from loaders.formats.parquet.reader import ParquetFormat
from loaders.formats.rows import Row
from loaders.formats.streams import file_exists
from profile_service.domain.values.errors import InvalidInput

LOADED = {
    "demographics": (
        "household_id", "age", "income", "home_ownership", "marital_status", "household_size", "household_comp",
        "kids_count",
    ),
    "transactions": (
        "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc", "coupon_disc",
        "coupon_match_disc", "week", "transaction_timestamp",
    ),
    "campaigns": ("campaign_id", "household_id"),
    "coupon_redemptions": ("household_id", "coupon_upc", "campaign_id", "redemption_date"),
}  # fmt: skip
"""Table → columns that a file must have; in the order of loading."""

LOOKED_UP = {
    "campaign_descriptions": ("campaign_id", "campaign_type", "start_date", "end_date"),
    "products": ("product_id", "department", "brand", "product_category"),
    "coupons": ("coupon_upc", "product_id", "campaign_id"),
    "promotions": ("product_id", "store_id", "display_location", "mailer_location"),
}
"""Table → columns by which a file is recognised that is not loaded itself, but read beside others."""

_SUFFIXES = (".parquet", ".csv", ".csv.gz", ".csv.zst")
_NEEDED_BESIDE = {
    "demographics": ("household_id",),
    "products": ("product_id",),
    "campaign_descriptions": ("campaign_id", "start_date"),
}


def table_format(path: Path, columns: tuple[str, ...], order: tuple[str, ...] = ()) -> Format:
    """The format of a table by its file's name. Parquet comes ordered by `order`, CSV as it stands in the file."""
    return CsvFormat(columns) if ".csv" in path.name.lower() else ParquetFormat(columns, order)


def rows_beside(path: Path, table: str) -> Iterator[Row]:
    """The sound rows of a table in the same directory as `path`; none where there is no such file."""
    for suffix in _SUFFIXES:
        file = path.with_name(table + suffix)
        if file_exists(file):
            return (row for row in table_format(file, _NEEDED_BESIDE[table]).rows(file) if not row.flaw)
    return iter(())


def product_names(path: Path) -> dict[str, str]:
    """Product id → name, such as `ICE - CRUSHED/CUBED 22 LB`, from the products beside a file."""
    return {row.get("product_id"): _product_name(row) for row in rows_beside(path, "products")}


def campaign_descriptions(path: Path) -> dict[str, Row]:
    """Campaign id → its description beside a file. Raises InvalidInput where there is none: it dates the campaigns."""
    descriptions = {row.get("campaign_id"): row for row in rows_beside(path, "campaign_descriptions")}
    if not descriptions:
        raise InvalidInput(f"{path}: campaign_descriptions, which dates the campaigns, is not beside it; put it there")
    return descriptions


def _product_name(row: Row) -> str:
    kind = row.get_first("product_type", "product_category", "department")
    return " ".join(filter(None, (kind, row.get("package_size"))))
