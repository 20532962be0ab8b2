"""Load runs: what was loaded, and how its rows fared."""

import strawberry

from profile_service.api.types.values.pages import Node, PageInfo
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.sources import load_runs as domain
from profile_service.domain.values.cursors import write_cursor


@strawberry.type(description="One run of a loader. `read` is the sum of the four counts after it, in rows.")
class LoadRun(Node):
    loader: str
    source: str
    files: list[str]
    state: str = strawberry.field(description="`running`, `finished`, `undoing` or `undone`")
    read: int
    loaded: int
    changed: int
    unchanged: int
    rejected: int
    started_at: Moment
    updated_at: Moment
    finished_at: Moment | None
    rows: int | None = strawberry.field(description="In its files; null of runs from before this was counted.")
    retired: int | None = strawberry.field(
        description="Records that a full export did not hold any more; null where it was not loaded as one."
    )
    rejects_file: str | None = strawberry.field(description="Where the rejected rows are, on the machine that loaded.")

    @classmethod
    def of(cls, run: domain.LoadRun) -> "LoadRun":
        return cls(
            id=strawberry.ID(run.id),
            loader=run.loader,
            source=run.source,
            files=list(run.files),
            state=run.state,
            read=run.counts.read,
            loaded=run.counts.loaded,
            changed=run.counts.changed,
            unchanged=run.counts.unchanged,
            rejected=run.counts.rejected,
            started_at=Moment(run.started_at),
            updated_at=Moment(run.updated_at),
            finished_at=None if run.finished_at is None else Moment(run.finished_at),
            rows=run.rows,
            retired=run.retired,
            rejects_file=run.rejects_file,
        )


@strawberry.type
class LoadRunEdge:
    cursor: str
    node: LoadRun


@strawberry.type(description="Load runs, newest first.")
class LoadRunConnection:
    edges: list[LoadRunEdge]
    nodes: list[LoadRun]
    page_info: PageInfo

    @classmethod
    def of(cls, runs: list[domain.LoadRun], *, has_next: bool, after: str | None) -> "LoadRunConnection":
        nodes = [LoadRun.of(run) for run in runs]
        edges = [LoadRunEdge(cursor=write_cursor(run.id), node=n) for run, n in zip(runs, nodes, strict=True)]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
