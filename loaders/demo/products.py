"""Products of the invented web shop. The real grocer's products come with the real purchases."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """`cents`: the price in US cents."""

    sku: str
    title: str
    cents: int


_CATALOGUE = """
KIT-101 Stand mixer 5 qt, red|24900
KIT-102 Cast-iron skillet 12 in|3995
KIT-103 Chef's knife 8 in|7450
KIT-104 Dutch oven 6 qt|11900
KIT-105 Espresso machine with grinder|54900
KIT-106 Burr coffee grinder|8900
KIT-107 Electric kettle 1.7 l|5990
KIT-108 Sheet pan, set of 2|2499
KIT-109 Mixing bowls, set of 5|3299
KIT-110 Bamboo cutting board|2150
KIT-111 Kitchen scale|1899
KIT-112 Pressure cooker 8 qt|9995
TAB-201 Stoneware dinner set, 16 pieces|8900
TAB-202 Wine glasses, set of 6|3600
TAB-203 Linen tablecloth, ivory|4450
TAB-204 Cutlery set, 24 pieces|6900
TAB-205 Salad servers, olive wood|1950
TAB-206 Coffee mugs, set of 4|2400
HOM-301 Wool throw, grey|6500
HOM-302 Scented candle "Fig & Cedar"|1800
HOM-303 Table lamp, brass|7900
HOM-304 Storage baskets, set of 3|3450
HOM-305 Armchair "Oslo", oak|42900
HOM-306 Bookshelf, walnut|25900
HOM-307 Cotton towels, set of 4|3900
HOM-308 Down pillow|4500
GAR-401 Garden hose 50 ft|3499
GAR-402 Raised bed, cedar|12900
GAR-403 Pruning shears|2250
GAR-404 Charcoal grill 22 in|14900
GIF-501 Olive oil tasting box|3900
GIF-502 Chocolate assortment, 36 pieces|4200
GIF-503 Tea sampler, 12 tins|2800
GIF-504 Spice rack with 16 jars|5400
""".strip().splitlines()


def _product(line: str) -> ShopProduct:
    title, _, cents = line.rpartition("|")
    sku, _, title = title.partition(" ")
    return ShopProduct(sku, title, int(cents))


PRODUCTS = tuple(map(_product, _CATALOGUE))
BY_SKU = {product.sku: product for product in PRODUCTS}
LARGE_PRODUCTS = tuple(product for product in PRODUCTS if product.cents > 10_000)
"""Products that people look at in a showroom first."""
