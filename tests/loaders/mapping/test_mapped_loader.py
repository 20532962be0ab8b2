"""Rows through a mapping: records, events, and why a row is rejected."""

import json
from pathlib import Path

import duckdb
import pytest

from loaders.mapping.field_paths import field_getter
from loaders.registry import loader
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Json, Transaction
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from tests.loaders.entries import identifiers, items, rejects

SCAN = """
source: app
format: ndjson
country: FR
optional: [user, name, card, phone, country, own, email, unsubscribed, way, coupon]
record:
  id: user
  attributes: {name: name, card: card}
  identifiers:
    - {type: phone, field: phone, country_field: country, when: {field: own, is: [true]}}
    - {type: email, field: email, when: {field: unsubscribed, not: ["yes"]}}
event:
  kind: {field: what, values: {s: coupon_scan, v: visit}}
  direction: {field: way}
  occurred_at: {field: at, zone: Europe/Paris}
  about: [{label: Coupon, key: coupon}]
  details: rest
"""


def through(tmp_path: Path, mapping: str, *rows: dict[str, Json]) -> list[Item | Rejected]:
    (tmp_path / "m.yaml").write_text(mapping)
    data = tmp_path / "rows.ndjson"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    mapped = loader("mapped", mapping=tmp_path / "m.yaml")
    entries = list(mapped.items(data))
    assert mapped.inspect(data).rows == sum(entry.rows for entry in entries)
    return entries


def test_record_and_event_of_one_row(tmp_path: Path) -> None:
    row: dict[str, Json] = {
        "user": 7, "name": " Ann ", "card": {"nr": 1}, "phone": "22 12 34 56", "country": "Norway", "own": True,
        "email": "ann@x.example", "unsubscribed": "yes", "what": "s", "at": "2026-07-01 12:00", "coupon": 9,
        "extra": [1, {"a": None}], "blank": "",
    }  # fmt: skip
    (item,) = items(through(tmp_path, SCAN, row))
    (record,), (event,) = item.records, item.events
    assert record.key == "app:7"
    assert record.attributes == {"name": "Ann", "card": '{"nr": 1}'}
    assert identifiers(record) == ["phone:+4722123456"]
    assert (event.record, event.kind) == ("app:7", "coupon_scan")
    assert event.occurred_at == record.observed_at == "2026-07-01T10:00:00.000000Z"
    assert event.details == {"extra": [1, {"a": None}]}
    assert event.about[0].key == "app:9"


def test_event_without_key_is_named_by_its_content(tmp_path: Path) -> None:
    row: dict[str, Json] = {"user": 7, "name": "A", "what": "v", "at": "2026-07-01"}
    turned: dict[str, Json] = dict(reversed(row.items()))
    other = row | {"at": "2026-07-02"}
    keys = [item.events[0].key for item in items(through(tmp_path, SCAN, row, turned, other))]
    assert keys[0] == keys[1] != keys[2]
    assert keys[0].startswith("app:visit:")


def test_person_without_id_is_named_by_identifier(tmp_path: Path) -> None:
    row: dict[str, Json] = {"user": None, "email": "ANN@x.example", "what": "v", "at": "2026-07-01"}
    (item,) = items(through(tmp_path, SCAN, row))
    assert item.records[0].key == item.events[0].record == "app:email:ann@x.example"


def test_placeholder_names_nobody(tmp_path: Path) -> None:
    row: dict[str, Json] = {"email": "noreply@shop.example", "what": "v", "at": "2026-07-01"}
    named = row | {"phone": "+33142685300", "own": True}
    entries = through(tmp_path, SCAN, row, named)
    reason = "the row has no id, and its identifiers are junk by the identity rules, so nobody can be found by it"
    assert rejects(entries) == [(1, None, reason)]
    assert items(entries)[0].events[0].record == "app:phone:+33142685300"


def test_two_persons_at_a_junk_address_are_never_one_record(tmp_path: Path) -> None:
    """`guest@…` is junk by the shipped rules alone, not by the built-in list of placeholders."""
    ann: dict[str, Json] = {"email": "guest@shop.example", "what": "v", "at": "2026-07-01"}
    bob = ann | {"at": "2026-07-02"}
    reason = "the row has no id, and its identifiers are junk by the identity rules, so nobody can be found by it"
    assert rejects(through(tmp_path, SCAN, ann, bob)) == [(1, None, reason), (2, None, reason)]


