"""What `rest` keeps stands under the names by which readers of events look for it."""

import json
from pathlib import Path

import pytest

from loaders.discovery.file_summary import summarise_file
from loaders.discovery.mapping_draft import draft_mapping
from loaders.discovery.prepare import prepare
from loaders.mapping.rest_names import rest_names
from loaders.registry import loader
from profile_service.domain.sources.events import Json
from tests.loaders.entries import items

_HEAD = "source: bank\nformat: csv\nrecord: {id: Kunde}\nevent:\n  key: Nr\n  kind: payment\n  occurred_at: Tag\n"


def _details(folder: Path, details: str, head: str, row: str) -> dict[str, Json]:
    """The details that a mapping with these makes of a row."""
    (folder / "m.yaml").write_text(_HEAD + f"  details: {details}\n", encoding="utf-8")
    data = folder / "bank.csv"
    data.write_text(f"Kunde,Nr,Tag,{head}\n7,1,2026-03-01,{row}\n", encoding="utf-8")
    mapped = loader("mapped", mapping=folder / "m.yaml")
    mapped.inspect(data)
    (item,) = items(list(mapped.items(data)))
    return dict(item.events[0].details)


@pytest.mark.parametrize(
    ("column", "detail"),
    [
        ("Status", "status"),
        ("STATE", "state"),
        ("Amount", "amount"),
        ("Betrag", "amount"),
        ("Montant TTC", "amount"),
        ("Währung", "currency"),
        ("Currency Code", "currency"),
        ("Amount Refunded", "amount_refunded"),
        ("Refunded Amount", "refunded_amount"),
        ("Erstatteter Betrag", "refunded_amount"),
        ("paymentStatus", "payment_status"),
        ("Order Number", "order_number"),
        ("Paid at", "paid_at"),
        ("Comment", "comment"),
        ("status", "status"),
        ("Filiale", "Filiale"),
        ("Fee Amount", "Fee Amount"),
    ],
)
def test_column_is_the_detail_that_readers_look_for(tmp_path: Path, column: str, detail: str) -> None:
    assert _details(tmp_path, "rest", column, "x") == {detail: "x"}


def test_named_field_wins(tmp_path: Path) -> None:
    details = _details(tmp_path, "{status: Stand, amount: Netto, rest: true}", "Stand,Status,Netto,Betrag", "ok,zu,5,6")
    assert details == {"status": "ok", "Status": "zu", "amount": "5", "Betrag": "6"}


def test_blank_named_field_wins_too(tmp_path: Path) -> None:
    assert _details(tmp_path, "{status: Stand, rest: true}", "Stand,Status", ",zu") == {"Status": "zu"}


@pytest.mark.parametrize(
    ("head", "row", "details"),
    [
        ("Betrag,Summe", "5,6", {"amount": "5", "Summe": "6"}),
        ("Betrag,Amount", "5,6", {"amount": "6", "Betrag": "5"}),
        ("Amount,amount", "5,6", {"amount": "6", "Amount": "5"}),
        ("Betrag,Amount", "5,", {"Betrag": "5"}),
    ],
)
def test_one_of_several_columns_has_the_name(tmp_path: Path, head: str, row: str, details: dict[str, Json]) -> None:
    """Whether a row leaves it blank or not."""
    assert _details(tmp_path, "rest", head, row) == details


@pytest.mark.parametrize(
    "column",
    [
        "Refunded", "Remboursé", "Total remboursé", "Reembolsado", "Importe reembolsado", "Rückerstattet", "Erstattet",
        "Erstattungsbetrag", "Rimborsato", "Importo rimborsato", "Terugbetaald", "Kwota zwrotu", "Zwrócono",
    ],
)  # fmt: skip
def test_amount_given_back_is_read_under_its_usual_names(tmp_path: Path, column: str) -> None:
    assert _details(tmp_path, "rest", column, "4.00") == {"refunded_amount": "4.00"}


@pytest.mark.parametrize("cell", ["yes", "Oui", "0", "1", "2026-03-02", "20260302", "1795165200", "RF-12"])
def test_column_called_refunded_is_no_amount_where_it_says_yes_or_when(tmp_path: Path, cell: str) -> None:
    assert _details(tmp_path, "rest", "Remboursé", cell) == {"Remboursé": cell}


def test_column_of_refunded_amounts_goes_before_one_called_refunded(tmp_path: Path) -> None:
    details = _details(tmp_path, "rest", "Remboursé,Montant remboursé", "oui,4.00")
    assert details == {"Remboursé": "oui", "refunded_amount": "4.00"}


def test_amount_of_a_transaction_is_its_total() -> None:
    fields = ("Amount", "Betrag", "Währung", "Erstatteter Betrag")
    assert rest_names(fields, frozenset(), has_money=False) == {
        "Amount": "amount",
        "Erstatteter Betrag": "refunded_amount",
    }


def test_fields_of_objects_are_named_too(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "source: s\nformat: ndjson\nrecord: {id: who}\nevent: {key: n, kind: review, occurred_at: at, details: rest}\n"
    )
    data = tmp_path / "rows.ndjson"
    rows = [{"who": 1, "n": 1, "at": "2026-03-01", "Comment": "fine", "Stars": 4, "Extra": {"Status": "x"}}]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    mapped = loader("mapped", mapping=tmp_path / "m.yaml")
    mapped.inspect(data)
    (item,) = items(list(mapped.items(data)))
    assert item.events[0].details == {"comment": "fine", "stars": 4, "Extra": {"Status": "x"}}


def test_load_and_draft_say_which_column_has_the_name(tmp_path: Path) -> None:
    data = tmp_path / "payments.csv"
    data.write_text("Payment No,Date,Email,Betrag,Amount\nP1,2026-03-01,ann@x.example,5,6\n")
    remark = "Amount is taken for the detail amount, and not Betrag; else name it in details"
    text = draft_mapping(summarise_file(data))
    assert f"# {remark}.\n" in text
    (tmp_path / "m.yaml").write_text(text)
    said: list[str] = []
    prepare(loader("mapped", mapping=tmp_path / "m.yaml"), [data], notify=said.append)
    assert said == [f"{data}: {remark}"]
