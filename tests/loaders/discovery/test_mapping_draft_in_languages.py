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
