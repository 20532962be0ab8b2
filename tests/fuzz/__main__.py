"""`python -m tests.fuzz [--cases 5000] [--roles agent,steward]`: ends with 1 where an answer has a status of 5xx or an
error that the service did not foresee. schemathesis is in an environment of its own, build/fuzz."""

import argparse
import asyncio
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from graphql import GraphQLObjectType

from profile_service.api.graphql.schema import build_schema
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.keys import AccessKeys, NewKey
from profile_service.service.declared.access import declared_access
from profile_service.store.engine.embedded import EngineLease
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.loading import Engine

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


def _asked(folder: str, port: int, role: str, token: str, cases: int) -> int:
    """The exit code of schemathesis, which keeps what it found in the folder."""
    print(f"\n{role}", flush=True)
    command = [
        str(_SCHEMATHESIS), "run", f"http://127.0.0.1:{port}/graphql", "--phases", "fuzzing",
        "--max-examples", str(-(-cases // _fields())), "--checks", "errors_are_foreseen",
        "--continue-on-failure", "--suppress-health-check", "all", "--header", f"Authorization: Bearer {token}",
        "--no-color",
    ]  # fmt: skip
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.unmasked_errors", "PYTHONPATH": str(_ROOT)}
    return subprocess.run(command, env=environment, cwd=folder, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="for each role, in all")
    parser.add_argument("--roles", default=",".join(declared_access().roles))
    given = parser.parse_args()
    os.environ["PROFILE_ALLOWANCE"] = "0"  # else most questions would be refused
    with TemporaryDirectory() as folder, EngineLease.open(Path(folder)) as lease:
        engine = Engine("embedded", lease.address)
        tokens = asyncio.run(_filled(engine, Path(folder), given.roles.split(",")))
        with server(engine, Path(folder)) as (port, _):
            failed = [role for role, token in tokens.items() if _asked(folder, port, role, token, given.cases)]
    print(f"failed as: {', '.join(failed) or 'nobody'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
