"""Drafts of mappings: every one loads the file that it was made from, and says what a reader expects of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders.discovery.attribute_names import AttributeNames
from loaders.discovery.file_summary import summarise_file
from loaders.discovery.mapping_draft import draft_mapping
from loaders.formats.detection import FileKind, detect_kind
from loaders.mapping.mapping_file import read_mapping
from loaders.registry import loader
from profile_service.domain.sources.events import Json, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import FIXTURES, items, records
from tests.rig.workbooks import workbook

FILES = sorted(path for path in FIXTURES.rglob("*.*") if path.is_file() and path.suffix not in (".vcf", ".zip"))
_NOBODY = "so nobody can be found by it"


def draft(path: Path) -> dict[str, dict[str, Any]]:
    """The drafted mapping, as YAML gives it."""
    mapping: dict[str, dict[str, Any]] = yaml.safe_load(draft_mapping(summarise_file(path)))
    return mapping


def load_draft(path: Path, folder: Path) -> list[Item | Rejected]:
    """All entries that the drafted mapping makes, after checking that they are all rows."""
    mapping = folder / f"{path.stem}.yaml"
    mapping.write_text(draft_mapping(summarise_file(path)), encoding="utf-8")
    drafted = loader("mapped", mapping=mapping)
    entries = list(drafted.items(path))
    assert len(entries) == drafted.inspect(path).rows
    return entries


def keys_of_all_rows(path: Path, folder: Path) -> list[str]:
    """The keys of the records, after checking that no row is rejected."""
    entries = load_draft(path, folder)
    assert len(items(entries)) == len(entries)
    return [record.key for record in records(entries)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_draft_loads_every_row_that_can_be_read_and_names_somebody(path: Path, tmp_path: Path) -> None:
    if path.name == "records.ndjson":  # the row model's own lists of records, which need no mapping
        return
    summary = summarise_file(path)
    entries = load_draft(path, tmp_path)
    reasons = [entry.reason for entry in entries if isinstance(entry, Rejected) and not entry.reason.endswith(_NOBODY)]
    assert len(reasons) == summary.flawed
    attributes = read_mapping(tmp_path / f"{path.stem}.yaml").record.attributes
    assert [name for name in attributes if not re.fullmatch(r"[a-z][a-z0-9_.-]{0,39}", name)] == []


MEMBERS = """Member No;First;Mail;Mobile;Own Phone;Zip;Changed;Stars;Empty
208;Zoé;zoe@martin.example;01 42 68 53 00;no;75001;03/11/2026 09:30;4.5;
209;Ann;ann@li.example;;yes;;13/11/2026 09:30;3;
"""


def test_draft_maps_every_column(tmp_path: Path) -> None:
    path = tmp_path / "2 members.csv"
    path.write_bytes(MEMBERS.encode("cp1252"))
    text = draft_mapping(summarise_file(path))
    assert yaml.safe_load(text) == {
        "source": "file_2_members",
        "format": "csv",
        "csv": {"delimiter": ";", "encoding": "cp1252"},
        "record": {
            "id": "Member No",
            "observed_at": {"field": "Changed", "format": "%d/%m/%Y %H:%M"},
            "attributes": {"given_name": "First", "own_phone": "Own Phone", "postal_code": "Zip", "stars": "Stars"},
            "identifiers": [
                {"type": "loyalty_id", "field": "Member No"},
                {"type": "email", "field": "Mail"},
                {"type": "phone", "field": "Mobile"},
            ],
        },
    }
    assert "zoe" not in text.casefold()
    assert "# Left out, empty or too long: Empty" in text
    assert keys_of_all_rows(path, tmp_path) == ["file_2_members:208", "file_2_members:209"]


def test_draft_loads_other_forms(tmp_path: Path) -> None:
    book, array, odd = tmp_path / "book.xlsx", tmp_path / "people.json", tmp_path / "odd.csv"
    workbook(book, {"S": [["E-mail", "Vor.name"], ["ann@x.example", "Ann"], ["bo@x.example", "Bo"]]})
    array.write_text('[{"user.id": 7, "who": {"name": "Ann", "{tags}": ["a"]}}, {"user.id": 8, "who": {"a/b": 1}}]')
    odd.write_text("'/id'^'x~y'\n'1'^'a^b'\n'2'^'c'\n")
    assert keys_of_all_rows(book, tmp_path) == ["book:email:ann@x.example", "book:email:bo@x.example"]
    assert keys_of_all_rows(array, tmp_path) == ["people:7", "people:8"]
    assert keys_of_all_rows(odd, tmp_path) == ["odd:1", "odd:2"]


def test_file_that_needs_no_mapping_gets_none() -> None:
    assert detect_kind(FIXTURES / "contacts.vcf") is FileKind.VCARD
    with pytest.raises(InvalidInput, match="holds vCards, which need no mapping; load it as vcard-contacts"):
        draft_mapping(summarise_file(FIXTURES / "contacts.vcf"))


@pytest.mark.parametrize(
    ("rows", "id", "attributes", "identifiers"),
    [
        (
            "Nachname;Vorname;Kunden-Nr.;E-Mail (privat);Tel. mobil\nRoth;Eva;K7;eva@r.example;0151 12345678\n",
            "Kunden-Nr.",
            {"family_name": "Nachname", "given_name": "Vorname"},
            {"customer_id": "Kunden-Nr.", "email": "E-Mail (privat)", "phone": "Tel. mobil"},
        ),
        (
            "Name;Vorname;Mail\nRoth;Eva;eva@r.example\n",
            None,
            {"family_name": "Name", "given_name": "Vorname"},
            {"email": "Mail"},
        ),
        (
            "Όνομα;Επώνυμο;Κινητό;Διεύθυνση\nΕύα;Ρωθ;+30 694 123 4567;Οδός 1\n",
            None,
            {"given_name": "Όνομα", "family_name": "Επώνυμο", "dieythynsi": "Διεύθυνση"},
            {"phone": "Κινητό"},
        ),
        (
            "氏名;メール;電話番号;備考;備 考\n山田花子;hanako@y.example;+81 3-1234-5678;a;b\n",
            None,
            {"name": "氏名", "bei_kao": "備考", "bei_kao_2": "備 考"},
            {"email": "メール", "phone": "電話番号"},
        ),
        (
            "الاسم;الجوال;الملاحظات!\nليلى;+971 55 987 6543;x\n",
            None,
            {"name": "الاسم"},
            {"phone": "الجوال"},
        ),
        (
            "Nom;Société;Passwort;mot_de_passe;Mél\nLuc Roy;Roy SA;x;y;luc@r.example\n",
            None,
            {"name": "Nom", "company": "Société"},
            {"email": "Mél"},
        ),
        (
            "name,campaign_id,mail\nAnn,77,a@x.example\n",
            None,
            {"name": "name", "campaign_id": "campaign_id"},
            {"email": "mail"},
        ),
    ],
)  # fmt: skip
def test_columns_are_recognised_by_their_values_and_names(
    tmp_path: Path, rows: str, id: str | None, attributes: dict[str, str], identifiers: dict[str, str]
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(rows, encoding="utf-8")
    record = draft(path)["record"]
    assert record.get("id") == id
    assert {name: field for name, field in record["attributes"].items() if name in attributes} == attributes
    assert {one["type"]: one["field"] for one in record["identifiers"]} == identifiers
    keys_of_all_rows(path, tmp_path)


def test_long_list_with_an_unnamed_number_is_named_by_it(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Name,Kartei,Punkte,Mail\n" + "".join(f"P {n},{900 + n},{n},p{n}@x.example\n" for n in range(25)))
    assert draft(path)["record"]["id"] == "Kartei"
    path.write_text("Name,Kartei,Mail\n" + "".join(f"P {n},{900 + n},p{n}@x.example\n" for n in range(3)))
    text = draft_mapping(summarise_file(path))
    assert "id" not in yaml.safe_load(text)["record"]
    assert "# No column is an id of the person; a record is named by the first of its identifiers: email." in text


def test_file_that_only_names_could_name_gets_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Vorname,Nachname\nEva,Roth\nEva,Lang\n")
    with pytest.raises(InvalidInput, match="has no id, e-mail, phone or other column that could name its people"):
        draft_mapping(summarise_file(path))


def _events(path: Path, folder: Path) -> tuple[set[str], set[str]]:
    """The keys of the people and of the events that the draft makes of a file."""
    events = [event for item in items(load_draft(path, folder)) for event in item.events]
    return {event.record for event in events}, {event.key for event in events}


def _write(path: Path, *rows: dict[str, Json]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_time_and_customer_beside_an_id_is_an_event(tmp_path: Path) -> None:
    rows: list[dict[str, Json]] = [
        {"nr": n, "kunde_id": n % 3, "bestellnummer": f"B-{n}", "datum": f"202601{n + 1:02}", "sku": "T",
         "betrag": n + 0.5, "waehrung": "EUR", "extra": {"a": n}} for n in range(9)
    ]  # fmt: skip
    path = _write(tmp_path / "verkauf.ndjson", *rows)
    people, events = _events(path, tmp_path)
    assert (len(people), len(events)) == (3, 9)
    mapping = draft(path)
    assert mapping["record"] == {"id": "kunde_id"}
    assert mapping["event"]["occurred_at"] == {"field": "datum", "format": "%Y%m%d"}


def test_sale_with_a_currency_is_drafted_with_its_amounts(tmp_path: Path) -> None:
    path = tmp_path / "pos.csv"
    path.write_text("receipt_no,client_no,sold_at,total,currency\nR1,7,2026-01-02,3.50,EUR\nR2,8,2026-01-03,4.00,EUR\n")
    assert draft(path)["event"] == {
        "key": "receipt_no",
        "kind": "order",
        "occurred_at": "sold_at",
        "details": "rest",
        "transaction": {"number": "receipt_no", "currency": {"field": "currency"}, "total": "total"},
    }
    assert len(_events(path, tmp_path)[1]) == 2


@pytest.mark.parametrize(
    ("columns", "words", "amounts"),
    [
        (("Auftragsnr", "Zustand", "Währung", "Gesamtbetrag"), ("bezahlt", "storniert"), ("1.234,50", "20,00")),
        (("N° de commande", "Statut", "Devise", "Montant TTC"), ("payé", "annulée"), ("1 234,50", "20,00")),
        (("Pedido", "Estado", "Moneda", "Importe"), ("pagado", "cancelado"), ("1.234,50", "20,00")),
        (("order_id", "financial_status", "order_currency", "total"), ("paid", "voided"), ("1,234.50", "20.00")),
    ],
)
def test_orders_have_their_number_their_state_and_their_amounts(
    tmp_path: Path, columns: tuple[str, str, str, str], words: tuple[str, str], amounts: tuple[str, str]
) -> None:
    path = tmp_path / "export.csv"
    number, state, currency, total = columns
    rows = [f"71{n};kim@lo.example;{n + 3:02}.02.2026;{amounts[n]};EUR;{words[n]}" for n in range(2)]
    path.write_text("\n".join([f"{number};Mail;Datum;{total};{currency};{state}", *rows]) + "\n")
    event = draft(path)["event"]
    assert (event["key"], event["kind"]) == (number, "order")
    assert event["transaction"] == {
        "number": number, "status": {"field": state}, "currency": {"field": currency}, "total": total,
    }  # fmt: skip
    sales = [event for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert [(s.number, s.status, s.total_minor) for s in sales if isinstance(s, Transaction)] == [
        ("710", words[0], 123450), ("711", words[1], 2000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("merged", "gone"),
    [
        ("Merged into", "Deleted"), ("MasterRecordId", "IsDeleted"), ("Zusammengeführt in", "Gelöscht"),
        ("Fusionné avec", "Supprimé"), ("Fusionado en", "Eliminado"),
    ],
)  # fmt: skip
def test_columns_that_say_what_became_of_a_record_have_a_remark(merged: str, gone: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"No,Mail,{merged},{gone}\n1,a@x.example,,no\n2,b@x.example,1,yes\n3,c@x.example,,no\n")
    remarks = [line for line in draft_mapping(summarise_file(path)).splitlines() if line.startswith("#")]
    (of_merged,) = [remark for remark in remarks if f'merged_into: "{merged}"' in remark]
    (of_gone,) = [remark for remark in remarks if f'gone: {{field: "{gone}"}}' in remark]
    assert "take it out of attributes" in of_merged
    assert "take it out of attributes" in of_gone


def test_words_that_no_state_declares_are_counted_in_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "shop-orders.csv"
    head = "order_no,mail,date,total,currency,state\n"
    rows = [f"{n},a{n}@x.example,2026-02-0{n},5.00,EUR," for n in range(1, 5)]
    path.write_text(
        head + "\n".join(row + word for row, word in zip(rows, ("paid", "paid", "zonk", "OH"), strict=True))
    )
    text = draft_mapping(summarise_file(path))
    assert "# Words of state that are not declared as states of orders: 2. Such orders count in no total" in text
    path.write_text(head + "\n".join(row + word for row, word in zip(rows, ("CA", "NY", "TX", "OH"), strict=True)))
    text = draft_mapping(summarise_file(path))
    assert "status" not in yaml.safe_load(text)["event"]["transaction"]
    assert "# The words of state are not declared; if it is the order's state, add status with values." in text


@pytest.mark.parametrize(("column", "code"), [("Ticket", "{}"), ("payment", "PAY{}"), ("Vorgangsnummer", "V-{}")])
def test_unique_numbers_of_events_are_their_keys(tmp_path: Path, column: str, code: str) -> None:
    path = tmp_path / "list.csv"
    rows = [f"{code.format(500 + n)},a@x.example,2026-02-0{n + 1}" for n in range(3)]
    path.write_text("\n".join([f"{column},mail,created", *rows]) + "\n")
    assert draft(path)["event"]["key"] == column


def test_payment_is_named_by_its_own_number_and_not_by_its_order(tmp_path: Path) -> None:
    rows: list[dict[str, Json]] = [
        {"order_number": f"3{n}", "payment": f"P{n}", "mail": "a@x.example", "state": "settled",
         "booked": f"2026-02-0{n + 1}"} for n in range(3)
    ]  # fmt: skip
    mapping = draft(_write(tmp_path / "paiements.ndjson", *rows))
    assert (mapping["event"]["key"], mapping["event"]["kind"]) == ("payment", "payment")
    assert "attributes" not in mapping["record"]


def test_unique_code_of_any_name_is_the_key_of_a_long_list(tmp_path: Path) -> None:
    path = tmp_path / "besuche.csv"
    rows = [f"a{n % 3}@x.example,2026-02-{n + 1:02},Z{n}X,{n},{n}.50" for n in range(25)]
    path.write_text("mail,datum,merkmal,betrag,preis\n" + "\n".join(rows) + "\n")
    assert draft(path)["event"]["key"] == "merkmal"
    path.write_text("mail,datum,merkmal,betrag,preis\n" + "\n".join(rows[:9]) + "\n")
    assert draft(path)["event"]["key"] == {"row": True}


@pytest.mark.parametrize("place", [0, 5, 12])
@pytest.mark.parametrize(
    ("bad", "column", "remark"),
    [
        ("B99;31.02.2026;7,50;EUR;z@x.example", "Tag", "Tag is not of the kind time in 1 of 13 rows."),
        (";03.02.2026;7,50;EUR;z@x.example", "Bon-Nr", "Bon-Nr is blank in 1 of 13 rows."),
        ("B99;03.02.2026;n/a;EUR;z@x.example", "Summe", "Summe is not of the kind number in 1 of 13 rows."),
        ("B99;03.02.2026;7,50;;z@x.example", "Valuta", "Valuta is blank in 1 of 13 rows."),
    ],
)
def test_one_bad_row_wherever_it_stands_changes_no_draft(
    tmp_path: Path, place: int, bad: str, column: str, remark: str
) -> None:
    path = tmp_path / "kasse.csv"
    rows = [f"B{n};{n + 10}.01.2026;{n},50;EUR;a{n % 4}@x.example" for n in range(12)]
    path.write_text("\n".join(["Bon-Nr;Tag;Summe;Valuta;Mail", *rows]) + "\n")
    clean = draft(path)
    assert "transaction" in clean["event"]
    path.write_text("\n".join(["Bon-Nr;Tag;Summe;Valuta;Mail", *rows[:place], bad, *rows[place:]]) + "\n")
    text = draft_mapping(summarise_file(path))
    assert yaml.safe_load(text) == clean
    assert [line for line in text.splitlines() if line.startswith(f"# {column} is")] == [f"# {remark}"]


def test_log_of_people_has_events_without_ids(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [f"{n % 4},2026-01-02T10:00:{n // 2:02}Z,{('seen', 'order')[n % 2]},/p" for n in range(40)]
    path.write_text("visitor_id,ts_time,event_type,page\n" + "\n".join([*rows, rows[0]]) + "\n")
    people, events = _events(path, tmp_path)
    assert (len(people), len(events)) == (4, 41)
    assert draft(path)["event"]["kind"] == {"field": "event_type"}


def test_reviews_of_people_known_by_their_address_are_events(tmp_path: Path) -> None:
    path = tmp_path / "shop-reviews 2026-01.csv"
    path.write_text("Name,E-mail,Date,Stars\nAnn,ann@x.example,2026-01-02,5\nAnn,ann@x.example,2026-01-03,1\n")
    people, events = _events(path, tmp_path)
    assert (people, len(events)) == ({"shop_reviews_2026_01:email:ann@x.example"}, 2)


@pytest.mark.parametrize(
    "text",
    [
        "customer_id,name,created_at\n7,Ann,2026-01-02\n8,Bo,2026-01-03\n",
        "id,name,email,signup_date\n7,Ann,a@x.example,2026-01-02\n8,Bo,b@x.example,2026-01-03\n",
        "user_id,email,last_seen,birthday\n7,a@x.example,2026-01-02,1990-01-02\n8,b@x.example,2026-01-03,1991-01-02\n",
        "id,AccountId,CreatedDate\n7,9,2026-01-02\n8,9,2026-01-03\n",
    ],
)
def test_lists_of_people_are_no_events(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text)
    assert "event" not in draft(path)
    assert keys_of_all_rows(path, tmp_path) == ["people:7", "people:8"]


def test_names_of_attributes_are_unique_and_as_the_language_writes_them() -> None:
    names = AttributeNames()
    columns = ["Größe", "GROSSE", "größe", "1. Wahl", "!!", "??", "尺寸" * 30, "尺寸" * 30 + "x", "Ort", "Stadt"]
    assert [names.name((column,)) for column in columns] == [
        "grosse", "grosse_2", "grosse_3", "field_1_wahl", "field", "field_2",
        ("chi_cun_" * 5)[:-1], "chi_cun_" * 4 + "chi_2", "city", "stadt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "columns"),
    [("payments", "payment_id,order_number,customer_id,amount,currency,paid_at"),
     ("zahlungen", "Zahlungsnr,Bestellnummer,Kundennummer,Betrag,Waehrung,Datum"),
     ("deliveries", "shipment_id,order_id,customer_id,amount,currency,shipped_at")],
)  # fmt: skip
def test_event_about_an_order_is_linked_to_it(tmp_path: Path, name: str, columns: str) -> None:
    path = tmp_path / f"{name}.csv"
    rows = [f"{n + 500},{1000 + n},{n % 7 + 10},19.90,EUR,2026-03-{n % 28 + 1:02}" for n in range(60)]
    path.write_text("\n".join([columns, *rows, ""]))
    order = columns.split(",")[1]

    events = [event for item in items(load_draft(path, tmp_path)) for event in item.events]

    assert draft(path)["event"]["about"] == [{"label": "Order", "key": order}]
    assert f"{order} is taken for the order that it is about" in draft_mapping(summarise_file(path))
    assert [subject.key.partition(":")[2] for subject in events[3].about] == ["1003"]


def test_order_and_invoice_are_about_no_order(tmp_path: Path) -> None:
    rows = [f"{n},{n % 7},19.90,EUR,2026-03-{n % 28 + 1:02}" for n in range(60)]
    for name, number in (("orders", "order_id"), ("payments", "invoice_number")):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([f"{number},customer_id,amount,currency,paid_at", *rows, ""]))
        assert "about" not in draft(path)["event"]


@pytest.mark.parametrize("name", ["payments", "stripe_export", "balance-transactions"])
def test_charges_and_refunds_of_one_file_are_told_apart(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text(
        "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Type,Customer Email,order_number\n"
        "ch_1,2026-03-01 10:00:00,60.00,0.00,eur,Paid,charge,ann@shop.org,1001\n"
        "re_1,2026-03-02 10:00:00,10.00,,eur,succeeded,refund,ann@shop.org,1001\n"
        "ch_2,2026-03-01 11:00:00,50.00,20.00,eur,Refunded,charge,bob@shop.org,1002\n"
        "po_1,2026-03-03 11:00:00,500.00,,eur,paid,payout,bob@shop.org,\n"
    )
    text = draft_mapping(summarise_file(path))
    assert yaml.safe_load(text)["event"]["kind"] == {"field": "Type"}
    assert "# Words of Type that are neither payments nor refunds: 1. Such rows change no order.\n" in text
    events = [event for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert [(event.kind, event.details["amount"], event.details.get("amount_refunded")) for event in events] == [
        ("charge", "60.00", "0.00"),
        ("refund", "10.00", None),
        ("charge", "50.00", "20.00"),
        ("payout", "500.00", None),
    ]


def test_words_for_payments_and_refunds_are_translated(tmp_path: Path) -> None:
    path = tmp_path / "zahlungen.csv"
    path.write_text(
        "Zahlungsnr;Datum;Betrag;Währung;Status;Typ;E-Mail;Bestellnummer\n"
        "Z1;01.03.2026;60,00;EUR;erfolgreich;Zahlung;ann@shop.org;1001\n"
        "Z2;02.03.2026;10,00;EUR;erfolgreich;Rückerstattung;ann@shop.org;1001\n"
        "Z3;03.03.2026;50,00;EUR;erfolgreich;Auszahlung;bob@shop.org;1002\n"
    )
    words = {"Zahlung": "payment", "Rückerstattung": "refund", "Auszahlung": "Auszahlung"}
    assert draft(path)["event"]["kind"] == {"field": "Typ", "values": words}
    assert _events(path, tmp_path)[1] == {"zahlungen:payment:Z1", "zahlungen:refund:Z2", "zahlungen:Auszahlung:Z3"}


@pytest.mark.parametrize(("name", "column"), [("tickets", "amount"), ("payments", "note"), ("reviews", "amount")])
def test_events_about_payments_are_no_payments(tmp_path: Path, name: str, column: str) -> None:
    """A refund that states no amount would be of the whole order."""
    path = tmp_path / f"{name}.csv"
    rows = [f"{n},2026-03-0{n},a{n}@x.example,{word},5.00" for n, word in enumerate(("refund", "payment", "refund"), 1)]
    path.write_text("\n".join([f"id,created,mail,type,{column}", *rows, ""]))
    assert draft(path)["event"]["kind"] == {"tickets": "ticket", "payments": "payment", "reviews": "review"}[name]


def test_types_of_other_things_are_no_kinds(tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    path.write_text(
        "payment_no,date,mail,amount,type\nP1,2026-03-01,a@x.example,5.00,card\nP2,2026-03-02,a@x.example,6.00,bank\n"
    )
    assert draft(path)["event"]["kind"] == "payment"


def test_payments_name_the_details_that_say_whether_they_count(tmp_path: Path) -> None:
    """Under the names of its columns nobody would look for them, and a failed payment would pay the order."""
    path = tmp_path / "payments.csv"
    path.write_text(
        "Payment No,Order No,Date,Email,Status,Currency,Amount\n"
        "P-101,A3,2026-03-01T10:00:00Z,ann@shop.org,failed,EUR,60.00\n"
        "P-102,A2,2026-03-02T10:00:00Z,bob@shop.org,paid,EUR,50.00\n"
    )
    assert draft(path)["event"]["details"] == "rest"
    events = [event for item in load_draft(path, tmp_path) if isinstance(item, Item) for event in item.events]
    assert [event.details for event in events] == [
        {"status": "failed", "currency": "EUR", "amount": "60.00"},
        {"status": "paid", "currency": "EUR", "amount": "50.00"},
    ]


@pytest.mark.parametrize(
    ("column", "answers", "rule"),
    [
        ("Newsletter", ("ja", "nein"), {"channel": "email", "granted": ["ja"], "not_granted": ["nein"]}),
        ("SMS opt-in", ("Yes", "No"), {"channel": "sms", "granted": ["Yes"], "not_granted": ["No"]}),
        ("Email Opt Out", ("true", "false"), {"channel": "email", "withdrawn": ["true"]}),
        (
            "subscription", ("subscribed", "unsubscribed"),
            {"channel": "email", "granted": ["subscribed"], "withdrawn": ["unsubscribed"]},
        ),
    ],
)  # fmt: skip
def test_consents_are_not_granted_by_a_draft_but_named(
    tmp_path: Path, column: str, answers: tuple[str, ...], rule: dict[str, Any]
) -> None:
    path = tmp_path / "people.csv"
    rows = "".join(f"{n},p{n}@x.example,{answers[n % len(answers)]}\n" for n in range(6))
    path.write_text(f"id,email,{column}\n{rows}")
    text = draft_mapping(summarise_file(path))
    (remark,) = [line for line in text.splitlines() if line.startswith(f"# {column} may be a consent")]
    assert "consents" not in yaml.safe_load(text)["record"]
    consents = yaml.safe_load(remark.partition("consents: ")[2])
    assert consents == [{"field": column, **rule}]
    mapping = yaml.safe_load(text)
    mapping["record"]["consents"] = consents
    (tmp_path / "m.yaml").write_text(yaml.safe_dump(mapping))
    loaded = items(list(loader("mapped", mapping=tmp_path / "m.yaml").items(path)))
    assert {c.status.value for item in loaded for c in item.consents} <= {*rule}


@pytest.mark.parametrize(("column", "answers"), [("subscription", ("gold", "silver")), ("Answer", ("yes", "no"))])
def test_other_answers_are_no_consents(tmp_path: Path, column: str, answers: tuple[str, ...]) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"id,email,{column}\n1,a@x.example,{answers[0]}\n2,b@x.example,{answers[1]}\n")
    assert "consent" not in draft_mapping(summarise_file(path))


@pytest.mark.parametrize(
    ("name", "key", "kind"),
    [("export", "conversation_id", "chat"), ("Anfragen", "Anfrage-Nr", "contact_form"), ("carts", "id", "cart")],
)
def test_conversations_inquiries_and_carts_are_events(tmp_path: Path, name: str, key: str, kind: str) -> None:
    path = tmp_path / f"{name}.csv"
    rows = "".join(f"c{n},p{n % 2}@x.example,2026-11-2{n}T10:00:00Z,open\n" for n in range(4))
    path.write_text(f"{key},email,started_at,state\n{rows}")
    event = draft(path)["event"]
    assert (event["kind"], event["key"]) == (kind, key)


def test_names_with_signs_that_cannot_be_seen_are_drafted_by_their_escapes(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Member No,E-mail,Am\u202etnuo,To\U000e0041tal\n1,ann@shop.org,7,x\n2,bob@shop.org,8,y\n")
    text = draft_mapping(summarise_file(path))
    assert {sign for sign in text if not sign.isprintable()} == {"\n"}
    assert "Am\\u202etnuo" in text
    assert sorted(yaml.safe_load(text)["record"]["attributes"].values()) == ["Am\u202etnuo", "To\U000e0041tal"]
    assert len(keys_of_all_rows(path, tmp_path)) == 2


def test_german_tickets_are_read_by_the_names_that_readers_look_for(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "Ticketnr;Kunde E-Mail;Erstellt;Betreff;Status;Kanal;Nachricht;Bearbeiter\n"
        "T1;ann@shop.org;2026-03-01T10:00:00Z;Lampe kaputt;offen;E-Mail;Sehr schlecht;Eva\n"
        "T2;bob@shop.org;2026-03-02T10:00:00Z;Rechnung;gelöst;Telefon;Danke;Eva\n"
        "T3;bob@shop.org;2026-03-03T10:00:00Z;Rechnung;gelöst;;Danke;Eva\n"
    )
    events = [event for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert [event.channel for event in events] == ["email", "phone", None]
    assert events[0].details == {"subject": "Lampe kaputt", "status": "offen", "text": "Sehr schlecht", "agent": "Eva"}


def test_payment_and_delivery_of_german_orders_are_read(tmp_path: Path) -> None:
    path = tmp_path / "bestellungen.csv"
    path.write_text(
        "Bestellnr;Kundennummer;Datum;Status;Zahlungsstatus;Versandstatus;Gesamtbetrag;Währung\n"
        "B1;7;2026-03-01T10:00:00Z;Versandt;teilweise erstattet;versandt;200,00;EUR\n"
        "B2;8;2026-03-02T10:00:00Z;Offen;offen;offen;10,00;EUR\n"
    )
    events = [event for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert [event.details for event in events] == [
        {"payment_status": "teilweise erstattet", "fulfillment_status": "versandt"},
        {"payment_status": "offen", "fulfillment_status": "offen"},
    ]
