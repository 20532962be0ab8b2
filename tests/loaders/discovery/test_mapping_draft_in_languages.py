"""Drafts of exports in French, Spanish, Italian, Polish and Dutch: who, what and when, by the words of each."""

from pathlib import Path

import pytest

from tests.loaders.discovery.test_mapping_draft import draft


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
