"""The cases that users of customer profiles wrote down for themselves, each loaded as loaders load."""

from pathlib import Path

import pytest

from profile_service.domain.profile.tallies import add_up
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.sources.records import REMOVED
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.exports import contacts
from tests.rig.graph import links, run
from tests.rig.loading import load as load_file
from tests.rig.people import at, bought, did, load, profile_id, record
from tests.rig.stewards import clusters, clusters_in, command, ids_in

pytestmark = pytest.mark.anyio

_PHONE = ("phone", "+14155552671")
_FAMILY = ("email", "smiths@mail.org")


async def _waiting(store: Store) -> dict[str, tuple[Obstacle, frozenset[str]]]:
    """The review queue: identifier → what stands in the way, and the profiles between which it stands."""
    items, _ = await Stewardship(store).review(50, None)
    return {item.identifier.key: (item.obstacle, frozenset(item.records)) for item in items}


def _events(address: Address, profile: str) -> int:
    tallies = run(address, "MATCH (:Profile {id: $id})<-[:OF]-(r:SourceRecord) RETURN r.tally", id=profile)
    return sum(tally.count for tally in add_up([text for (text,) in tallies]))


def _leads_to(address: Address, id: str) -> str:
    found = run(
        address,
        "MATCH (:Profile {id: $id})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(:SourceRecord) RETURN DISTINCT p.id",
        id=id,
    )
    return str(found[0][0])


async def test_shared_family_tablet(store: Store, address: Address) -> None:
    """It stays on everybody who uses it, joins nobody, and nobody is asked about it."""
    tablet = ("device_id", "tablet-7")
    await load(
        store,
        record("app:ann", tablet, ("email", "ann@mail.org"), given_name="Ann"),
        record("app:tom", tablet, ("email", "tom@mail.org"), given_name="Tom"),
        record("app:child", tablet),
        record("crm:ann", ("email", "ann@mail.org")),
    )

    assert clusters_in(address) == clusters("app:ann crm:ann", "app:tom", "app:child")
    held = links(address, "SourceRecord.key", "HAS", "Identifier.key")
    assert {key for key, id in held if id == "device_id:tablet-7"} == {"app:ann", "app:tom", "app:child"}
    assert await _waiting(store) == {}


async def test_shared_office_phone(store: Store, address: Address) -> None:
    """Colleagues with names are different people; and what 21 records share is nobody's own."""
    colleagues = [record(f"crm:{n:02d}", _PHONE) for n in range(20)]
    await load(store, *colleagues)
    assert len(clusters_in(address)) == 1
    (first,) = set(ids_in(address).values())

    await load(store, record("crm:20", _PHONE, given_name="Zoë"))

    assert clusters_in(address) == clusters(*(f"crm:{n:02d}" for n in range(21)))
    assert first in ids_in(address).values()
    assert await _waiting(store) == {}


async def test_shared_office_phone_of_a_few(store: Store, address: Address) -> None:
    await load(store, *(record(f"crm:{name}", _PHONE, given_name=name) for name in ("Ann", "Robert", "Zoë")))

    assert clusters_in(address) == clusters("crm:Ann", "crm:Robert", "crm:Zoë")
    assert await _waiting(store) == {
        "phone:+14155552671": (Obstacle.CONTRADICTION, frozenset(ids_in(address).values()))
    }


async def test_recycled_phone_number(store: Store, address: Address) -> None:
    """The newer claim ends the older one in time, not in history, and takes who comes later."""
    await load(store, record("crm:1", _PHONE, day="2021-03-01", given_name="Ann"))
    await load(store, record("shop:1", _PHONE, day="2026-05-01", given_name="Robert"))

    await load(store, record("desk:1", _PHONE, day="2026-06-01"))

    assert clusters_in(address) == clusters("crm:1", "desk:1 shop:1")
    assert links(address, "SourceRecord.key", "HAS", "Identifier.key", "ended_at") == {
        ("crm:1", "phone:+14155552671", at("2026-05-01")),
        ("desk:1", "phone:+14155552671", None),
        ("shop:1", "phone:+14155552671", None),
    }
    assert await _waiting(store) == {}


async def test_recycled_phone_number_that_came_back(store: Store, address: Address) -> None:
    """Its first holder was seen with it again: the same record, only later."""
    await load(store, record("crm:1", _PHONE, day="2021-03-01", given_name="Ann"))
    await load(store, record("shop:1", _PHONE, day="2026-05-01", given_name="Robert"))
    await load(store, record("desk:1", _PHONE, day="2026-08-01"))
    assert clusters_in(address) == clusters("crm:1", "desk:1 shop:1")

    await load(store, record("crm:1", _PHONE, day="2026-07-01", given_name="Ann"))

    assert clusters_in(address) == clusters("crm:1 desk:1", "shop:1")
    ended = links(address, "SourceRecord.key", "HAS", "Identifier.key", "ended_at")
    assert {(key, time) for key, _, time in ended} == {
        ("crm:1", None),
        ("desk:1", None),
        ("shop:1", at("2026-07-01")),
    }


