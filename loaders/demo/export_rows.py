"""Rows of the exports, and the cells that several of them write alike."""

from typing import TypeAlias

from loaders.demo.products import ShopProduct
from profile_service.domain.sources.events import Json

CsvRow: TypeAlias = dict[str, str]
JsonRow: TypeAlias = dict[str, Json]


def dollars(cents: int) -> str:
    """`12.34`."""
    return f"{cents // 100}.{cents % 100:02d}"


def product_cell(product: ShopProduct) -> dict[str, Json]:
    """SKU and title, as most systems name a product."""
    return {"sku": product.sku, "title": product.title}
