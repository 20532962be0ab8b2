"""Drafts of exports in French, Spanish, Italian, Polish and Dutch: who, what and when, by the words of each."""

import json
from pathlib import Path

import pytest

from profile_service.domain.sources.events import Json
from tests.loaders.discovery.test_mapping_draft import draft, load_draft
from tests.loaders.entries import items


@pytest.mark.parametrize(
    "column",
    [
        "N° client", "N° de client", "Numéro client", "Code client", "Réf. client", "Nº de cliente", "Codice cliente",
        "Kod klienta", "Numer klienta", "Klantcode",
    ],
)  # fmt: skip
def test_number_of_a_customer_names_the_record(tmp_path: Path, column: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"{column};E-mail;Ville\nC1001;ann@r.example;Lyon\nC1002;bob@r.example;Nice\n", encoding="utf-8")
    record = draft(path)["record"]
    assert record["id"] == column
    assert {"type": "customer_id", "field": column} in record["identifiers"]


@pytest.mark.parametrize(
    "column",
    ["Carte fidélité", "N° carte de fidélité", "Tarjeta de fidelidad", "Kundenkarte", "Kundenkartennr.", "Treuekarte",
     "Karta lojalnościowa", "carta fedeltà", "Klantenkaart"],
)  # fmt: skip
def test_loyalty_card_identifies_its_holder(tmp_path: Path, column: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"{column};E-mail;Ville\nL-9001;ann@r.example;Lyon\nL-9002;bob@r.example;Nice\n", encoding="utf-8")
    record = draft(path)["record"]
    assert (record["id"], record["identifiers"][0]) == (column, {"type": "loyalty_id", "field": column})
    path.write_text(f"{column};E-mail;Ville\nja;ann@r.example;Lyon\nnein;bob@r.example;Nice\n", encoding="utf-8")
    record = draft(path)["record"]
    assert (record.get("id"), record["identifiers"]) == (None, [{"type": "email", "field": "E-mail"}])