def test_rejected_rows_name_their_field(tmp_path: Path) -> None:
    good: dict[str, Json] = {"user": 7, "what": "v", "at": "2026-07-01"}
    entries = through(
        tmp_path, SCAN, good | {"user": " "}, good | {"what": "x"}, good | {"what": None}, good | {"at": ""},
        good | {"at": "soon"}, good | {"way": "up"},
    )  # fmt: skip
    assert rejects(entries) == [
        (1, None, "the row has no id and no identifier, so nobody can be found by it"),
        (2, "what", "what has a value that the mapping does not name; add it to values, or otherwise"),
        (3, "kind", "the kind is blank"),
        (4, "at", "at is blank; the event cannot be loaded without its time"),
        (5, "at", "at: not a time; expected a form such as 2025-10-07 09:50:26 +0200"),
        (6, "direction", "the direction must be one-way or two-way; translate it with values"),
    ]


MEMBERS = """
source: club
format: ndjson
optional: [changed, name, survivor, deleted, mail, post]
record:
  id: nr
  observed_at: changed
  attributes: {name: name}
  merged_into: survivor
  gone: {field: deleted, is: [true]}
  consents:
    - {channel: email, field: mail.ok, granted: [true, "Y"], withdrawn: [false], at: mail.since}
    - {channel: post, purpose: survey, field: post, withdrawn: [none]}
"""


def test_members_are_merged_and_deleted(tmp_path: Path) -> None:
    entries = through(
        tmp_path, MEMBERS, {"nr": 7, "survivor": 8}, {"nr": 8, "survivor": 8, "name": "Ann"},
        {"nr": 9, "deleted": True, "changed": "2026-01-02"}, {"nr": 9, "deleted": True},
    )  # fmt: skip
    assert entries == [
        Item(1, merges=(SourceMerge("club:7", "club:8", "merged at the source"),)),
        Item(2, (SourceRecord("club", "8", {"name": "Ann"}),)),
        Item(3, deletions=(SourceDeletion("club:9", "2026-01-02T00:00:00.000000Z"),)),
        Item(4, deletions=(SourceDeletion("club:9"),)),
    ]


def test_merged_members_keep_their_addresses(tmp_path: Path) -> None:
    mapping = MEMBERS.replace("merged_into", "identifiers: [{type: email, field: mail_address}]\n  merged_into")
    mapping = mapping.replace("optional: [", "optional: [mail_address, ")

    (merged,) = items(
        through(tmp_path, mapping, {"nr": 7, "survivor": 8, "mail_address": "A@Klub.example", "changed": "2026-01-02"})
    )

    at, addresses = "2026-01-02T00:00:00.000000Z", (Identifier("email", "a@klub.example"),)
    assert merged.merges == (SourceMerge("club:7", "club:8", "merged at the source", at, addresses),)
    assert (merged.records, merged.deletions) == ((), ())


def test_members_consent_in_the_words_of_the_mapping(tmp_path: Path) -> None:
    granted, withdrawn, neither = items(
        through(
            tmp_path, MEMBERS, {"nr": 1, "mail": {"ok": "y", "since": "2026-01-02"}},
            {"nr": 2, "mail": {"ok": False}, "post": "NONE"}, {"nr": 3, "mail": {"ok": "perhaps"}, "post": "all"},
        )
    )  # fmt: skip
    assert granted.consents == (
        Consent("club:1", "marketing", "email", ConsentStatus.GRANTED, "2026-01-02T00:00:00.000000Z", "mail.ok: y"),
    )
    assert withdrawn.consents == (
        Consent("club:2", "marketing", "email", ConsentStatus.WITHDRAWN, None, "mail.ok: false"),
        Consent("club:2", "survey", "post", ConsentStatus.WITHDRAWN, None, "post: none"),
    )
    assert neither.consents == ()


SALE = """
source: tills
format: ndjson
optional: [type, lines]
record: {id: who}
event:
  key: "{till}-{no}"
  kind: {field: type, values: {R: return}, otherwise: order}
  occurred_at: {field: ms, format: unix_ms}
  transaction:
    currency: {field: money.code}
    total: money.total
    amounts: minor
    lines: {each: /lines, product: sku, price: cents, discount: off, source: shopify}
"""


def test_transaction_in_minor_units(tmp_path: Path) -> None:
    row: dict[str, Json] = {
        "who": "a", "till": 1, "no": 2, "type": "R", "ms": 1793620800000, "money": {"code": "eur", "total": 1999.0},
        "lines": [{"sku": "A", "cents": 999, "off": 1}, {"sku": "B", "cents": "1000"}],
    }  # fmt: skip
    (item,) = items(through(tmp_path, SALE, row))
    (sale,) = item.events
    assert isinstance(sale, Transaction)
    assert (sale.key, sale.kind, sale.total_minor, sale.currency) == ("tills:return:1-2", "return", 1999, "EUR")
    assert sale.occurred_at == "2026-11-02T12:00:00.000000Z"
    assert [(x.product.key, x.quantity, x.price_minor, x.discount_minor) for x in sale.lines] == [
        ("shopify:A", 1.0, 999, 1),
        ("shopify:B", 1.0, 1000, 0),
    ]


