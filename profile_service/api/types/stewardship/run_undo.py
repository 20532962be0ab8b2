"""Taking a load run back: the command, and what comes of it."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.sources.load_runs import LoadRun
from profile_service.api.types.values.fields import value_or_none
from profile_service.domain.access.caller import Caller
from profile_service.domain.sources import load_runs as domain
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.service.stewardship.run_undos import UndoForecast


@strawberry.input(description="A load run that is to be taken back.")
class UndoRunInput:
    run: strawberry.ID = strawberry.field(description="Id of the load run.")
    reason: str = strawberry.field(default="", description="Why, for people who read of it; needed but in a dry run.")
    idempotency_key: str | None = strawberry.field(
        default=UNSET, description="A command repeated under the same key is carried out once."
    )
    dry_run: bool = strawberry.field(
        default=False, description="True to change nothing and to answer what would change."
    )

    def command(self, caller: Caller) -> StewardCommand:
        return StewardCommand(caller.name, self.reason, value_or_none(self.idempotency_key), dry_run=self.dry_run)


@strawberry.type(description="What taking a load run back does or, in a dry run, would do.")
class UndoneRun:
    run: LoadRun = strawberry.field(
        description="The run as it is now: `undone`, or `undoing` where that goes on after the answer."
    )
    sentences: list[str] = strawberry.field(
        description="What would become of the run's records and of profiles, in words; empty but in a dry run."
    )
    dry_run: bool = strawberry.field(description="True where nothing was changed.")

    @classmethod
    def of(cls, run: domain.LoadRun, forecast: UndoForecast | None, *, stopped: bool) -> "UndoneRun":
        """`stopped`: the process that loaded is gone."""
        sentences = forecast.sentences if forecast else []
        return cls(run=LoadRun.of(run, stopped=stopped), sentences=sentences, dry_run=forecast is not None)
