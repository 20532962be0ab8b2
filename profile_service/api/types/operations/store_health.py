"""How the store is, for those who run the service."""

from collections.abc import Callable

import strawberry

from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.service.operations import store_health as service


@strawberry.type(description="A migration of the store's constraints and indexes.")
class Migration:
    name: str = strawberry.field(description="Name of its file, which begins with its number.")
    state: str = strawberry.field(
        description="`applied`, `pending`, or `changed`: the file differs from what was applied."
    )
    applied_at: Moment | None = strawberry.field(description="When it was applied; null where it was not.")


@strawberry.type(description="A declared constraint or index that the store cannot use.")
class SchemaFault:
    name: str = strawberry.field(description="Its name, as the migration has it that creates it.")
    state: str = strawberry.field(description="`missing`, `populating` or `failed`.")


@strawberry.type(description="What waits in the review queue.")
class ReviewBacklog:
    waiting: int = strawberry.field(description="Number of items that wait for a decision.")
    is_more: bool = strawberry.field(description="True where more wait than were counted.")
    oldest: Moment | None = strawberry.field(description="From when on the oldest has waited; null where none does.")


@strawberry.type(description="The state of the store at this moment.")
class StoreHealth:
    engine: str = strawberry.field(description="`embedded` or `neo4j`.")
    server: str = strawberry.field(description="Name and version as the store tells them, such as `Neo4j/5.26.0`.")
    milliseconds: float = strawberry.field(description="How long it took to answer a statement that reads nothing.")
    migrations: list[Migration] = strawberry.field(description="The declared migrations, in their order.")
    declared: int = strawberry.field(description="Number of constraints and indexes that the migrations create.")
    faults: list[SchemaFault] = strawberry.field(description="Those of them that the store cannot use, by name.")
    review: ReviewBacklog | None = strawberry.field(
        description="What waits in the review queue; null for roles that may not read it."
    )
    runs_under_way: int = strawberry.field(
        description="Number of loads that are running or being taken back, without those whose state is `stopped`."
    )

    @classmethod
    def of(cls, health: service.StoreHealth, is_stopped: Callable[[LoadRun], bool]) -> "StoreHealth":
        """`is_stopped`: whether a run did not finish and its process is gone."""
        backlog = health.backlog
        return cls(
            engine=health.engine,
            server=health.server,
            milliseconds=health.milliseconds,
            migrations=[
                Migration(name=each.name, state=each.state, applied_at=optional_moment(each.applied_at))
                for each in health.migrations
            ],
            declared=health.schema.declared,
            faults=[SchemaFault(name=fault.name, state=fault.state) for fault in health.schema.faults],
            review=ReviewBacklog(
                waiting=backlog.waiting, is_more=backlog.is_more, oldest=optional_moment(backlog.oldest)
            )
            if backlog
            else None,
            runs_under_way=sum(not is_stopped(run) for run in health.under_way),
        )
