"""The mapping language: mappings that are refused, the printed schema, and the examples of the page."""

import json
import re
from pathlib import Path

import pytest

from loaders.mapping.language import json_schema
from loaders.mapping.mapping_file import read_mapping
from loaders.registry import loader
from profile_service.domain.sources.events import Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import identifiers
from tests.sources import ROOT

PAGE = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
HEAD = "source: x\nformat: csv\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the mapping is empty or no object; start it with a line such as source: reviews"),
        ("a: [", "not YAML at line 1 (expected the node content, but found '<stream end>'); mend the mapping there"),
        ("source: x\nsource: y\n", "not YAML at line 2 (source stands twice); mend the mapping there"),
        (HEAD, "record is missing; add it"),
        (
            HEAD + "record: {id: a, atributes: {}}",
            (
                "record.atributes is not a word of the mapping language; did you mean attributes? Else remove it, and "
                "see docs/mapping.md for the right one"
            ),
        ),
        (
            HEAD + "record: {id: a}\nevent: {kinds: x, occurred_at: t}",
            (
                "event.kinds is not a word of the mapping language; did you mean kind? Else remove it, and see "
                "docs/mapping.md for the right one"
            ),
        ),
        (
            HEAD + "record: {id: a}\nevent: {kind: x, occurred_at: t, zzz: 1}",
            "event.zzz is not a word of the mapping language; remove it or see docs/mapping.md for the right one",
        ),
        (
            HEAD + "record: {id: a}\nevent: {kind: x, occurred_at: {field: t, zoen: UTC}}",
            (
                "event.occurred_at.zoen is not a word of the mapping language; did you mean zone? Else remove it, and "
                "see docs/mapping.md for the right one"
            ),
        ),
        (
            HEAD + "record: {identifiers: [{type: email, field: e}], gone: {field: d}}",
            "record: what is merged or gone is known by its id: add the id; change it there",
        ),
        (
            HEAD + "record: {id: a, gone: {field: d}}\nevent: {kind: x, occurred_at: t}",
            "the mapping: merged_into and gone are for files of people; this mapping has an event; change it there",
        ),
        (
            HEAD + "record: {id: a, consents: [{channel: email, field: x}]}",
            (
                "record.consents[0]: list the words of the field under granted, not_granted or withdrawn, each under "
                "one of them; change it there"
            ),
        ),
        (
            HEAD + "record: {id: a, consents: [{channel: post, about: address, field: x, granted: [y]}]}",
            "record.consents[0]: about: address needs a channel of email, sms, phone, whatsapp; change it there",
        ),
        (HEAD + "record: {}", "record: names nobody: add an id or at least one of identifiers; change it there"),
        (
            HEAD + "record: {id: a}",
            "the mapping: the record has nothing but an id; add attributes, identifiers or an event; change it there",
        ),
        (
            HEAD + "record: {id: a}\nevent: {kind: x, occurred_at: t, about: [{label: Shop, key: k}]}",
            "event.about[0].label: Input should be 'Product', 'Coupon', 'Case' or 'Order'; change it there",
        ),
        (
            HEAD + "record: {id: a}\nevent: {kind: {feld: x}, occurred_at: t}",
            (
                "event.kind.feld is not a word of the mapping language; did you mean field? Else remove it, and see "
                "docs/mapping.md for the right one"
            ),
        ),
        (
            HEAD + "record: {id: a}\nevent: {kind: x, occurred_at: {field: t, format: euro}}",
            (
                "event.occurred_at: write format as iso, unix, unix_ms, or a pattern such as %d/%m/%Y %H:%M;"
                " change it there"
            ),
        ),
        (
            HEAD + "zone: Mars/Olympus\nrecord: {id: a}",
            "zone: no time zone of this name is known; write one such as Europe/Paris; change it there",
        ),
        (
            HEAD + "record: {id: a}\nevent: {kind: x, occurred_at: t, transaction: {currency: EUR, total: t}}",
            "event: the kind of a transaction must be order, return or exchange; change it there",
        ),
        (
            HEAD + "record: {id: a, attributes: {hint: card_number}}",
            "the field card_number holds a secret, which is never loaded; remove it",
        ),
    ],
)
def test_wrong_mapping_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInput) as caught:
        loader("mapped", mapping=path)
    assert str(caught.value) == f"{path}: {sentence}"