@pytest.mark.parametrize(
    "column",
    ["N° ticket de caisse", "Ticket de caisse", "Ticket de caja", "Kassenbon", "Kassenbon-Nr.", "Scontrino", "Paragon",
     "Nr paragonu", "Kassabon"],
)  # fmt: skip
def test_receipt_of_a_till_is_an_order(tmp_path: Path, column: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(
        f"{column};Courriel;Date;Total TTC;Devise\n"
        "T-77001;ann@r.example;12/10/2026 09:10;15,00;EUR\nT-77002;bob@r.example;12/10/2026 09:20;21,00;EUR\n",
        encoding="utf-8",
    )
    event = draft(path)["event"]
    assert (event["key"], event["kind"]) == (column, "order")
    assert (event["transaction"]["number"], event["transaction"]["total"]) == (column, "Total TTC")


@pytest.mark.parametrize("column", ["N° ticket", "Ticket", "Ticketnummer", "ticket_id"])
def test_ticket_of_no_till_is_one_of_a_help_desk(tmp_path: Path, column: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(
        f"{column};Courriel;Date\nT-1;ann@r.example;2026-10-12\nT-2;bob@r.example;2026-10-13\n", encoding="utf-8"
    )
    assert draft(path)["event"]["kind"] == "ticket"


def _ndjson(path: Path, *rows: dict[str, Json]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_spanish_conversations_are_chats_of_their_contacts(tmp_path: Path) -> None:
    states = ("abierta", "cerrada", "pospuesta")
    rows: list[dict[str, Json]] = [
        {"id": f"cv-{n}", "contacto": {"nombre": "Solène Faure", "correo": f"p{n % 2}@x.example"}, "asunto": "Lámpara",
         "estado": states[n], "actualizada": 1795856400 + n, "creada": 1795165200 + n} for n in range(3)
    ]  # fmt: skip
    path = _ndjson(tmp_path / "conversaciones.ndjson", *rows)
    mapping = draft(path)
    assert mapping["record"]["attributes"] == {"name": "contacto.nombre"}
    assert (mapping["event"]["key"], mapping["event"]["kind"]) == ("id", "chat")
    assert mapping["event"]["occurred_at"] == {"field": "creada", "format": "unix"}
    details = [event.details for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert [detail["status"] for detail in details] == list(states)


def test_nested_refunds_are_refunds_of_an_order_with_their_amounts(tmp_path: Path) -> None:
    rows: list[dict[str, Json]] = [
        {"avoir": f"AV-{n}", "commande": f"CMD-{n}", "client": {"ref": "C1017", "courriel": "cam@x.example"},
         "emis_le": f"2026-11-2{n}T08:00:00+01:00", "montant": {"valeur": f"3{n},00", "devise": "EUR"},
         "etat": "remboursé"} for n in range(3)
    ]  # fmt: skip
    path = _ndjson(tmp_path / "avoirs.ndjson", *rows)
    mapping = draft(path)
    assert mapping["record"]["id"] == "client.ref"
    assert mapping["event"]["about"] == [{"label": "Order", "key": "commande"}]
    events = [event for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert [(event.kind, event.details["amount"], event.details["currency"]) for event in events] == [
        ("refund", "30,00", "EUR"), ("refund", "31,00", "EUR"), ("refund", "32,00", "EUR"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("remboursements", "refund"), ("abonos", "refund"), ("Gutschriften", "refund"), ("rimborsi", "refund"),
        ("zwroty", "refund"), ("terugbetalingen", "refund"), ("cartes_cadeaux", "gift_card"),
        ("tarjetas regalo 2026", "gift_card"), ("Geschenkkarten", "gift_card"),
    ],
)  # fmt: skip
def test_file_is_of_the_kind_that_its_name_says(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_text("id;mail;date;x\nA1;a@x.example;2026-11-02;u\nA2;b@x.example;2026-11-03;v\n")
    assert draft(path)["event"]["kind"] == kind


@pytest.mark.parametrize(
    "column",
    [
        "Erstellt am",
        "Angelegt",
        "Créé le",
        "Émis le",
        "Creada en",
        "abierto",
        "Creato il",
        "Aangemaakt op",
        "Utworzono",
    ],
)
def test_whole_numbers_called_a_time_are_when_it_happened(tmp_path: Path, column: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"Ticketnr;mail;{column}\nT1;a@x.example;1795165200\nT2;b@x.example;1795165300\n", encoding="utf-8")
    assert draft(path)["event"]["occurred_at"] == {"field": column, "format": "unix"}


@pytest.mark.parametrize(
    "column",
    ["Data urodzenia", "Geboortedatum", "Zuletzt aktualisiert", "Actualizado el", "Dernière visite", "Válido hasta"],
)
def test_other_times_are_not_when_it_happened(tmp_path: Path, column: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"Ticketnr;mail;{column}\nT1;a@x.example;2026-01-02\nT2;b@x.example;2026-01-03\n", encoding="utf-8")
    assert "event" not in draft(path)


@pytest.mark.parametrize(
    ("cells", "format", "day"),
    [
        (("3 nov. 2026", "1er déc. 2026"), "%d %b %Y", "2026-11-03T00:00"),
        (("3. März 2026", "12. Oktober 2026"), "%d %b %Y", "2026-03-03T00:00"),
        (("3 de noviembre de 2026", "4 ene. 2026"), "%d %b %Y", "2026-11-03T00:00"),
        (("le 3 nov. 2026 à 14h05", "le 20 nov. 2026 à 10h00"), "%d %b %Y %H:%M", "2026-11-03T14:05"),
        (("3 listopada 2026 14:05:00", "9 maja 2026 10:00:00"), "%d %b %Y %H:%M:%S", "2026-11-03T14:05"),
    ],
)
def test_times_with_names_of_months_are_read(tmp_path: Path, cells: tuple[str, str], format: str, day: str) -> None:
    path = tmp_path / "cartes_cadeaux.csv"
    path.write_text(f"N° carte;Date;Courriel\nC1;{cells[0]};a@x.example\nC1;{cells[1]};a@x.example\n", encoding="utf-8")
    assert draft(path)["event"]["occurred_at"] == {"field": "Date", "format": format}
    events = [event for item in items(load_draft(path, tmp_path)) for event in item.events]
    assert (len(events), events[0].occurred_at[:16]) == (2, day)


def test_addresses_are_no_times(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("mail;note\na@x.example;12 rue Mars 2026 x\nb@x.example;3 juin\n", encoding="utf-8")
    assert "event" not in draft(path)
