"""The loader of the Complete Journey: a folder of tables, each with a pipeline of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from loaders.build.loader import Loader, Pipeline
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.format import Format
from loaders.formats.parquet.reader import ParquetFormat
from loaders.formats.row_groups import RowGroup
from loaders.formats.rows import Row
from loaders.sources.complete_journey import baskets, campaigns, coupon_redemptions, households
from loaders.sources.complete_journey.households import SOURCE, Households
from loaders.sources.complete_journey.tables import (
    LOADED,
    LOOKED_UP,
    campaign_descriptions,
    product_names,
    table_format,
)
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput

_Items: TypeAlias = Callable[..., Iterator[Item | Rejected]]
NAME = "complete-journey"


def journey_loader() -> Loader:
    """The loader of the whole folder, or of any of its files."""
    return Loader(NAME, SOURCE, pipeline_for, tuple(LOADED))


def pipeline_for(path: Path) -> Pipeline:
    """The pipeline of a file by its name: `transactions.parquet`, also `transactions_2017.csv`.

    Raises InvalidInput for the name of a table that is only looked up, or of none.
    """
    table = next((table for table in (*LOOKED_UP, *LOADED) if path.stem.startswith(table)), None)
    if table == "demographics":
        return _pipeline(table_format(path, LOADED[table]), households.items)
    if table == "transactions":
        # By household first: a batch then touches few records, and the rows of a basket lie together.
        format = table_format(path, LOADED[table], ("household_id", "basket_id"))
        beside, products = Households.beside(path), product_names(path)
        normalise = partial(baskets.items, households=beside, products=products)
        return Pipeline(
            format, _WithoutDefaults(normalise), baskets.basket_id, is_sorted=isinstance(format, ParquetFormat)
        )
    if table == "coupon_redemptions":
        format = table_format(path, LOADED[table])
        return _pipeline(format, partial(coupon_redemptions.items, households=Households.beside(path)))
    if table == "campaigns":
        format = table_format(path, LOADED[table])
        beside, descriptions = Households.beside(path), campaign_descriptions(path)
        return _pipeline(format, partial(campaigns.items, households=beside, descriptions=descriptions))
    names = ", ".join(LOADED)
    if table:
        raise InvalidInput(f"{path}: is only looked up beside the others; load the files named {names}")
    raise InvalidInput(f"{path}: its name tells of no Complete Journey file; it must start with one of {names}")


def _pipeline(format: Format, items: _Items) -> Pipeline:
    return Pipeline(format, _WithoutDefaults(items))


@dataclass(frozen=True)
class _WithoutDefaults:
    """Normalises rows of households, which have an id and no phone, so that no default of a record matters. It can be
    pickled."""

    items: _Items

    def __call__(
        self, rows: Iterable[Row] | Iterable[RowGroup], _defaults: RecordDefaults
    ) -> Iterator[Item | Rejected]:
        return self.items(rows)