def test_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no such mapping file; check the path given to --mapping"):
        read_mapping(tmp_path / "none.yaml")


def test_norway_is_a_country(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(HEAD + "country: NO\nrecord: {id: on, attributes: {day: 2026-01-01, flag: yes}}")
    mapping = read_mapping(path)
    assert (mapping.country, mapping.record.id) == ("NO", "on")
    assert mapping.record.attributes == {"day": "2026-01-01", "flag": "yes"}


def test_printed_schema_is_stored() -> None:
    stored = (ROOT / "schema" / "mappings" / "mapping.schema.json").read_text(encoding="utf-8")
    assert stored == json_schema()


@pytest.mark.parametrize("path", sorted((ROOT / "schema" / "mappings").glob("*.yaml")), ids=lambda p: p.stem)
def test_ready_mappings_are_valid(path: Path) -> None:
    assert loader("mapped", mapping=path).source == read_mapping(path).source


def test_every_word_of_the_language_is_on_the_page() -> None:
    schema = json.loads(json_schema())
    parts = [schema, *schema["$defs"].values()]
    words = {name for part in parts for name in part.get("properties", {})}
    assert {word for word in words if not re.search(rf"\b{word}\b", PAGE)} == set()


def test_people_example_of_the_page(tmp_path: Path) -> None:
    (item,) = _example(tmp_path, 0)
    (record,) = item.records
    assert record.key == "loyalty_club:208"
    assert record.observed_at == "2026-11-03T08:30:00.000000Z"
    assert record.attributes == {"given_name": "Zoé", "family_name": "Martin", "postal_code": "75001"}
    assert identifiers(record) == ["loyalty_id:208", "email:zoe@martin.example", "phone:+33142685300"]


def test_review_example_of_the_page(tmp_path: Path) -> None:
    (item,) = _example(tmp_path, 1)
    assert item.records[0].key == "reviews:email:zoe@martin.example"
    assert item.records[0].observed_at == "2026-11-02T09:00:00.000000Z"
    assert item.events == (
        Interaction(
            key="reviews:review:77",
            record="reviews:email:zoe@martin.example",
            kind="review",
            occurred_at="2026-11-02T09:00:00.000000Z",
            channel="web",
            device="mobile",
            task="evaluate",
            direction="one-way",
            about=(Subject("Product", "shopify:TENT-2", "Tent for two"),),
            details={"stars": 4, "text": "Dry all night"},
        ),
    )


def test_transaction_example_of_the_page(tmp_path: Path) -> None:
    (item,) = _example(tmp_path, 2)
    assert item.records == ()
    assert item.events == (
        Transaction(
            key="gift_registry:order:12:991",
            record="gift_registry:b-7",
            kind="order",
            occurred_at="2026-11-02T12:00:00.000000Z",
            channel="store",
            details={"gift_wrap": True},
            number="991",
            status="paid",
            currency="EUR",
            total_minor=5980,
            lines=(Line(Subject("Product", "gift_registry:MUG", "Mug"), 2.0, 2990),),
        ),
    )


def _example(tmp_path: Path, number: int) -> list[Item]:
    """The items that the page's mapping of that number makes of the file beneath it."""
    blocks = re.findall(r"```yaml\n(.*?)```.*?```(?:csv|json)\n(.*?)```", PAGE, re.DOTALL)
    mapping, data = tmp_path / "m.yaml", tmp_path / "data"
    mapping.write_text(blocks[number][0], encoding="utf-8")
    data.write_text(blocks[number][1], encoding="cp1252" if "cp1252" in blocks[number][0] else "utf-8")
    mapped = loader("mapped", mapping=mapping)
    assert mapped.inspect(data).rows == 1
    return [entry for entry in mapped.items(data) if isinstance(entry, Item)]
