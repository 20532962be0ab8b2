"""Instances of a source: everything that one system states is told apart from what the other states."""

import pickle
from pathlib import Path

import pytest

from loaders.build.instance import Instance
from loaders.build.loader import ItemReader
from loaders.discovery.folder_instance import folder_instance
from loaders.discovery.load_order import loads_in_order
from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.sources.items import EventDeletion, Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.identity_rules import packaged_rules
from tests.loaders.entries import FIXTURES

_AT = "2026-01-01T00:00:00.000000Z"


def test_all_that_an_item_states_is_the_instances() -> None:
    item = Item(
        2,
        (
            SourceRecord(
                "magento", "7", identifiers=(Identifier("magento_customer_id", "7"), Identifier("email", "a@b.example"))
            ),
        ),
        (
            Interaction(
                "magento:visit:9",
                "magento:7",
                "visit",
                _AT,
                about=(Subject("Product", "magento:mug"), Subject("Coupon", "magento:c1"), Subject("Case", "crm:c2")),
            ),
        ),
        merges=(
            SourceMerge("magento:6", "magento:7", "merged", identifiers=(Identifier("magento_customer_id", "6"),)),
            SourceMerge("magento:4", None, "merged"),
        ),
        deletions=(SourceDeletion("magento:5"),),
        consents=(Consent("magento:7", "marketing", "post", ConsentStatus.GRANTED, None, "x: yes"),),
        former_events=("magento:order:1",),
        event_deletions=(EventDeletion("magento:visit:8"),),
    )

    renamed = Instance("magento", "magento-fr").item(item)

    (record,), (visit,) = renamed.records, renamed.events
    assert record.key == "magento-fr:7"
    assert [one.key for one in record.identifiers] == ["magento_fr_customer_id:7", "email:a@b.example"]
    assert (visit.key, visit.record) == ("magento-fr:visit:9", "magento-fr:7")
    assert [subject.key for subject in visit.about] == ["magento:mug", "magento-fr:c1", "crm:c2"]
    own_id = Identifier("magento_fr_customer_id", "6")
    assert renamed.merges == (
        SourceMerge("magento-fr:6", "magento-fr:7", "merged", identifiers=(own_id,)),
        SourceMerge("magento-fr:4", None, "merged"),
    )
    assert renamed.event_deletions == (EventDeletion("magento-fr:visit:8"),)
    assert renamed.deletions == (SourceDeletion("magento-fr:5"),)
    assert [consent.record for consent in renamed.consents] == ["magento-fr:7"]
    assert renamed.former_events == ("magento:order:1",)


@pytest.mark.parametrize(
    ("name", "file"),
    [("zendesk-tickets", "zendesk_tickets.ndjson"), ("woocommerce-orders", "woocommerce_orders.csv")],
)
def test_nothing_of_two_instances_has_one_key(name: str, file: str) -> None:
    source = loader(name).source
    items = {
        instance: [e for e in loader(name, instance=instance).items(FIXTURES / file) if isinstance(e, Item)]
        for instance in (source, f"{source}-nord", f"{source}-sud")
    }

    keys = [
        {key for item in of_instance for key in (*item.all_records(), *(event.key for event in item.events))}
        for of_instance in items.values()
    ]
    assert len(set.union(*keys)) == sum(map(len, keys)) > 0


def test_a_reader_of_an_instance_survives_pickling() -> None:
    read_items = ItemReader(
        loader("woocommerce-orders", instance="woocommerce-b2b"), FIXTURES / "woocommerce_orders.csv"
    )
    pickled: ItemReader = pickle.loads(pickle.dumps(read_items))
    assert list(pickled(packaged_rules())) == list(read_items(packaged_rules()))


@pytest.mark.parametrize("name", ["eu", "shopifyeu", "shopify-", "shopify-EU", "stripe-eu", "shopify-e:u"])
def test_other_names_are_no_instance(name: str) -> None:
    with pytest.raises(InvalidInput, match="no instance of the source shopify; name it shopify-WORD"):
        loader("shopify-orders", instance=name)


def test_rows_that_name_their_sources_have_no_instance() -> None:
    with pytest.raises(InvalidInput, match="leave --source out"):
        loader("records", instance="records-eu")


def test_loads_of_two_instances_are_two() -> None:
    file = FIXTURES / "woocommerce_orders.csv"
    one, other = (
        prepare(loader("woocommerce-orders", instance=name), [file]) for name in ("woocommerce-a", "woocommerce-b")
    )
    plain, itself = (prepare(loader("woocommerce-orders", instance=name), [file]) for name in (None, "woocommerce"))
    assert one.resume_key != other.resume_key != plain.resume_key
    assert (one.kind, other.kind, plain.kind) == (
        "woocommerce-orders:woocommerce-a",
        "woocommerce-orders:woocommerce-b",
        "woocommerce-orders",
    )
    assert (one.loaded_by.source, plain.loaded_by.source) == ("woocommerce-a", None)
    assert (itself.resume_key, itself.kind) == (plain.resume_key, plain.kind)


@pytest.mark.parametrize(
    ("path", "instance"),
    [
        ("exports/stripe-jp/customers.csv", "stripe-jp"),
        ("exports/Stripe-JP/2026-11-01/customers.csv", "stripe-jp"),
        ("stripe-jp.zip/customers.csv", "stripe-jp"),
        ("stripe-jp/a/b/customers.csv", None),
        ("stripe/customers.csv", None),
        ("stripe-customers/customers.csv", None),
        ("stripe-exports/customers.csv", None),
        ("stripe-2026-11/customers.csv", None),
        ("shopify-jp/customers.csv", None),
    ],
)
def test_the_folder_names_the_instance(tmp_path: Path, path: str, instance: str | None) -> None:
    assert folder_instance(tmp_path / path, "stripe") == instance


def test_auto_tells_folders_apart(tmp_path: Path) -> None:
    for folder in ("woocommerce-nl", "woocommerce-be", "old"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "orders.csv").write_bytes((FIXTURES / "woocommerce_orders.csv").read_bytes())
    notes: list[str] = []

    found = loads_in_order([tmp_path], notify=notes.append)
    named = loads_in_order([tmp_path], None, "woocommerce-web")

    assert [load.source for load in found.loads] == ["woocommerce", "woocommerce-be", "woocommerce-nl"]
    assert [note.endswith(", from woocommerce-be") for note in notes].count(True) == 1
    assert [(load.source, len(load.files)) for load in named.loads] == [("woocommerce-web", 3)]
    with pytest.raises(InvalidInput, match="stripe-jp is an instance of none of the sources"):
        loads_in_order([tmp_path], None, "stripe-jp")