def test_broken_transactions_are_rejected(tmp_path: Path) -> None:
    good: dict[str, Json] = {"who": "a", "till": 1, "no": 2, "ms": 1793620800000, "money": {"code": "EUR", "total": 5}}
    entries = through(
        tmp_path, SALE, good | {"no": None}, good | {"ms": "9" * 30}, good | {"money": {"code": "EUR"}},
        good | {"money": {"code": "euro", "total": 5}}, good | {"money": {"code": "EUR", "total": 1.5}},
        good | {"lines": {"sku": "A"}}, good | {"lines": ["A"]}, good | {"lines": [{"cents": 5}]},
    )  # fmt: skip
    assert [(line, column) for line, column, _ in rejects(entries)] == [
        (1, "no"), (2, "ms"), (3, "money.total"), (4, "currency"), (5, "money.total"), (6, "lines"), (7, "lines"),
        (8, "sku"),
    ]  # fmt: skip


def test_column_absent_from_the_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("source: x\nformat: csv\nrecord: {id: Nr, attributes: {name: Full Name}}")
    data = tmp_path / "d.csv"
    data.write_text("Nr,Name\n1,Ann\n")
    with pytest.raises(InvalidInput, match=r"d\.csv: the column Full Name is missing \(there is Name\); rename it"):
        loader("mapped", mapping=tmp_path / "m.yaml").inspect(data)


HOTEL = """
source: hotel
format: ndjson
record:
  id: guest.no
  attributes: {given_name: guest.first, street: "{home.road} {home.no}, {home.more}"}
  identifiers: [{type: email, field: guest.mail}]
"""
STAYS: list[dict[str, Json]] = [
    {"guest": {"no": 1, "firstname": "Ann", "mail": "ann@x.example"}, "home": {"road": "Rua A", "number": 7}},
    {"guest": {"no": 2, "mail": None}, "home": {"road": "Rua B", "more": "2 esq"}},
]


@pytest.mark.parametrize("format", ["ndjson", "array", "parquet"])
def test_field_that_no_row_has_is_refused_with_the_nearest(tmp_path: Path, format: str) -> None:
    data = tmp_path / "stays"
    data.write_text(json.dumps(STAYS) if format == "array" else "".join(json.dumps(row) + "\n" for row in STAYS))
    if format == "parquet":
        table = tmp_path / "stays.parquet"
        duckdb.execute("COPY (SELECT * FROM read_json(?)) TO ? (FORMAT parquet)", [str(data), str(table)])
        data = table
    (tmp_path / "m.yaml").write_text(HOTEL.replace("ndjson", "parquet" if format == "parquet" else "ndjson"))
    with pytest.raises(InvalidInput) as caught:
        loader("mapped", mapping=tmp_path / "m.yaml").inspect(data)
    assert str(caught.value) == (
        f"{data}: no row has the field guest.first (there is guest.firstname); home.no (there is home.number); name "
        "the right one, or list it under `optional` in the mapping"
    )


def test_detail_may_be_in_no_row_unless_it_is_misspelt(tmp_path: Path) -> None:
    event = "{key: no, kind: call, channel: phone, occurred_at: at, details: {x: mood}}"
    calls = f"source: desk\nformat: ndjson\nrecord: {{id: who}}\nevent: {event}\n"
    row: dict[str, Json] = {"who": "1", "no": 1, "at": "2026-01-02T10:00:00Z"}
    assert len(items(through(tmp_path, calls, row))) == 1
    with pytest.raises(InvalidInput, match=r"no row has the field mood \(there is moods\)"):
        through(tmp_path, calls, row | {"moods": "glad"})


def test_optional_field_may_be_in_no_row(tmp_path: Path) -> None:
    entries = through(tmp_path, "optional: [guest.first, home]" + HOTEL, *STAYS)
    assert [r.attributes for item in items(entries) for r in item.records] == [
        {"street": "Rua A"},
        {"street": "Rua B, 2 esq"},
    ]


def test_empty_list_or_object_leaves_open_whether_a_field_is_there(tmp_path: Path) -> None:
    rows: list[dict[str, Json]] = [{"guest": {"no": 3, "first": "Bo", "mail": ""}, "home": {}}]
    assert len(through(tmp_path, HOTEL, *rows)) == 1


def test_optional_field_that_is_not_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"optional names guest\.frist, which the mapping does not read"):
        through(tmp_path, "optional: [guest.frist]" + HOTEL)


