"""Events of a mapping: files of mixed events, keys by row, subjects of lists, and details that keep the rest."""

import json
from pathlib import Path

import pytest

from loaders.mapping.unread_fields import read_fields, unread_fields
from loaders.registry import loader
from profile_service.domain.sources.events import Interaction, Json, Transaction
from profile_service.domain.sources.items import EventDeletion, Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import items, rejects

HEAD = "source: bazar\nformat: ndjson\nrecord: {id: wer}\n"
MIXED = (
    HEAD + "event:\n  when: {field: art, not: [konto]}\n  key: nr\n  occurred_at: am\n"
    "  kind: {field: art, values: {kauf: order, sicht: view}}\n"
    "  transaction: {when: {field: art, is: [kauf]}, currency: EUR, total: summe}\n"
)
DAY = "2026-03-04T05:06:07Z"


def through(folder: Path, mapping: str, *rows: dict[str, Json]) -> list[Item | Rejected]:
    (folder / "m.yaml").write_text(mapping)
    data = folder / "rows.ndjson"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    mapped = loader("mapped", mapping=folder / "m.yaml")
    mapped.inspect(data)
    return list(mapped.items(data))


def test_file_of_mixed_events(tmp_path: Path) -> None:
    sale, view, account = items(
        through(
            tmp_path, MIXED, {"wer": "u", "nr": 1, "am": DAY, "art": "kauf", "summe": "3.50"},
            {"wer": "u", "nr": 2, "am": DAY, "art": "sicht", "summe": None}, {"wer": "u", "art": "konto"},
        )
    )  # fmt: skip
    (order,), (seen,) = sale.events, view.events
    assert isinstance(order, Transaction)
    assert (order.key, order.total_minor) == ("bazar:order:1", 350)
    assert isinstance(seen, Interaction)
    assert (seen.key, seen.kind) == ("bazar:view:2", "view")
    assert (account.records, account.events) == ((), ())


@pytest.mark.parametrize("kind", ["order", "{field: art, values: {kauf: exchange}}", "{field: art, otherwise: return}"])
def test_sale_without_amounts_is_refused_unless_declared(tmp_path: Path, kind: str) -> None:
    mapping = HEAD + f"event: {{key: nr, occurred_at: am, kind: {kind}"
    row: dict[str, Json] = {"wer": "u", "nr": 1, "am": DAY, "art": "kauf"}
    with pytest.raises(InvalidInput, match="is a sale without amounts: add transaction, with its currency and total"):
        through(tmp_path, mapping + "}", row)
    (item,) = items(through(tmp_path, mapping + ", amount: unknown}", row))
    assert isinstance(item.events[0], Interaction)


def test_row_of_a_sale_that_the_mapping_gives_no_amounts_is_rejected(tmp_path: Path) -> None:
    mapping = HEAD + "event: {key: nr, occurred_at: am, kind: {field: art}}\n"
    entries = through(
        tmp_path, mapping, {"wer": "u", "nr": 1, "am": DAY, "art": "view"},
        {"wer": "u", "nr": 2, "am": DAY, "art": "order"},
    )  # fmt: skip
    assert [(line, column) for line, column, _ in rejects(entries)] == [(2, "kind")]
    assert "no transaction, with currency and total, for this row" in rejects(entries)[0][2]


TILL = "source: kasse\nformat: csv\nrecord: {id: karte}\nevent: {kind: visit, occurred_at: tag%s}\n"


def _keys(folder: Path, key: str, *rows: str) -> list[str]:
    (folder / "m.yaml").write_text(TILL % key)
    (folder / "d.csv").write_text("karte,tag,ort\n" + "".join(f"{row}\n" for row in rows))
    return [
        item.events[0].key for item in items(list(loader("mapped", mapping=folder / "m.yaml").items(folder / "d.csv")))
    ]


def test_equal_rows_are_events_of_their_own_where_the_key_says_so(tmp_path: Path) -> None:
    twice, other = "7,2026-01-02,Ulm", "8,2026-01-02,Ulm"
    short = _keys(tmp_path, ", key: {row: true}", twice, other, twice)
    assert len(set(short)) == 3
    assert _keys(tmp_path, ", key: {row: true}", twice, other, twice, twice)[:3] == short
    assert set(_keys(tmp_path, ", key: {row: true}", other, twice, twice)) == set(short)
    assert len(set(_keys(tmp_path, "", twice, other, twice))) == 2


