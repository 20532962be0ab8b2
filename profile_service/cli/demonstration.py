"""The demo: make its files, load what is not loaded yet, and say what to try."""

from loaders.demo.write import DemoFile, write_demo
from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.cli.console.terminal import err, load_progress, outcome
from profile_service.schema_data import schema_path
from profile_service.service.ingestion.load import Load, LoadRunner
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store

_COUNTRY = "US"
CALLER_EMAIL = "martha.kowalczyk@example.com"
_QUERY = (
    '{{"query": "{{ profileBy(identifier: {{type: \\"email\\", value: \\"{email}\\"}})'
    ' {{ id name {{ value source }} records {{ key }} summary {{ orders }} }} }}"}}'
)
_TRY = f"""
The demo is served; Ctrl-C stops it. Three things to try:

1. Open {{url}}/graphql in a browser and press the run button.
2. Ask for a customer of whom six systems know a part, from another terminal:
   curl -s {{url}}/graphql -H 'content-type: application/json' -d '{_QUERY}'
3. See what was loaded, and what was rejected and why:
   .venv/bin/profile-service status
"""


async def load_demo(config: Settings) -> None:
    """Load every file of the demo that is not in the store yet."""
    files = write_demo(config.data_dir / "demo")
    err.print("Starting the embedded store." if config.neo4j_uri is None else "Connecting to Neo4j.")
    async with open_store(config) as store:
        loading = LoadRunner(store, config.data_dir, config.batch_rows)
        for file in files:
            title, load = file.mapping or file.loader, load_of(file)
            if await loading.finished(load):
                err.print(f"{title}: loaded before, nothing to do", markup=False)
                continue
            with load_progress(title, sum(each.rows for each in load.files)) as progress:
                run = await loading.run(load, progress)
            err.print(outcome(run), markup=False)


def announce(config: Settings) -> None:
    err.print(_TRY.format(url=f"http://{config.host}:{config.port}", email=CALLER_EMAIL), markup=False)


def load_of(file: DemoFile) -> Load:
    mapping = schema_path("mappings", f"{file.mapping}.yaml") if file.mapping else None
    fingerprint = mapping.read_text(encoding="utf-8") if mapping else ""
    return prepare(loader(file.loader, mapping=mapping, country=_COUNTRY), [file.path], fingerprint)