def test_misspelt_field_of_a_line_is_refused(tmp_path: Path) -> None:
    row: dict[str, Json] = {
        "who": "a", "till": 1, "no": 2, "type": "R", "ms": 1793620800000, "money": {"code": "eur", "total": 9},
        "lines": [{"sku": "A", "cents": 9, "discount": 1}],
    }  # fmt: skip
    with pytest.raises(InvalidInput, match=r"no row has the field lines\.\*\.off"):
        through(tmp_path, SALE.replace("optional: [type, lines]", ""), row)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{a}, {b}", "1, 2"),
        ("{blank}, {b}", "2"),
        ("{a}, {blank}", "1"),
        ("{a}, {none} - {b}", "1 - 2"),
        ("Nr. {a} ({blank})", "Nr. 1"),
        ("Nr. {none} ({b})", "2)"),
        ("{none}{blank}", None),
        ("{deep.x}/{deep.y.0}", "7/8"),
    ],
)
def test_fields_joined_to_a_text(template: str, text: str | None) -> None:
    cells: dict[str, Json] = {"a": 1, "b": " 2 ", "blank": "", "deep": {"x": 7, "y": [8]}}
    assert field_getter(template, nested=True)(cells) == text


def test_id_joined_of_fields_needs_them_all(tmp_path: Path) -> None:
    mapping = (
        'source: x\nformat: ndjson\noptional: [mail]\nrecord:\n  id: "{shop}-{no}"\n'
        '  attributes: {name: "{first} {last}"}\n'
        "  identifiers: [{type: email, field: mail}]"
    )
    entries = through(
        tmp_path, mapping, {"shop": 1, "no": 2, "first": "Ann", "last": None},
        {"shop": None, "no": 2, "first": None, "last": "Li", "mail": "li@x.example"}, {"shop": 1, "first": "Bo"},
    )  # fmt: skip
    assert [(r.key, r.attributes["name"]) for item in items(entries) for r in item.records] == [
        ("x:1-2", "Ann"),
        ("x:email:li@x.example", "Li"),
    ]
    assert [line for line, _, _ in rejects(entries)] == [3]


def test_optional_column_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "source: x\nformat: csv\noptional: [Fax]\nrecord: {id: Nr, attributes: {fax: Fax}}"
    )
    data = tmp_path / "d.csv"
    data.write_text("Nr,Name\n1,Ann\n")
    assert loader("mapped", mapping=tmp_path / "m.yaml").inspect(data).rows == 1


def test_csv_row_is_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "source: x\nformat: csv\nrecord: {id: nr}\nevent:\n  key: nr\n  kind: order\n  occurred_at: day\n"
        "  transaction: {currency: EUR, total: sum, lines: {product: what, price: sum}}"
    )
    data = tmp_path / "d.csv"
    data.write_text("nr|day|sum|what\n1|2026-01-02|3.50|Soap\n")
    (item,) = loader("mapped", mapping=tmp_path / "m.yaml").items(data)
    assert isinstance(item, Item)
    (sale,) = item.events
    assert isinstance(sale, Transaction)
    assert (sale.total_minor, sale.lines[0].product.key) == (350, "x:Soap")


def test_parquet_with_nested_fields(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "source: x\nformat: parquet\nrecord: {id: person.id, attributes: {city: person.homes.0.city}}"
    )
    data = tmp_path / "d.parquet"
    duckdb.execute("COPY (SELECT {'id': 5, 'homes': [{'city': 'Oslo'}]} AS person) TO ? (FORMAT parquet)", [str(data)])
    mapped = loader("mapped", mapping=tmp_path / "m.yaml")
    (item,) = mapped.items(data)
    assert mapped.inspect(data).rows == 1
    assert isinstance(item, Item)
    assert (item.records[0].key, item.records[0].attributes) == ("x:5", {"city": "Oslo"})


@pytest.mark.parametrize(
    ("path", "value"),
    [("a.b.1.c", 5), ("/a/b/1/c", 5), ("a.b.7.c", None), ("a.x.y", None), ("/d.e", 6), ("d.e", None), ("/f~1g~0", 7)],
)
def test_fields_by_path_and_pointer(path: str, value: int | None) -> None:
    cells: dict[str, Json] = {"a": {"b": [0, {"c": 5}]}, "d.e": 6, "f/g~": 7}
    assert field_getter(path, nested=True)(cells) == value


def test_status_that_the_mapping_does_not_translate_stays_as_it_is(tmp_path: Path) -> None:
    status = "    status: {field: state, values: {verschickt: shipped}}\n"
    mapping = SALE.replace("  transaction:\n", f"  transaction:\n{status}")
    row: dict[str, Json] = {"who": "a", "till": 1, "no": 2, "type": "S", "ms": 1793620800000}
    rows = [row | {"state": word, "money": {"code": "EUR", "total": 5}} for word in ("verschickt", "gebeamt", "")]
    sales = [item.events[0] for item in items(through(tmp_path, mapping, *rows))]
    assert [sale.status for sale in sales if isinstance(sale, Transaction)] == ["shipped", "gebeamt", None]
