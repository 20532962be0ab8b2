"""The records that an item names."""

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier

_AT, _LATER = "2026-11-22T09:00:00.000000Z", "2026-11-23T09:00:00.000000Z"
_MAIL, _PHONE = Identifier("email", "ann@shop.org"), Identifier("phone", "+14155552671")
_ANN = SourceRecord("shop", "7:1", {"name": "Ann Smith", "city": "Lyon"}, (_MAIL, _PHONE), _AT)
_VISIT = Interaction(
    "e", "shop:1", "visit", _AT, "web", "mobile", "browse", "one-way", (Subject("Case", "d:1"),), {"a": 1}
)


def test_item_names_its_records() -> None:
    consent = Consent("shop:5", "marketing", "email", ConsentStatus.GRANTED, None, "")
    merge, deletion = SourceMerge("shop:2", "shop:3", "twice"), SourceDeletion("shop:4")
    item = Item(2, (_ANN,), (_VISIT,), merges=(merge,), deletions=(deletion,), consents=(consent,))
    assert list(item.referenced_records()) == ["shop:2", "shop:3", "shop:5"]
    assert list(item.all_records()) == ["shop:7:1", "shop:4", "shop:2", "shop:3", "shop:5"]
    assert (Item(2).rows, Rejected(2, "blank", ",,").rows, consent.source) == (1, 1, "shop")
