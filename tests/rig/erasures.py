"""People to erase in tests, with a value of their own in every field, and what a store still knows of them."""

import json
from pathlib import Path

from profile_service.domain.privacy.erasures import ErasureOutcome
from profile_service.domain.privacy.hashes import PrivacyKeys
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import identifier
from profile_service.service.access.privacy_keys import privacy_secret
from profile_service.service.privacy.erasure import ErasureRequest, erase
from profile_service.service.privacy.ledger import Ledger
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address, SecretPlace
from tests.rig.graph import run
from tests.rig.people import at, bought, did, record

MARK = "zqx"
"""In every text of the person to erase, and in nobody else's."""
PHONE = "+14155550199"

_NODES = "MATCH (n) RETURN labels(n), properties(n)"
_LINKS = "MATCH (a)-[l]->(b) RETURN type(l), properties(l)"


def zoe() -> list[SourceRecord | Event]:
    """Two records of one person with events of every kind; each text of hers has MARK in it."""
    zqx = "zoe.zqx@zqx.example"
    return [
        record(
            "shop:zqx1", ("email", zqx), ("loyalty_id", "zqx-77"), day="2026-01-02", name="Zoezqx Quxzqx",
            city="Zqxtown", street="1 Zqxstreet", postal_code="zqx99", birth_date="1987-03-04", favourite="zqx tea",
        ),
        record("crm:zqx2", ("email", zqx), ("phone", PHONE), day="2026-01-03", given_name="Zoezqx"),
        Interaction(
            "crm:call:zqx3", "crm:zqx2", "support_call", at("2026-01-05"), "phone",
            about=(Subject("Case", "crm:zqx4", "Zqx is late"), Subject("Order", "shop:zqx5", "#zqx5")),
            details={"subject": "zqx is late", "tracking_number": "ZQX123"},
        ),
        Transaction(
            "shop:order:zqx5", "shop:zqx1", "order", at("2026-01-06"), "store", number="zqx5", status="paid",
            currency="EUR", total_minor=900,
            lines=(
                Line(Subject("Product", "shop:tea", "Tea"), 1.0, 400),
                Line(Subject("Product", "shop:zqx6", "Zqx pot"), 1.0, 500, details={"engraved": "Zoezqx"}),
            ),
        ),
        did("shop:review:zqx7", "shop:zqx1", "2026-01-07"),
    ]  # fmt: skip


def neighbours() -> list[SourceRecord | Event]:
    """Others: Bob shares her phone, Cem her city's shop; both buy the same tea."""
    return [
        record("shop:b1", ("email", "bob@shop.org"), ("phone", PHONE), day="2026-01-02", name="Bob Hill", city="Paris"),
        record("crm:c1", ("email", "cem@shop.org"), day="2026-01-02", name="Cem Kaya", city="Lyon"),
        did("shop:review:b2", "shop:b1", "2026-01-05"),
        bought("shop:order:b3", "shop:b1", "2026-01-06", 700, "b3"),
        bought("crm:order:c2", "crm:c1", "2026-01-07", 300, "c2"),
    ]


def consents(*, of_zoe: bool = True) -> Item:
    """Her consents, one about her and one about her address; or else that of Bob."""
    address = identifier("email", "zoe.zqx@zqx.example")
    evidence = "accepts: zqx" if of_zoe else "accepts: yes"
    stated = [("shop:zqx1", None), ("crm:zqx2", address)] if of_zoe else [("shop:b1", None)]
    return Item(
        90,
        consents=tuple(
            Consent(key, "marketing", "email", ConsentStatus.GRANTED, at("2026-01-04"), evidence, about)
            for key, about in stated
        ),
    )


def told_of(address: Address, *needles: str) -> list[str]:
    """Every node and relationship in which one of the texts stands, in small or capital letters."""
    wanted = [needle.casefold() for needle in needles or (MARK,)]
    rows = [*run(address, _NODES), *run(address, _LINKS)]
    texts = [json.dumps(row, default=str, ensure_ascii=False) for row in rows]
    return [text for text in texts if any(needle in text.casefold() for needle in wanted)]


def ledger_in(data_dir: Path) -> Ledger:
    secret = privacy_secret(SecretPlace(data_dir)).create()
    return Ledger(data_dir / "privacy", PrivacyKeys(secret.secret))


def erasing_store(address: Address, engine: str, data_dir: Path) -> Store:
    """A store that has the secret of the data folder; to be closed."""
    return Store(RemoteEngine(address, engine), secret=SecretPlace(data_dir))


async def erased(store: Store, data_dir: Path, profile: str, *records: str) -> ErasureOutcome:
    """Erase the profile, or these records of it."""
    request = ErasureRequest(profile, "ada", "asked by zqx", set(records) or None)
    return await erase(store, ledger_in(data_dir), data_dir, request)
