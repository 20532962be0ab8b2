"""`privacy`: what people may ask of whoever keeps data about them."""

import typer

from profile_service.cli.privacy.erase import erase
from profile_service.cli.privacy.purge import purge
from profile_service.cli.privacy.receipts import receipt, verify_receipt
from profile_service.cli.privacy.replay import replay
from profile_service.cli.privacy.restrict import restrict
from profile_service.cli.privacy.suppress import suppress

privacy = typer.Typer(help="Requests of people about their own data: erase, suppress, restrict.", no_args_is_help=True)
privacy.command("erase")(erase)
privacy.command("suppress")(suppress)
privacy.command("restrict")(restrict)
privacy.command("replay")(replay)
privacy.command("purge")(purge)
privacy.command("receipt")(receipt)
privacy.command("verify-receipt")(verify_receipt)
