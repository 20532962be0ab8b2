"""`profile-service identity`: who is who, why, and what people decided about it."""

import typer

identity = typer.Typer(no_args_is_help=True, help="Who is who: rules, judgements, review, reasons.")
