"""The diagnosis of an installation: what is sound says so, and each fault is told with what to do."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.domain.access.caller import LOCAL
from profile_service.domain.audit.entries import AuditEntry
from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.errors import Forbidden
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.audit.places import audit_place
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.declared.access import DeclaredAccess, declared_access
from profile_service.service.diagnosis.diagnoses import Diagnosis, Health
from profile_service.service.diagnosis.doctor import Doctor, diagnose_store, diagnose_surroundings, diagnose_variables
from profile_service.service.diagnosis.package_floors import FLOORS, is_older, package_diagnoses, server_diagnosis
from profile_service.service.ingestion.run_locks import host
from profile_service.settings import Settings
from profile_service.store.diagnosis import store_clock
from profile_service.store.engine import store as door
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from profile_service.store.sources import runs
from tests.rig.audits import DESK
from tests.rig.callers import caller, made_key
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio
_OPEN = DeclaredAccess({})


async def test_sound_store_has_no_finding(store: Store, tmp_path: Path) -> None:
    await load(store, record("shop:1", name="Ann"))
    diagnoses = await diagnose_store(Settings(data_dir=tmp_path), store, declared_access())
    assert _wrong(diagnoses) == []
    assert [each.check for each in diagnoses] == ["store", "schema", "clock", "loads", "access"]


async def test_index_that_is_gone_is_a_problem(store: Store, tmp_path: Path) -> None:
    await store.define("DROP INDEX load_run_resume")
    try:
        wrong = _wrong(await diagnose_store(Settings(data_dir=tmp_path), store, _OPEN))
    finally:
        await store.define("CREATE INDEX load_run_resume IF NOT EXISTS FOR (l:LoadRun) ON (l.resume_key)")
    assert wrong == ["problem schema: load_run_resume is missing in the store"]


async def test_migrations_that_are_pending_or_changed_are_told(store: Store, tmp_path: Path) -> None:
    took = "MATCH (m:Migration {number: $number}) RETURN properties(m) AS migration"
    first, last = [(await store.read(took, number=number))[0]["migration"] for number in (1, 18)]
    await store.write(lambda tx: tx.run("MATCH (m:Migration {number: 18}) DELETE m"))
    await store.write(lambda tx: tx.run("MATCH (m:Migration {number: 1}) SET m.checksum = 'other'"))
    try:
        wrong = _wrong(await diagnose_store(Settings(data_dir=tmp_path), store, _OPEN))
    finally:
        await store.write(lambda tx: tx.run("MATCH (m:Migration {number: 1}) SET m = $m", m=first))
        await store.write(lambda tx: tx.run("CREATE (m:Migration) SET m = $m", m=last))
    assert wrong == [
        "problem schema: schema/graph/0001_graph.cypher was changed after it was applied",
        "warning schema: the migration 0018_run_states.cypher is pending",
    ]


async def test_clock_of_the_store_is_compared(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_clock, "_NOW", "RETURN timestamp() + 90000 AS milliseconds")
    assert "problem clock: the clocks of the store and of this machine are 90 seconds apart" in _wrong(
        await diagnose_store(Settings(data_dir=tmp_path), store, _OPEN)
    )


async def test_change_of_tomorrow_is_a_problem(store: Store, tmp_path: Path) -> None:
    await load(store, record("shop:1", name="Ann"))
    await store.write(lambda tx: tx.run("MATCH (c:Change) SET c.at = '2099-01-01T00:00:00.000000Z'"))
    wrong = _wrong(await diagnose_store(Settings(data_dir=tmp_path), store, _OPEN))
    assert wrong == ["problem clock: the newest change is of 2099-01-01T00:00:00, which is still to come"]


async def test_stopped_loads_and_left_locks_are_told(store: Store, tmp_path: Path) -> None:
    at = "2026-11-22T09:00:00.000000Z"
    run = LoadRun("0192", "shopify-customers", "shopify", ("a.csv",), "running", Counts(read=7, loaded=7), at, at)
    await store.write(lambda tx: runs.start(tx, run, resume_key="r", host=host(tmp_path)))
    await store.write(lambda tx: runs.start(tx, replace(run, id="0193", state="undoing"), resume_key="s", host="h"))
    (tmp_path / "runs").mkdir(mode=0o700)
    (tmp_path / "runs" / "0192.lock").touch()
    wrong = _wrong(await diagnose_store(Settings(data_dir=tmp_path), store, _OPEN))
    assert wrong == [
        "warning loads: the load 0192 stopped after 7 rows",
        "warning loads: the load 0193 is half taken back",
        f"warning loads: 1 locks of processes that are gone lie in {tmp_path / 'runs'}",
    ]


async def test_store_that_does_not_answer_is_one_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    away = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    wrong = _wrong(await diagnose_store(Settings(data_dir=tmp_path), away, _OPEN))
    await away.close()
    assert wrong == ["problem store: the store cannot be reached; is it running, and is its address right?"]


async def test_access_is_compared_with_the_address(store: Store, tmp_path: Path) -> None:
    async def found(**settings: object) -> list[str]:
        config = replace(Settings(data_dir=tmp_path), **settings)  # type: ignore[arg-type]
        return _wrong(await diagnose_store(config, store, declared_access()))

    assert await found(host="0.0.0.0") == [
        "problem access: 0.0.0.0 can be reached from other machines, and no access is configured: no server starts"
    ]
    key, _ = await made_key(store, "agent", days=3)
    assert await found(host="0.0.0.0", audit="off") == [
        "problem access: PROFILE_AUDIT is off, and access is configured",
        f"warning access: the key {key.id} ends at {key.expires_at[:16]}",
    ]


async def test_doctor_is_for_those_who_may_read_who_has_access(store: Store, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, country="US")
    with pytest.raises(Forbidden):
        await Doctor(settings, store, caller("steward"), NOT_AUDITED).diagnoses()
    checks = {each.check for each in await Doctor(settings, store, LOCAL, NOT_AUDITED).diagnoses()}
    assert checks >= {"declarations", "disk", "audit", "packages", "store", "schema", "clock", "loads", "access"}


def test_variables_that_cannot_be_read_or_are_none_are_named() -> None:
    wrong = {"PROFILE_PORT": "http", "PROFILE_DEADLINE": "0", "PROFILE_HSOT": "::"}
    environment = {**wrong, "PROFILE_TEST_X": "", "HOME": "/"}
    assert _wrong(diagnose_variables(environment)) == [
        'problem settings: PROFILE_PORT: "http" is no whole number from 1 to 65535',
        'problem settings: PROFILE_DEADLINE: "0" is no whole number from 1 to 600',
        "warning settings: PROFILE_HSOT is no setting",
    ]
    assert _wrong(diagnose_variables({"PROFILE_PORT": "80"})) == []


def test_settings_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    def found(**settings: object) -> list[str]:
        config = replace(Settings(data_dir=tmp_path, country="US"), **settings)  # type: ignore[arg-type]
        return _wrong(diagnose_surroundings(config)[1])

    assert found() == []
    assert found(neo4j_password="x") == [
        "warning settings: PROFILE_NEO4J_PASSWORD is set without PROFILE_NEO4J_URI, so the embedded store is used"
    ]
    assert found(neo4j_uri="neo4j://db.example:7687", neo4j_password="x") == [
        "warning settings: the way to the store is not encrypted"
    ]
    assert found(neo4j_uri="bolt://127.0.0.1:7687", neo4j_password="x") == []
    assert found(login_secret="x") == ["warning settings: PROFILE_LOGIN_SECRET is set, and no issuer has a login"]
    assert found(audit="off") == ["warning audit: PROFILE_AUDIT is off: nobody can say who looked at whom"]
    (wrong,) = found(views=tmp_path / "none.yaml")
    assert wrong.startswith("problem declarations: ")


def test_open_folders_and_secrets_are_problems(tmp_path: Path) -> None:
    config = Settings(data_dir=tmp_path, country="US")
    KeySecretPlace("", tmp_path).create()
    assert _wrong(diagnose_surroundings(config)[1]) == []
    secret = tmp_path / "access" / "secret"
    secret.parent.chmod(0o755)
    secret.chmod(0o644)
    assert _wrong(diagnose_surroundings(config)[1]) == [
        f"problem folder: {secret.parent} has the mode 0755",
        f"problem secret: {secret} has the mode 0644",
        f"problem secret: {secret} can be read by others; set its mode to 0600, and make new keys",
    ]
    secret.chmod(0o600)
    secret.parent.chmod(0o700)
    secret.write_text("short")
    (wrong,) = _wrong(diagnose_surroundings(config)[1])
    assert wrong == f"problem secret: {secret}: shorter than 32 characters; take a long random text"


async def test_audit_that_was_cut_is_a_problem(tmp_path: Path) -> None:
    config = Settings(data_dir=tmp_path, country="US")
    place = audit_place(config, declared_access())
    assert place
    async with AuditTrail(place).kept_on_disk() as trail:
        await trail.write(DESK, [AuditEntry("profile", ("p1",)), AuditEntry("profile", ("p2",))])
    assert _wrong(diagnose_surroundings(config)[1]) == []
    file = place.folder / "audit.jsonl"
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    (wrong,) = _wrong(diagnose_surroundings(config)[1])
    assert wrong.startswith("problem audit: the audit lacks lines that were written")


def test_looking_changes_nothing(tmp_path: Path) -> None:
    KeySecretPlace("", tmp_path).create()
    before = _tree(tmp_path)
    diagnose_surroundings(Settings(data_dir=tmp_path))
    diagnose_surroundings(Settings(data_dir=tmp_path / "none"))
    assert _tree(tmp_path) == before


def test_package_with_a_known_hole_is_a_problem() -> None:
    (wrong,) = _wrong(package_diagnoses(lambda name: "1.0" if name == "starlette" else FLOORS[name]))
    assert wrong == "problem packages: starlette 1.0 has a known hole"
    assert _wrong(package_diagnoses()) == []


@pytest.mark.parametrize(
    ("server", "health"),
    [
        ("Neo4j/5.26.0", Health.OK),
        ("Neo4j/2025.1.0", Health.OK),
        ("Neo4j/5.9.0", Health.PROBLEM),
        ("ArcadeDB 26.10.2", Health.OK),
        ("ArcadeDB 26.4.1", Health.PROBLEM),
        ("Something", Health.OK),
    ],
)
def test_server_is_compared_with_its_floor(server: str, health: Health) -> None:
    assert server_diagnosis(server).health is health


def test_versions_are_compared_by_their_numbers() -> None:
    assert is_older("0.9", "0.10")
    assert not is_older("26.10.2.post1", "26.10.1")
    assert not is_older("6.3", "6.3")


def _wrong(diagnoses: Iterable[Diagnosis]) -> list[str]:
    """Each finding in one line."""
    return [f"{each.health} {each.check}: {each.text}" for each in diagnoses if each.health is not Health.OK]


def _tree(folder: Path) -> dict[str, tuple[int, float]]:
    return {str(path): (path.stat().st_mode, path.stat().st_mtime) for path in sorted(folder.rglob("*"))}
