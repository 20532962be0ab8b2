"""`python -m tests.fuzz [--cases 5000] [--roles admin,agent]`: ends with 1 where an answer has a status of 5xx or an
error that the service did not foresee. schemathesis makes the questions and asks them as the first role; the others are
asked the same ones. It is in an environment of its own, build/fuzz."""

import argparse
import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from graphql import GraphQLObjectType

from profile_service.api.graphql.schema import build_schema
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.declared.access import declared_access
from profile_service.store.embedded.engine_lease import EngineLease
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.loading import Engine
from tests.fuzz.foreseen import fault

_ROOT = Path(__file__).parents[2]
_SCHEMATHESIS = _ROOT / "build/fuzz/bin/schemathesis"
_HOUSEHOLDS = 40


async def _filled(engine: Engine, folder: Path, roles: list[str]) -> dict[str, str]:
    """Role → the token of a key, of a store that holds the demo's people."""
    store = Store(RemoteEngine(engine.address, engine.name))
    await load_people(store, folder / "demo", households=_HOUSEHOLDS)
    keys = AccessKeys(store, KeySecretPlace("", folder), declared_access())
    made = {role: await keys.create(NewKey(f"fuzz {role}", role, (), 1, "fuzz")) for role in roles}
    await store.close()
    return {role: token.text for role, (_, token) in made.items()}


def _fields() -> int:
    """Of how many operations the cases are: schemathesis takes as many for each."""
    schema = build_schema()._schema
    roots = [each for each in (schema.query_type, schema.mutation_type) if isinstance(each, GraphQLObjectType)]
    return sum(len(root.fields) for root in roots)


def _made(folder: Path, port: int, token: str, cases: int) -> tuple[list[bytes], bool]:
    """The questions (JSON) that schemathesis made and asked with this token, and whether all answers were foreseen."""
    questions = folder / "questions.ndjson"
    command = [
        str(_SCHEMATHESIS), "run", f"http://127.0.0.1:{port}/graphql", "--phases", "fuzzing",
        "--max-examples", str(-(-cases // _fields())), "--checks", "errors_are_foreseen",
        "--continue-on-failure", "--suppress-health-check", "all", "--header", f"Authorization: Bearer {token}",
        "--no-color",
    ]  # fmt: skip
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "tests.fuzz.unmasked_errors", "PYTHONPATH": str(_ROOT), "FUZZ_QUESTIONS": str(questions)
    }  # fmt: skip
    process = subprocess.run(command, env=environment, cwd=folder, check=False)
    return questions.read_bytes().splitlines(), process.returncode == 0


def _faults(port: int, token: str, questions: list[bytes]) -> Counter[str]:
    """What is wrong with the answers to these questions, asked with this token; the first question of each fault is
    printed."""
    faults: Counter[str] = Counter()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
        for question in questions:
            response = client.post("/graphql", content=question)
            if wrong := fault(response.status_code, response.json()):
                if wrong not in faults:
                    print(wrong, question.decode(), flush=True)
                faults[wrong] += 1
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="for each role, in all")
    parser.add_argument("--roles", default=",".join(sorted(declared_access().roles)), help="the first one asks first")
    given = parser.parse_args()
    os.environ["PROFILE_ALLOWANCE"] = "0"  # else most questions would be refused
    roles = given.roles.split(",")
    with TemporaryDirectory() as name, EngineLease.open(Path(name)) as lease:
        folder, engine = Path(name), Engine("embedded", lease.address)
        tokens = asyncio.run(_filled(engine, folder, roles))
        with server(engine, folder) as (port, _):
            questions, all_foreseen = _made(folder, port, tokens[roles[0]], given.cases)
            print(f"{roles[0]}: {len(questions)} questions", flush=True)
            failed = [] if all_foreseen and questions else roles[:1]
            for role in roles[1:]:
                faults = _faults(port, tokens[role], questions)
                print(f"{role}: {len(questions)} questions, {faults.total()} faults", flush=True)
                failed += [role] if faults else []
    print(f"failed as: {', '.join(failed) or 'nobody'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