def test_equal_rows_without_a_key_are_named(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(TILL % "")
    (tmp_path / "d.csv").write_text("karte,tag,ort\n7,2026-01-02,Ulm\n8,2026-01-02,Ulm\n" + "7,2026-01-02,Ulm\n" * 2)
    entries = items(list(loader("mapped", mapping=tmp_path / "m.yaml").items(tmp_path / "d.csv")))
    assert [[(cell.line, cell.reason) for cell in item.dropped] for item in entries] == [
        [], [], [(4, "equal to another row of the file")], [(5, "equal to another row of the file")],
    ]  # fmt: skip


def test_two_people_of_one_id_are_named(tmp_path: Path) -> None:
    mapping = (
        "source: verein\nformat: ndjson\nrecord:\n  id: nr\n  attributes: {name: wer}\n"
        "  identifiers: [{type: member_id, field: nr}, {type: email, field: post}]\n"
    )
    entries = through(
        tmp_path, mapping, {"nr": 4, "wer": "Ann Li", "post": "ann@x.example"},
        {"nr": 4, "wer": "Ann Li", "post": "ann@new.example"},
        {"nr": 4, "wer": "Ann Li-Roth", "post": "ann@new.example"},
        {"nr": 4, "wer": "Bo Berg", "post": "bo@x.example"}, {"nr": 5, "wer": "Cy", "post": None},
        {"nr": 5, "wer": "Di", "post": "di@x.example"},
    )  # fmt: skip
    assert [[(cell.column, cell.value) for cell in item.dropped] for item in items(entries)] == [
        [], [], [], [("nr", "9")], [], [],
    ]  # fmt: skip


def test_key_by_row_of_chosen_fields(tmp_path: Path) -> None:
    keys = _keys(tmp_path, ", key: {row: [karte, tag]}", "7,2026-01-02,Ulm", "7,2026-01-02,Bonn", "7,2026-01-03,Ulm")
    assert len(set(keys)) == 3
    assert _keys(tmp_path, ", key: {row: [karte, tag]}", "7,2026-01-02,Köln")[0] == keys[0]


ORDERS = HEAD + (
    "event:\n  key: nr\n  kind: order\n  occurred_at: am\n%s"
    "  transaction:\n    currency: EUR\n    total: zahlungen.0.summe\n"
    "    lines: {each: posten, product: ware, price: preis%s}\n"
)
ORDER: dict[str, Json] = {
    "wer": "u", "nr": 5, "am": DAY, "leer": "", "ziel": {"plz": "50667"},
    "zahlungen": [{"summe": 9, "art": "Karte"}, {"summe": 1, "art": "Bar"}],
    "posten": [{"ware": "Tasse", "preis": 4, "farbe": "blau"}, {"ware": "Tee", "preis": 6, "menge": {"g": 50}}],
}  # fmt: skip
PAYMENTS: Json = [{"art": "Karte"}, {"summe": 1, "art": "Bar"}]


def _sale(folder: Path, details: str, line: str) -> Transaction:
    (item,) = items(through(folder, ORDERS % (details, line), ORDER))
    (sale,) = item.events
    assert isinstance(sale, Transaction)
    return sale


def test_rest_keeps_what_is_left_inside_fields_that_are_read(tmp_path: Path) -> None:
    sale = _sale(tmp_path, "  details: rest\n", "")
    lines: Json = [{"farbe": "blau"}, {"menge": {"g": 50}}]
    assert sale.details == {"ziel": {"plz": "50667"}, "zahlungen": PAYMENTS, "posten": lines}
    assert [dict(line.details) for line in sale.lines] == [{}, {}]


def test_lines_keep_their_own_rest(tmp_path: Path) -> None:
    sale = _sale(tmp_path, "  details: {ort: ziel.plz, rest: true}\n", ", details: rest")
    assert sale.details == {"ort": "50667", "zahlungen": PAYMENTS}
    assert [dict(line.details) for line in sale.lines] == [{"farbe": "blau"}, {"menge": {"g": 50}}]


def test_named_details_of_a_line_and_the_rest_in_the_event(tmp_path: Path) -> None:
    sale = _sale(tmp_path, "  details: {zahlungen: ziel.plz, rest: true}\n", ", details: {colour: farbe}")
    assert sale.details == {"zahlungen": "50667", "zahlungen_2": PAYMENTS, "posten": [{"menge": {"g": 50}}]}
    assert [dict(line.details) for line in sale.lines] == [{"colour": "blau"}, {}]


def test_details_of_lines_are_part_of_the_content(tmp_path: Path) -> None:
    assert _sale(tmp_path, "", "").digest != _sale(tmp_path, "", ", details: rest").digest


@pytest.mark.parametrize(
    ("details", "sentence"),
    [("{text: true}", "only rest may be true"), ("restt", "Input should be 'rest'")],
)
def test_wrong_details_are_refused(tmp_path: Path, details: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        _sale(tmp_path, f"  details: {details}\n", "")


def test_subject_for_each_element_of_a_list(tmp_path: Path) -> None:
    mapping = HEAD + (
        "event:\n  key: nr\n  kind: cart\n  occurred_at: am\n  details: rest\n  about:\n"
        "    - {label: Product, each: korb, key: sku, name: titel, source: laden}\n"
        "    - {label: Coupon, each: codes}\n"
    )
    (item,) = items(
        through(
            tmp_path, mapping,
            {"wer": "u", "nr": 1, "am": DAY, "codes": ["A1", " ", "A1", 2],
             "korb": [{"sku": "T", "titel": "Tee", "preis": 3}, {"sku": None, "titel": "?"}, "lose"]},
        )
    )  # fmt: skip
    assert [(s.label, s.key, s.name) for s in item.events[0].about] == [
        ("Product", "laden:T", "Tee"),
        ("Product", "laden:lose", ""),
        ("Coupon", "bazar:A1", ""),
        ("Coupon", "bazar:2", ""),
    ]
    assert item.events[0].details == {"korb": [{"preis": 3}, "lose"]}


def test_unread_fields_of_a_path_that_leads_nowhere() -> None:
    cells: dict[str, Json] = {"a": "text", "b": {"c": 1}, "d": [1, 2], "e": 0, "f": False, "g": None}
    read = read_fields([("a", "x"), ("b",), ("b", "c"), ("d", "1"), ("g", "h")])
    assert unread_fields(cells, read) == {"a": "text", "d": [1], "e": 0, "f": False}


_TICKETS = HEAD + "event:\n  key: nr\n  kind: support_ticket\n  occurred_at: am\n"


def _ticket(folder: Path, rules: str, **cells: Json) -> Item:
    (item,) = items(through(folder, _TICKETS + rules, {"wer": "u", "nr": 7, "am": DAY, **cells}))
    return item


@pytest.mark.parametrize(
    ("otherwise", "written", "status"),
    [("", "Wartet", "open"), ("", "Fertig", "solved"), ("", "Seltsam", "Seltsam"),
     (", otherwise: open", "Seltsam", "open"), (", otherwise: open", None, "open"), ("", None, None),
     ("", 3, "on hold")],
)  # fmt: skip
def test_state_of_a_ticket_is_translated(tmp_path: Path, otherwise: str, written: Json, status: Json) -> None:
    values = "{Wartet: open, Fertig: solved, '3': on hold}"
    rules = f"  details: {{status: {{field: s, values: {values}{otherwise}}}, rest: true}}\n"
    (event,) = _ticket(tmp_path, rules, s=written, x=1).events
    assert event.details == {"x": 1} | ({"status": status} if status else {})


@pytest.mark.parametrize(
    "rules", ["  details: {status: s}\n", "  details: {state: s}\n", "  gone: {field: s, is: [Deleted]}\n"]
)
def test_deleted_ticket_says_nothing_more(tmp_path: Path, rules: str) -> None:
    gone, stays = _ticket(tmp_path, rules, s="Deleted"), _ticket(tmp_path, rules, s="open")
    assert gone == Item(1, event_deletions=(EventDeletion("bazar:support_ticket:7"),))
    assert [event.key for event in stays.events] == ["bazar:support_ticket:7"]


def test_deletion_has_the_time_at_which_the_source_stated_it(tmp_path: Path) -> None:
    by_detail = _ticket(tmp_path, "  details: {status: s, updated_at: u}\n", s="deleted", u="2026-04-01")
    assert [each.at for each in by_detail.event_deletions] == ["2026-04-01T00:00:00.000000Z"]
    observed = _TICKETS.replace("{id: wer}", "{id: wer, observed_at: u}") + "  details: rest\n"
    row: dict[str, Json] = {"wer": "u", "nr": 7, "am": DAY, "status": "deleted", "u": "2026-04-02"}
    (item,) = items(through(tmp_path, observed, row))
    assert [each.at for each in item.event_deletions] == ["2026-04-02T00:00:00.000000Z"]


def test_what_is_gone_needs_a_lasting_key(tmp_path: Path) -> None:
    mapping = _TICKETS.replace("  key: nr\n", "  key: {row: true}\n") + "  gone: {field: s}\n"
    with pytest.raises(InvalidInput, match="known by its key, which outlasts the row: add the key"):
        through(tmp_path, mapping, {"wer": "u", "nr": 7, "am": DAY})


def test_other_kinds_may_have_any_status(tmp_path: Path) -> None:
    mapping = _TICKETS.replace("support_ticket", "chat") + "  details: {status: s}\n"
    (item,) = items(through(tmp_path, mapping, {"wer": "u", "nr": 7, "am": DAY, "s": "Deleted"}))
    assert [event.details for event in item.events] == [{"status": "Deleted"}]
