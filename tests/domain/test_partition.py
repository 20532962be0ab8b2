"""Records become persons by what they share, whatever the order in which they come."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.identifiers import Identifier, identifier
from profile_service.domain.partition import joins, partition

_identifiers = st.builds(
    Identifier, st.sampled_from(["email", "phone", "loyalty_id", "shop_id"]), st.sampled_from("abcdef")
)
_records = st.dictionaries(st.text("rst", min_size=1, max_size=4), st.lists(_identifiers, max_size=3), max_size=12)


def test_a_shared_email_makes_one_person() -> None:
    ann, other = identifier("email", "Ann@Shop.org"), identifier("email", "bob@shop.org")

    groups = partition({"crm:1": [ann], "shop:9": [identifier("email", "ann@shop.org ")], "shop:10": [other]})

    assert groups == [frozenset({"crm:1", "shop:9"}), frozenset({"shop:10"})]


def test_a_chain_of_identifiers_makes_one_person() -> None:
    email, phone = Identifier("email", "a@b.org"), Identifier("phone", "+33142685300")

    assert partition({"a": [email], "b": [email, phone], "c": [phone]}) == [frozenset("abc")]


def test_junk_and_weak_identifiers_join_nobody() -> None:
    junk = [
        Identifier("email", "noemail@shop.org"),
        Identifier("phone", "+10000000000"),
        Identifier("loyalty_id", "0000"),
    ]
    weak = Identifier("device_id", "tablet-7")

    assert not any(map(joins, [*junk, weak]))
    assert partition({"a": [*junk, weak], "b": [*junk, weak]}) == [frozenset("a"), frozenset("b")]


@given(_records, st.randoms())
def test_order_of_arrival_changes_nothing(records: dict[str, list[Identifier]], random: Random) -> None:
    shuffled = list(records.items())
    random.shuffle(shuffled)

    assert partition(dict(shuffled)) == partition(records)


@given(_records)
def test_every_record_is_in_exactly_one_group(records: dict[str, list[Identifier]]) -> None:
    groups = partition(records)

    assert sorted(key for group in groups for key in group) == sorted(records)


@given(_records)
def test_sharing_records_stand_together_and_groups_share_nothing(records: dict[str, list[Identifier]]) -> None:
    held = [{i for key in group for i in records[key]} for group in partition(records)]

    assert all(not (a & b) for n, a in enumerate(held) for b in held[n + 1 :])
