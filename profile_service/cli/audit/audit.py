"""`profile-service audit`: its commands, in the order of their help."""

import typer

from profile_service.cli.audit.prune import prune
from profile_service.cli.audit.search_lines import search_audit
from profile_service.cli.audit.verify import verify

audit = typer.Typer(no_args_is_help=True, help="Who looked at whom, and whether that was changed since.")
audit.command("search")(search_audit)
audit.command("verify")(verify)
audit.command("prune")(prune)
