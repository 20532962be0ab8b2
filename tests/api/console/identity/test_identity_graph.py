"""The drawing of an identity shows what the tables show."""

from itertools import pairwise
from typing import Any

from profile_service.api.console.identity.identity_graph import draw_identity, identifier_id


def _record(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "source": key.partition(":")[0], "retiredAt": None, "merged": False} | more


def _identifier(type: str, value: str, *records: str, **more: Any) -> dict[str, Any]:
    states = {"joins": True, "contested": False, "former": False, "endedAt": None}
    return {"type": type, "value": value, "records": list(records)} | states | more


def test_every_record_identifier_and_claim_is_drawn() -> None:
    records = [_record("shop:1"), _record("crm:7")]
    identifiers = [
        _identifier("email", "ann@shop.org", "shop:1", "crm:7"),
        _identifier("phone", "+14155552671", "crm:7"),
    ]

    drawing = draw_identity(records, identifiers)

    assert [node.id for node in drawing.records] == ["shop:1", "crm:7"]
    assert [node.id for node in drawing.identifiers] == [identifier_id(each) for each in identifiers]
    assert {(line.record, line.identifier) for line in drawing.lines} == {
        ("shop:1", "email:ann@shop.org"),
        ("crm:7", "email:ann@shop.org"),
        ("crm:7", "phone:+14155552671"),
    }
    assert not drawing.grouped


def test_nodes_stand_apart_and_inside() -> None:
    drawing = draw_identity([_record(f"shop:{n}") for n in range(9)], [_identifier("email", "a@b.org", "shop:1")])

    heights = [node.y for node in drawing.records]
    assert min(b - a for a, b in pairwise(heights)) >= 26
    assert all(13 <= node.y <= drawing.height - 13 for node in (*drawing.records, *drawing.identifiers))


def test_states_tell_claims_apart() -> None:
    drawing = draw_identity(
        [_record("shop:1", retiredAt="2026-01-01T00:00:00Z"), _record("crm:7")],
        [
            _identifier("email", "a@b.org", "crm:7", contested=True),
            _identifier("phone", "+1", "crm:7", endedAt="2026-01-01T00:00:00Z"),
            _identifier("device_id", "d", "crm:7", joins=False),
        ],
    )

    assert [node.states for node in drawing.records] == [("former",), ()]
    assert [node.states for node in drawing.identifiers] == [("contested",), ("former",), ("powerless",)]
    assert [line.former for line in drawing.lines] == [False, True, False]


def test_many_nodes_are_grouped_and_none_is_lost() -> None:
    records = [_record(f"shop:{n}") for n in range(40)] + [_record("crm:1")]
    identifiers = [_identifier("email", f"a{n}@b.org", f"shop:{n}") for n in range(40)]

    drawing = draw_identity(records, [*identifiers, _identifier("phone", "+1", "crm:1", "shop:1")])

    assert drawing.grouped
    assert [(node.id, node.size) for node in drawing.records] == [("shop", 40), ("crm", 1)]
    assert [(node.id, node.size) for node in drawing.identifiers] == [("email", 40), ("phone", 1)]
    assert sorted((line.record, line.identifier, line.size) for line in drawing.lines) == [
        ("crm", "phone", 1), ("shop", "email", 40), ("shop", "phone", 1),
    ]  # fmt: skip
