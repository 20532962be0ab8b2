"""Keys, names, digests and look-up forms of source records."""

from dataclasses import replace

import pytest

from profile_service.domain.sources.records import (
    ATTRIBUTES,
    REMOVED,
    RecordVersion,
    SourceRecord,
    lookup_form,
    record_key,
    retired,
    stub,
)
from profile_service.domain.values.identifiers import Identifier

_AT, _LATER = "2026-11-22T09:00:00.000000Z", "2026-11-23T09:00:00.000000Z"
_MAIL, _PHONE = Identifier("email", "ann@shop.org"), Identifier("phone", "+14155552671")
_ANN = SourceRecord("shop", "7:1", {"name": "Ann Smith", "city": "Lyon"}, (_MAIL, _PHONE), _AT)


def test_common_attribute_names() -> None:
    assert ATTRIBUTES == (
        "name", "given_name", "family_name", "salutation", "birth_date", "gender", "language", "company", "street",
        "city", "region", "postal_code", "country",
    )  # fmt: skip


def test_key_is_source_and_record_id() -> None:
    assert (_ANN.key, record_key("shop", "7:1")) == ("shop:7:1", "shop:7:1")
    assert stub("shop:7:1") == SourceRecord("shop", "7:1", stub=True)
    assert retired("shop:7:1", _LATER, _AT) == SourceRecord("shop", "7:1", observed_at=_AT, retired_at=_LATER)


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"name": "Ann Smith", "given_name": "A."}, "Ann Smith"),
        ({"given_name": "Ann", "family_name": "Smith"}, "Ann Smith"),
        ({"family_name": "Smith"}, "Smith"),
        ({"name": REMOVED, "given_name": "Ann"}, "Ann"),
        ({"given_name": REMOVED}, ""),
        ({}, ""),
    ],
)
def test_name_is_whole_or_of_parts(attributes: dict[str, str], name: str) -> None:
    assert SourceRecord("shop", "1", attributes).name == name


def test_removed_attribute_is_empty() -> None:
    record = SourceRecord("shop", "1", {"city": REMOVED, "street": "High Street"})
    assert [record.attribute(name) for name in ("city", "street", "region")] == ["", "High Street", ""]
    assert record.attributes_text == '{"city":"\\u0018","street":"High Street"}'


def test_digest_covers_the_content() -> None:
    reordered = SourceRecord("crm", "2", {"city": "Lyon", "name": "Ann Smith"}, (_PHONE, _MAIL), _LATER)
    assert reordered.digest == _ANN.digest
    others = [
        replace(_ANN, attributes={"name": "Ann Smith"}),
        replace(_ANN, attributes={"name": "Ann Smith", "city": "Nice"}),
        replace(_ANN, identifiers=(_MAIL,)),
        replace(_ANN, retired_at=_AT),
        replace(_ANN, retired_at=_AT, merged=True),
        replace(_ANN, retired_at=_AT, merged=True, observed_at=_LATER),
    ]
    assert len({_ANN.digest, *(other.digest for other in others)}) == 7
    assert len(_ANN.digest) == 32
    assert _ANN.version == RecordVersion(_ANN.digest, _AT, stub=False, retired_at=None)
    assert replace(_ANN, retired_at=_LATER, stub=True).version[1:] == (_AT, True, _LATER, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("José  García", "jose garcia"),
        ("  José-María  O'Brien ", "jose maria obrien"),
        ("Anna-Maria O'Brien", "anna maria obrien"),
        ("Łukasz Żak", "lukasz zak"),
        ("李小龙", "lixiaolong"),
        ("Smith, Ann (VIP)", "smith ann vip"),
        (" - ! ", ""),
    ],
)
def test_lookup_form_is_lower_case_ascii(text: str, words: str) -> None:
    assert lookup_form(text) == words
