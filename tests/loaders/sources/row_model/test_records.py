"""The row model: its schemas, the item of a line, and the rejection of a line that does not fit."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from loaders.discovery.source_recognition import recognise
from loaders.registry import loader
from loaders.sources.row_model.schema import SCHEMAS, json_schema
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.values.identifiers import Identifier
from tests.sources import ROOT

RECORD = {
    "source": "shop",
    "record_id": "208",
    "attributes": {"given_name": " Zoé ", "note": None, "blank": ""},
    "identifiers": [
        {"type": "email", "value": "Zoe@Martin.Example"},
        {"type": "phone", "value": "01 42 68 53 00", "country": "FR"},
    ],
    "observed_at": "2026-11-03T10:30:00+01:00",
}
ORDER = {
    "key": "shop:order:1",
    "record": "shop:208",
    "kind": "order",
    "occurred_at": "2026-11-02",
    "currency": "EUR",
    "total_minor": 1990,
    "lines": [{"product": "shop:MUG", "name": "Mug", "quantity": 2, "price_minor": 995}],
}
REVIEW = {
    "key": "shop:review:7",
    "record": "shop:208",
    "kind": "review",
    "occurred_at": "2026-11-02T10:00:00Z",
    "channel": "web",
    "about": [{"label": "Product", "key": "shop:MUG"}],
    "details": {"stars": 4},
}
WHOLE = {
    "records": [RECORD],
    "events": [ORDER, REVIEW],
    "joined": [{"record": "shop:9", "survivor": "shop:208", "reason": "merged in the shop"}],
    "gone": [{"record": "shop:10", "at": "2026-11-01"}],
    "consents": [
        {"record": "shop:208", "purpose": "marketing", "channel": "email", "status": "withdrawn", "evidence": "opt_out"}
    ],
}


def test_a_line_becomes_its_item(tmp_path: Path) -> None:
    (item,) = through(tmp_path, WHOLE)
    mug = Subject("Product", "shop:MUG", "Mug")
    assert item == Item(
        1,
        (
            SourceRecord(
                "shop",
                "208",
                {"given_name": "Zoé", "note": REMOVED},
                (Identifier("email", "zoe@martin.example"), Identifier("phone", "+33142685300")),
                "2026-11-03T09:30:00.000000Z",
            ),
        ),
        (
            Transaction(
                "shop:order:1", "shop:208", "order", "2026-11-02T00:00:00.000000Z",
                currency="EUR", total_minor=1990, lines=(Line(mug, 2, 995),),
            ),
            Interaction(
                "shop:review:7", "shop:208", "review", "2026-11-02T10:00:00.000000Z", "web",
                about=(Subject("Product", "shop:MUG"),), details={"stars": 4},
            ),
        ),
        merges=(SourceMerge("shop:9", "shop:208", "merged in the shop"),),
        deletions=(SourceDeletion("shop:10", "2026-11-01T00:00:00.000000Z"),),
        consents=(Consent("shop:208", "marketing", "email", ConsentStatus.WITHDRAWN, None, "opt_out"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("/records/0/identifiers/0/value", "zoe at martin", "the email is not of the form name@domain.tld"),
        ("/records/0/observed_at", "soon", "not a time; expected a form such as 2025-10-07 09:50:26 +0200"),
        (
            "/records/0/source",
            "Web:Shop",
            "not of its form; expected lower-case letters, digits, _ . and - such as web_shop",
        ),
        ("/events/0/record", "208", "not of its form; expected source:record_id, such as shop:208"),
        ("/records/0/attributes/note", 7, "Input should be a valid string"),
        ("/events/0/total_minor", 19.9, "Input should be a valid integer"),
        ("/events/0/currency", "EURO", "not a currency; expected three letters such as EUR (ISO 4217)"),
        ("/events/1/direction", "both", "Input should be 'one-way' or 'two-way'"),
        ("/consents/0/status", "maybe", "Input should be 'granted', 'not_granted' or 'withdrawn'"),
    ],
)
def test_rejection_names_the_place_in_the_line(tmp_path: Path, place: str, value: object, reason: str) -> None:
    row = json.loads(json.dumps(WHOLE))
    put(row, place, value)
    (reject,) = through(tmp_path, row)
    assert isinstance(reject, Rejected)
    assert (reject.line, reject.column, reject.value, reject.reason) == (1, place, str(value), f"{place}: {reason}")
    assert reject.cells == (row,)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({}, None, "the line says nothing; give it records, events, joined, gone or consents"),
        ({"people": []}, "/people", "/people is not known here; remove it, or put it into attributes or details"),
        ({"events": [{**ORDER, "a/b": 1}]}, "/events/0/a~1b", "is not known here"),
        ({"events": [{**ORDER, "currency": None}]}, "/events/0/currency", "Input should be a valid string"),
        ({"events": [{k: v for k, v in ORDER.items() if k != "total_minor"}]}, "/events/0/total_minor", "is missing"),
        ({"records": [{"source": "shop"}]}, "/records/0/record_id", "/records/0/record_id is missing; add it"),
        ({"records": [{**RECORD, "record_id": "a\u0000"}]}, None, "the object holds a NUL character"),
    ],
)
def test_lines_of_another_shape_are_rejected(tmp_path: Path, row: object, column: str | None, reason: str) -> None:
    (reject,) = through(tmp_path, row)
    assert isinstance(reject, Rejected)
    assert reject.column == column
    assert reason in reject.reason


def test_a_bad_line_leaves_the_others(tmp_path: Path) -> None:
    first, second, third = through(tmp_path, WHOLE, {"records": 1}, {"events": [REVIEW]})
    assert isinstance(first, Item)
    assert isinstance(second, Rejected)
    assert isinstance(third, Item)
    assert third.events[0].key == "shop:review:7"


def test_printed_schemas_are_stored() -> None:
    folder = ROOT / "schema" / "records"
    assert {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
        name: json_schema(name) for name in SCHEMAS
    }


def test_schemas_accept_what_the_loader_accepts() -> None:
    item = Draft202012Validator(json.loads(json_schema("item")))
    item.validate(WHOLE)
    wrongs: list[object] = [{"people": []}, {"records": [{"source": "shop"}]}, {"events": [{**ORDER, "currency": 1}]}]
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            item.validate(wrong)
    Draft202012Validator(json.loads(json_schema("transaction"))).validate(ORDER)
    Draft202012Validator(json.loads(json_schema("event"))).validate(REVIEW)


def test_files_of_the_row_model_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps({"events": [REVIEW]}) + "\n")
    assert recognise(path).source == "records"
    path.write_text(json.dumps({"events": [REVIEW], "page": 1}) + "\n")
    assert recognise(path).source == ""


def test_the_line_on_the_page_is_loaded(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    (item,) = through(tmp_path, json.loads(page.partition("```json\n")[2].partition("```")[0]))
    assert isinstance(item, Item)
    assert [record.key for record in item.records] == ["till:K-208"]


def through(folder: Path, *rows: object) -> list[Item | Rejected]:
    path = folder / "rows.ndjson"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    records = loader("records")
    assert records.inspect(path).rows == len(rows)
    return list(records.items(path))


def put(row: Any, place: str, value: object) -> None:
    *steps, last = place[1:].split("/")
    for step in steps:
        row = row[int(step)] if isinstance(row, list) else row[step]
    row[last] = value