async def test_typo_in_an_email_later_removed(store: Store, address: Address) -> None:
    """What a stranger's address had joined parts again where the source says that the address is gone, and both keep
    their ids."""
    await load(store, record("crm:1", ("email", "anne@mail.org"), day="2026-01-01", family_name="Miller"))
    stranger = await profile_id(store, "crm:1")
    await load(store, record("crm:2", ("email", "ann@mail.org"), day="2026-01-01"))
    ann = await profile_id(store, "crm:2")
    await load(store, record("shop:2", ("email", "anne@mail.org"), day="2026-02-01", city="Bonn"))
    assert clusters_in(address) == clusters("crm:1 shop:2", "crm:2")

    await load(store, record("shop:2", ("email", "ann@mail.org"), day="2026-02-02", city="Bonn", email=REMOVED))

    assert clusters_in(address) == clusters("crm:1", "crm:2 shop:2")
    assert ids_in(address) == {"crm:1": stranger, "crm:2": ann, "shop:2": ann}


async def test_two_people_with_the_same_name_and_birthday(store: Store, address: Address) -> None:
    """A name is no evidence; each is known by what is their own."""
    name = {"given_name": "Ann", "family_name": "Smith", "birth_date": "1980-02-01"}
    await load(
        store,
        record("crm:1", ("email", "ann.one@mail.org"), **name),
        record("crm:2", ("email", "ann.two@mail.org"), **name),
        record("shop:1", ("email", "ann.one@mail.org"), **name),
        record("shop:2", **name),
    )

    assert clusters_in(address) == clusters("crm:1 shop:1", "crm:2", "shop:2")
    assert await _waiting(store) == {}


async def test_husband_and_wife_on_one_email(store: Store, address: Address) -> None:
    await load(
        store,
        record("crm:1", _FAMILY, ("loyalty_id", "A100"), given_name="Ann", family_name="Smith"),
        record("crm:2", _FAMILY, ("loyalty_id", "R200"), given_name="Robert", family_name="Smith"),
        record("shop:1", ("loyalty_id", "A100")),
        record("shop:2", ("loyalty_id", "R200"), given_name="Bob", family_name="Smith"),
    )

    assert clusters_in(address) == clusters("crm:1 shop:1", "crm:2 shop:2")
    couple = frozenset(ids_in(address).values())
    assert await _waiting(store) == {"email:smiths@mail.org": (Obstacle.CONTRADICTION, couple)}


async def test_employee_who_uses_a_customers_tablet(store: Store, address: Address) -> None:
    """The customer's history holds what the customer did, and not what the employee did on the same machine."""
    tablet = ("device_id", "tablet-7")
    await load(
        store,
        record("app:customer", tablet, ("user_id", "u-1"), ("email", "ann@mail.org")),
        record("app:employee", tablet, ("user_id", "staff-9"), ("email", "help@shop.org")),
        record("crm:customer", ("email", "ann@mail.org"), ("phone", "+14155550101")),
        record("crm:employee", ("email", "help@shop.org")),
        bought("o1", "app:customer", "2026-03-01"),
        *(did(f"e{n}", "app:employee", "2026-03-01") for n in range(5)),
    )

    assert clusters_in(address) == clusters("app:customer crm:customer", "app:employee crm:employee")
    assert _events(address, await profile_id(store, "crm:customer")) == 1
    assert _events(address, await profile_id(store, "crm:employee")) == 5


async def test_two_accounts_on_one_phone_are_two_people(store: Store, address: Address) -> None:
    """An account is verified: whoever has another one is somebody else."""
    await load(store, record("app:1", ("user_id", "u-1"), _PHONE), record("app:2", ("user_id", "u-2"), _PHONE))

    assert clusters_in(address) == clusters("app:1", "app:2")


async def test_the_same_person_in_three_shops(store: Store, address: Address) -> None:
    """Each shop knows something else; the second one closes the gap, whenever it comes."""
    await load(
        store,
        record("paris:1", ("email", "ann@mail.org"), given_name="Ann"),
        record("lyon:1", _PHONE, given_name="A."),
        bought("o1", "paris:1", "2026-03-01"),
        bought("o2", "lyon:1", "2026-03-02"),
    )
    paris, lyon = await profile_id(store, "paris:1"), await profile_id(store, "lyon:1")
    assert paris != lyon

    await load(store, record("nantes:1", ("email", "ANN@mail.org"), ("phone", "(415) 555-2671")))

    assert clusters_in(address) == clusters("lyon:1 nantes:1 paris:1")
    survivor = min(paris, lyon)
    assert _leads_to(address, paris) == _leads_to(address, lyon) == await profile_id(store, "nantes:1") == survivor
    assert _events(address, survivor) == 2


