"""`profile-service schema`: the migrations of the graph's constraints and indexes."""

from collections.abc import Iterable

import typer
from rich.table import Table

from profile_service.cli.console.execution import EXIT_REJECTED, ask
from profile_service.cli.console.options import AsJson, DryRun
from profile_service.cli.console.output import print_json, print_lines, say, to_the_second
from profile_service.cli.console.terminal import out
from profile_service.service.search.older_stores import complete_search_keys
from profile_service.store.engine import migrations
from profile_service.store.engine.migrations import MigrationStatus, SchemaState, schema_state
from profile_service.store.engine.store import Store

schema = typer.Typer(help="The graph's constraints and indexes.", no_args_is_help=True)


@schema.command("apply")
def apply_schema(*, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Apply pending migrations of the graph's schema."""
    applied = ask(migrations.pending if dry_run else migrations.apply, migrate=False, create=not dry_run)
    names = [each.name for each in applied]
    if as_json:
        print_json({"applied": names, "dryRun": dry_run})
    else:
        done = "Would apply" if dry_run else "Applied"
        print_lines([f"{done}: {', '.join(names)}" if names else "Nothing to apply."])


@schema.command("search-keys")
def complete(*, as_json: AsJson = False) -> None:
    """Complete the keys of the search in a store that was loaded by an earlier version.

    Loads write them by themselves. It may take minutes; it is safe to run again, and beside loads and readers.
    """
    count = ask(complete_search_keys)
    if as_json:
        print_json({"completed": count})
    else:
        print_lines([f"Completed: {count:,} records and events."])


@schema.command("status")
def schema_status(*, as_json: AsJson = False) -> None:
    """Show which migrations are applied; exit code 1 where one is not, or where the store lost what it made."""

    async def read(store: Store) -> tuple[list[MigrationStatus], SchemaState]:
        return await migrations.status(store), await schema_state(store)

    states, schema = ask(read, migrate=False)
    if as_json:
        listed = [{"name": each.name, "state": each.state, "appliedAt": each.applied_at} for each in states]
        named = {state: schema.names(state) for state in ("missing", "populating", "failed")}
        print_json({"migrations": listed, **named})
    else:
        out.print(_table(states))
        _say_faults(schema, is_applied=any(each.state == "applied" for each in states))
    if schema.faults or any(each.state != "applied" for each in states):
        raise typer.Exit(EXIT_REJECTED)


def _say_faults(schema: SchemaState, *, is_applied: bool) -> None:
    if (missing := schema.names("missing")) and is_applied:
        say(f"Missing in the store: {', '.join(missing)}. Run `profile-service schema apply`.")
    if populating := schema.names("populating"):
        say(f"Still being filled: {', '.join(populating)}. What they are for takes long until then.")
    if failed := schema.names("failed"):
        say(f"Failed in the store: {', '.join(failed)}. Drop them there, then run `profile-service schema apply`.")


def _table(states: Iterable[MigrationStatus]) -> Table:
    table = Table("migration", "state", "applied at", box=None)
    for each in states:
        table.add_row(each.name, each.state, to_the_second(each.applied_at))
    return table
