"""A store with something for every field to show: a customer of several systems, and cases that wait for a decision."""

from dataclasses import replace

from profile_service.domain.profile.notes import Note
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Event, Interaction, Json, Subject
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import days_later, utc_now
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.access import keys, users
from profile_service.store.engine.store import Store
from profile_service.store.sources import runs
from profile_service.store.stewardship import undo_progress
from tests.rig.callers import access_keys, made_key
from tests.rig.people import TEA, at, bought, load, profile_id, record
from tests.rig.users import made_user

SECRETS = {
    "email": "zoe.martin@shop.example",
    "phone": "+33142685300",
    "name": "Martin",
    "loyalty_id": "K7700123",
    "birth_date": "1984-02-29",
    "street": "14 rue Verte",
    "device_id": "TABLET-9917",
}
"""Name of an attribute or identifier → its value, by which a leak is known."""
_CASE = Subject("Case", "desk:c1", "Parcel of Zoë Martin")


async def load_customers(store: Store) -> dict[str, str]:
    """What the questions name: ids of profiles and of a judgement."""
    await store.write(lambda tx: ingest(tx, [_former_address(), Item(2, _records(), consents=_consents())]))
    await load(store, *_events())
    steward, zoe, other = Stewardship(store), await profile_id(store, "crm:1"), await profile_id(store, "far:1")
    judged = await steward.judge("crm:1", "far:1", Verdict.MAYBE, 0.5, StewardCommand("ada", "Martin said so"))
    for moved, to in (("o1", "crm:1"), ("v1", "desk:2")):
        await steward.move_event(moved, to, StewardCommand("ada", "Martin's, she says"))
    locked = await profile_id(store, "far:2")
    await steward.lock(locked, StewardCommand("ada"))
    mistaken = await steward.lock(other, StewardCommand("ada", "Martin, she thinks"))
    await steward.undo(mistaken.decision, StewardCommand("ada", "not Martin"))
    event, _ = await steward.record(zoe, Note("note", text="Martin rang"), StewardCommand("ada"))
    await steward.correct_note(event, {"text": "Zoë Martin rang twice"}, StewardCommand("ada"))
    began = at("2026-01-02")
    run = LoadRun("0192", "shopify-customers", "shopify", ("a.csv",), "running", Counts(read=1), began, began)
    await store.write(lambda tx: runs.start(tx, run, resume_key="r", host="h"))
    await store.write(lambda tx: undo_progress.begin(tx, "0192", "owner", ("ada", "wrong file"), began))
    await _let_in(store)
    return {
        "profile": zoe,
        "other": other,
        "locked": locked,
        "judgement": judged.judgements[0],
        "event": event,
        "decision": judged.decision,
    }


async def _let_in(store: Store) -> None:
    """A key that was used and revoked, and a user who logged in."""
    key, _ = await made_key(store, "service", "read:changes")
    await access_keys(store).revoke(key.id)
    await made_user(store)
    (user,) = await users.users(store)
    await store.write(lambda tx: keys.note_use(tx, [key.id], utc_now()))
    await store.write(lambda tx: users.put(tx, replace(user, logged_in_at=utc_now())))


def _records() -> tuple[SourceRecord, ...]:
    mail, card, shared = (
        ("email", SECRETS["email"]),
        ("loyalty_id", SECRETS["loyalty_id"]),
        ("email", "both@shop.example"),
    )
    attributes = {name: SECRETS[name] for name in ("birth_date", "street")}
    names = {"name": "Zoë Martin", "given_name": "Zoë", "family_name": "Martin"}
    place = {"postal_code": "69001", "city": "Lyon", "country": "FR", "language": "fr"}
    more = ("phone", SECRETS["phone"]), ("device_id", SECRETS["device_id"])
    return (
        record("crm:1", mail, card, *more, day="2026-01-02", **attributes, **names, **place),
        record("desk:2", mail, day="2026-01-01", name="Z. Martin", city="Paris"),
        record(f"reviews:email:{SECRETS['email']}", mail, name="Zoë Martin"),
        record("far:1", shared, name="Zoë Martin"),
        record("far:2", shared, name="Paul Roe"),
    )


def _former_address() -> Item:
    """What a record said in an earlier version, of an address that the customer no longer has."""
    former = Identifier("email", "zoe@former.example")
    earlier = record("desk:2", ("email", SECRETS["email"]), former, day="2025-12-01", name="Z. Martin")
    said = Consent("desk:2", "marketing", "email", ConsentStatus.GRANTED, at("2025-12-01"), "opt-in: yes", former)
    return Item(1, (earlier,), consents=(said,))


def _consents() -> tuple[Consent, ...]:
    return (
        Consent("crm:1", "marketing", "email", ConsentStatus.GRANTED, at("2026-01-02"), "opt-in: yes"),
        Consent("desk:2", "marketing", "email", ConsentStatus.NOT_GRANTED, at("2026-01-01"), "opt-in: no"),
    )


def _events() -> list[Event]:
    """Of the last weeks, since what is open depends on the time."""
    now = utc_now()

    def ago(days: float) -> str:
        return days_later(now, -days)

    def contact(key: str, kind: str, days: float, **details: Json) -> Interaction:
        return Interaction(key, "crm:1", kind, ago(days), "phone", direction="two-way", about=(_CASE,), details=details)

    told = {"topic": "Parcel of Zoë Martin", "text": "Martin rang from 01 42 68 53 00", "email": SECRETS["email"]}
    return [
        bought("o1", "desk:2", "2025-11-04", number="1001"),
        bought("o2", "crm:1", "2026-01-04", number="1002"),
        contact("t1", "ticket", 6, **told, status="open", agent="dana"),
        contact("t2", "support_call", 4, **told, outcome="unsolved", agent="dana"),
        contact("t3", "support_call", 2, **told, outcome="unsolved"),
        Interaction("r1", "crm:1", "review", ago(3), "web", details={"rating": 1, "text": "Terrible, says Martin"}),
        Interaction(
            "c1", "desk:2", "cart", ago(1), "web", "mobile", about=(TEA, Subject("Product", "shop:pot", "Pot"))
        ),
        Interaction("v1", "crm:1", "visit", ago(1), "store"),
    ]
