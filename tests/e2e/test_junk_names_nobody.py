"""An identifier that is junk by the rules in force names no record, whatever loads it."""

from pathlib import Path

from profile_service.store.places.address import Address
from tests.rig.graph import run
from tests.rig.rulings import PACKAGED
from tests.rig.terminal import Terminal

_ORDERS = """Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price
#1001,till@shop.example,paid,2026-01-01 10:00:00 +0000,EUR,5.00,1,Tea,5.00
#1002,till@shop.example,paid,2026-01-02 10:00:00 +0000,EUR,7.00,1,Pot,7.00
"""
_BUYERS = "MATCH (r:SourceRecord)-[:OF]->(p:Profile) RETURN r.key AS record, p.id AS profile ORDER BY record"


def test_address_that_rules_block_names_nobody(terminal: Terminal, address: Address, tmp_path: Path) -> None:
    orders, rules = tmp_path / "orders.csv", tmp_path / "rules.yaml"
    orders.write_text(_ORDERS)
    rules.write_text(PACKAGED.replace("    # values: [till@shop.example", "    values: [till@shop.example"))

    applied = terminal.run("identity", "rules", "apply", rules, "--actor", "ann")
    loaded = terminal.run("load", "shopify-orders", orders)

    assert (applied.code, loaded.code) == (0, 0)
    buyers = run(address, _BUYERS)
    assert [record for record, _ in buyers] == ["shopify:order:1001", "shopify:order:1002"]
    assert len({profile for _, profile in buyers}) == 2


_MEMBERS = """number,mail,who
Laufkundschaft,mia@shop.example,Mia Berg
7,ulf@shop.example,LAUFKUNDSCHAFT
"""
_MAPPING = """source: club
format: csv
record:
  id: number
  attributes: {name: who}
  identifiers: [{type: email, field: mail}]
"""
_ROW = '{"records": [{"source": "till", "record_id": "9", "attributes": {"name": "Laufkundschaft", "city": "Bonn"}}]}\n'


def test_own_word_for_nobody_is_no_name_and_no_id(terminal: Terminal, address: Address, tmp_path: Path) -> None:
    members, mapping, rows, rules = (tmp_path / name for name in ("m.csv", "m.yaml", "rows.ndjson", "rules.yaml"))
    members.write_text(_MEMBERS)
    mapping.write_text(_MAPPING)
    rows.write_text(_ROW)
    rules.write_text(PACKAGED.replace("# nobody: [laufkundschaft", "nobody: [laufkundschaft"))

    applied = terminal.run("identity", "rules", "apply", rules, "--actor", "ann")
    loaded = [terminal.run("load", "mapped", members, "--mapping", mapping), terminal.run("load", "records", rows)]

    assert [(each.code, each.err) for each in (applied, *loaded) if each.code] == []
    assert run(address, "MATCH (r:SourceRecord) RETURN r.key, r.name ORDER BY r.key") == [
        ("club:7", None), ("club:email:mia@shop.example/mia", "Mia Berg"), ("till:9", None),
    ]  # fmt: skip