async def test_test_accounts(store: Store, address: Address) -> None:
    """What people type to get past a form is kept, and is nobody's."""
    typed = [
        ("email", "test@test.com"),
        ("email", "noreply@shop.org"),
        ("phone", "+33123456789"),
        ("loyalty_id", "n/a"),
    ]
    await load(store, *(record(f"{source}:{n}", each) for n, each in enumerate(typed) for source in ("crm", "shop")))

    assert clusters_in(address) == clusters(*(f"{source}:{n}" for n in range(4) for source in ("crm", "shop")))
    assert await _waiting(store) == {}


async def test_an_identifier_that_arrives_before_its_record(store: Store, address: Address) -> None:
    """An event names a record that nobody has told of yet; its profile's id leads to where it turns out to belong."""
    await load(store, record("crm:1", ("email", "ann@mail.org"), given_name="Ann"))
    await load(store, did("e1", "shop:9", "2026-03-01"))
    early = await profile_id(store, "shop:9")

    await load(store, record("shop:9", ("email", "ann@mail.org"), day="2026-03-02"))

    assert clusters_in(address) == clusters("crm:1 shop:9")
    ann = await profile_id(store, "crm:1")
    assert _leads_to(address, early) == ann
    assert _events(address, ann) == 1


async def test_a_contested_newcomer(store: Store, address: Address) -> None:
    """It fits two who cannot be one: it waits beside both, until a steward says whose it is."""
    await load(store, record("crm:1", _FAMILY, given_name="Ann"), record("crm:2", _FAMILY, given_name="Robert"))

    await load(store, record("shop:1", _FAMILY))

    assert clusters_in(address) == clusters("crm:1", "crm:2", "shop:1")
    ann, robert, newcomer = [await profile_id(store, key) for key in ("crm:1", "crm:2", "shop:1")]
    assert await _waiting(store) == {"email:smiths@mail.org": (Obstacle.AMBIGUOUS, frozenset({ann, robert, newcomer}))}

    await Stewardship(store).judge("shop:1", "crm:2", Verdict.SAME, 1.0, command())

    assert clusters_in(address) == clusters("crm:1", "crm:2 shop:1")
    assert _leads_to(address, newcomer) == robert


async def test_a_mistaken_merge_undone_a_year_and_many_events_later(store: Store, address: Address) -> None:
    """The other one was the larger of the two, and both had new records since."""
    await load(store, record("crm:1", ("email", "ann@mail.org"), given_name="Ann"), did("e0", "crm:1", "2025-01-01"))
    await load(store, record("crm:2", ("email", "robert@mail.org")), record("shop:2", ("email", "robert@mail.org")))
    ann, robert = await profile_id(store, "crm:1"), await profile_id(store, "crm:2")
    steward = Stewardship(store)
    await steward.merge([ann, robert], command())
    await load(
        store,
        *(did(f"a{n}", "crm:1", f"2025-{n % 12 + 1:02d}-05") for n in range(60)),
        *(did(f"r{n}", ("crm:2", "shop:2")[n % 2], f"2025-{n % 12 + 1:02d}-06") for n in range(90)),
        record("desk:2", ("email", "robert@mail.org"), day="2025-11-01"),
        did("r90", "desk:2", "2025-12-01"),
    )

    await steward.split(ann, ["crm:2", "shop:2", "desk:2"], command())

    assert clusters_in(address) == clusters("crm:1", "crm:2 desk:2 shop:2")
    assert ids_in(address) == {"crm:1": ann, **dict.fromkeys(("crm:2", "desk:2", "shop:2"), robert)}
    assert (_events(address, ann), _events(address, robert)) == (61, 91)


async def test_bulk_undo_of_one_bad_load_run(store: Store, address: Address, tmp_path: Path) -> None:
    """A file whose people are others, under the numbers of those who were there, with somebody's e-mails."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    contacts(good, range(40))
    contacts(bad, range(20, 60), moved=range(20, 60))
    await load_file(store, tmp_path, "salesforce-contacts", good)
    ids, before = ids_in(address), dump(address, history=False)
    run = await load_file(store, tmp_path, "salesforce-contacts", bad)
    assert differences(before, dump(address, history=False))

    await RunUndoExecution(store, run.id, "ada").carry_out()

    assert ids_in(address) == ids
    assert differences(before, dump(address, history=False)) == []
