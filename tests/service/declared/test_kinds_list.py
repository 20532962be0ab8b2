"""docs/mapping.md lists the kinds of events as they are declared."""

from profile_service.service.declared.kinds_list import kinds_list
from tests.sources import ROOT


def test_document_lists_the_declared_kinds() -> None:
    text = (ROOT / "docs/mapping.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- kinds -->\n")[2].partition("<!-- /kinds -->")[0]
    assert shown == kinds_list(), "print it anew: python -m profile_service.service.declared.kinds_list"


def test_every_kind_and_alias_is_listed() -> None:
    entries = kinds_list()
    assert "- **cart**, goods in a cart, and checkouts: `cart` (`cart_updated`), `cart_add` (`add_to_cart`, " in entries
    assert "`wishlist_remove` (`remove_from_wishlist`," in entries
