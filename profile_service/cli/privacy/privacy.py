"""`profile-service privacy`: its commands, in the order of their help."""

import typer

from profile_service.cli.privacy.erase import erase
from profile_service.cli.privacy.export import export
from profile_service.cli.privacy.inventory import show_inventory
from profile_service.cli.privacy.purge import purge
from profile_service.cli.privacy.receipts import receipt, verify_receipt
from profile_service.cli.privacy.replay import replay
from profile_service.cli.privacy.restrict import restrict
from profile_service.cli.privacy.suppress import suppress

privacy = typer.Typer(no_args_is_help=True, help="What is kept of people, and what they may ask for.")
privacy.command("inventory")(show_inventory)
privacy.command("export")(export)
privacy.command("erase")(erase)
privacy.command("suppress")(suppress)
privacy.command("restrict")(restrict)
privacy.command("replay")(replay)
privacy.command("purge")(purge)
privacy.command("receipt")(receipt)
privacy.command("verify-receipt")(verify_receipt)
