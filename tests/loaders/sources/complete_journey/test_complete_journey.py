"""The Complete Journey, from small CSV files with its traps and from Parquet files in any order."""

from pathlib import Path

import duckdb
import pytest

from loaders.registry import loader
from profile_service.domain.sources.events import Line, Subject, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.values.errors import InvalidInput
from tests.loaders.entries import FIXTURES, items, load, records, rejects

JOURNEY = FIXTURES / "journey"


def test_basket_is_one_transaction() -> None:
    basket, fuel = items(load("complete-journey", JOURNEY / "transactions.csv"))
    (sale,) = basket.events
    assert (basket.line, basket.rows) == (2, 3)
    assert isinstance(sale, Transaction)
    assert (sale.key, sale.record) == ("completejourney:basket:31198570044", "completejourney:900")
    assert (sale.occurred_at, sale.channel) == ("2017-01-01T11:53:26.000000Z", "store")
    assert (sale.total_minor, sale.discount_minor, sale.currency) == (150, 11, "USD")
    assert sale.lines == (
        Line(Subject("Product", "completejourney:1095275", "ICE - CRUSHED/CUBED 22 LB"), 1.0, 50),
        Line(Subject("Product", "completejourney:9878513"), 3.0, 37, 11),
        Line(Subject("Product", "completejourney:5978656"), 0.0, 0),
    )
    assert sale.details == {"store_id": "330", "week": "1", "manufacturer_coupons_minor": 255}
    assert fuel.events[0].details["line_totals_minor"] == [2006]


def test_flawed_baskets_are_rejected_whole() -> None:
    assert rejects(load("complete-journey", JOURNEY / "transactions.csv")) == [
        (6, "quantity", "quantity: not a quantity; expected a plain number such as 2"),
        (8, None, "the rows of this basket name several households"),
    ]


def test_basket_whose_rows_lie_apart_is_one(tmp_path: Path) -> None:
    path = tmp_path / "transactions.csv"
    header, first, second, third, fuel, *_ = (JOURNEY / "transactions.csv").read_text("utf-8").splitlines()
    path.write_text(f"{header}\n{second}\n{fuel}\n{third}\n{first}\n", "utf-8")
    by_fuel, basket = items(load("complete-journey", path))
    (sale,) = basket.events
    assert isinstance(sale, Transaction)
    assert (by_fuel.line, basket.line, basket.rows) == (3, 2, 3)
    assert [line.product.key for line in sale.lines] == [
        "completejourney:9878513",
        "completejourney:5978656",
        "completejourney:1095275",
    ]


def test_household_is_the_same_whichever_file_brings_it() -> None:
    by_demographics = records(load("complete-journey", JOURNEY / "demographics.csv"))[0]
    by_basket = records(load("complete-journey", JOURNEY / "transactions.csv"))[0]
    by_campaign = records(load("complete-journey", JOURNEY / "campaigns.csv"))[0]
    assert by_demographics == by_basket == by_campaign
    assert [i.key for i in by_demographics.identifiers] == ["loyalty_id:900"]
    assert "home_ownership" not in by_demographics.attributes


def test_campaigns_take_their_time_from_the_descriptions() -> None:
    entries = load("complete-journey", JOURNEY / "campaigns.csv")
    event = items(entries)[0].events[0]
    assert (event.kind, event.direction, event.occurred_at) == ("campaign", "one-way", "2017-03-03T00:00:00.000000Z")
    assert rejects(entries) == [
        (4, "campaign_id", "campaign_id is not among the campaign_descriptions, so its time is unknown")
    ]


def test_redemption_is_about_its_coupon() -> None:
    (item,) = items(load("complete-journey", JOURNEY / "coupon_redemptions.csv"))
    assert item.events[0].about == (Subject("Coupon", "completejourney:51380041013"),)
    assert item.events[0].kind == "coupon_redemption"


def test_directory_is_loaded_in_order() -> None:
    paths = loader("complete-journey").paths(JOURNEY)
    assert [p.stem for p in paths] == ["demographics", "transactions", "campaigns", "coupon_redemptions"]


def test_parquet_gathers_scattered_baskets(tmp_path: Path) -> None:
    path = tmp_path / "transactions.parquet"
    duckdb.execute(
        "COPY (SELECT i % 3 + 1 AS household_id, 7 AS store_id, i % 12 AS basket_id, i AS product_id, 1 AS quantity,"
        " 1.10::DOUBLE AS sales_value, 0.0 AS retail_disc, 0.0 AS coupon_disc, 0.0 AS coupon_match_disc, 1 AS week,"
        " TIMESTAMP_NS '2017-01-01 11:53:26' AS transaction_timestamp FROM range(600) t(i)) TO ? (FORMAT parquet)",
        [str(path)],
    )
    baskets = items(load("complete-journey", path))
    assert [basket.rows for basket in baskets] == [50] * 12
    households = [record.key for basket in baskets for record in basket.records]
    assert households == ["completejourney:1", "completejourney:2", "completejourney:3"]
    sales = [event for basket in baskets for event in basket.events if isinstance(event, Transaction)]
    assert {sale.total_minor for sale in sales} == {5500}
    assert [line.product.key for line in sales[0].lines[:2]] == ["completejourney:0", "completejourney:12"]


def test_look_up_file_is_not_loaded_itself() -> None:
    with pytest.raises(InvalidInput, match="is only looked up beside the others"):
        loader("complete-journey").inspect(JOURNEY / "products.csv")


def test_campaigns_without_descriptions_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_bytes((JOURNEY / "campaigns.csv").read_bytes())
    with pytest.raises(InvalidInput, match="campaign_descriptions, which dates the campaigns, is not beside it"):
        loader("complete-journey").inspect(path)


def test_items_come_out_the_same_each_time() -> None:
    journey = loader("complete-journey")
    path = JOURNEY / "transactions.csv"
    assert list(journey.items(path)) == list(journey.items(path))
    assert isinstance(next(iter(journey.items(path))), Item)


def test_baskets_are_the_same_from_numbers_and_from_texts(tmp_path: Path) -> None:
    path = tmp_path / "transactions.parquet"
    read = f"SELECT * FROM read_csv('{JOURNEY / 'transactions.csv'}', all_varchar = true) WHERE quantity <> 'two'"
    numbers = "quantity::{type} AS quantity, sales_value::DOUBLE AS sales_value"
    sales = []
    for replaced in ("", numbers.format(type="BIGINT"), numbers.format(type="DOUBLE")):
        changed = f" REPLACE ({replaced})" if replaced else ""
        duckdb.execute(f"COPY (SELECT *{changed} FROM ({read}) WHERE basket_id = 31198570044) TO '{path}'")
        sales += [basket.events for basket in items(load("complete-journey", path))]
    assert len(sales) == 3
    assert sales[0] == sales[1] == sales[2]
