"""Load runs: the files of each, and what became of their rows."""

from collections.abc import Sequence

import strawberry

from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, Node, PageInfo
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.sources import load_runs as domain
from profile_service.domain.sources.quality import dropped_cells
from profile_service.domain.values.cursors import write_cursor


@strawberry.type(description="A cell that could not be used, or a row that was rejected, and its place.")
class DroppedExample:
    file: str = strawberry.field(description="Path of its file, as it was given.")
    line: int = strawberry.field(description="Line of its row; the header is line 1.")
    value: str = strawberry.field(
        description="Shape of its value, such as `Xxx@xxxx`; never the value itself. Empty where there is none."
    )

    @classmethod
    def of(cls, example: dropped_cells.DroppedExample) -> "DroppedExample":
        return cls(file=example.file, line=example.line, value=example.value)


@strawberry.type(description="Cells of one column that could not be used for one reason; their rows were loaded.")
class DroppedCells:
    column: str = strawberry.field(description="Name of the column, or path of the field.")
    reason: str = strawberry.field(description="Why they could not be used, in a sentence.")
    count: int = strawberry.field(description="Number of such cells.")
    examples: list[DroppedExample] = strawberry.field(description="The first of them.")

    @classmethod
    def of(cls, group: dropped_cells.DroppedCells) -> "DroppedCells":
        examples = [DroppedExample.of(example) for example in group.examples]
        return cls(column=group.column, reason=group.reason, count=group.count, examples=examples)


@strawberry.type(description="Rows that were rejected for one reason, in one column or as a whole.")
class RejectedRows:
    column: str | None = strawberry.field(
        description="Name of the column that is at fault; null where the row is rejected as a whole."
    )
    reason: str = strawberry.field(description="Why they were rejected, in a sentence.")
    count: int = strawberry.field(description="Number of such rows.")
    examples: list[DroppedExample] = strawberry.field(description="The first of them.")

    @classmethod
    def of(cls, group: dropped_cells.DroppedCells) -> "RejectedRows":
        examples = [DroppedExample.of(example) for example in group.examples]
        return cls(column=group.column or None, reason=group.reason, count=group.count, examples=examples)


@strawberry.type(
    description="One run of a loader. `read` is the sum of `loaded`, `changed`, `unchanged`, `rejected` and "
    "`suppressed`, all in rows."
)
class LoadRun(Node):
    loader: str = strawberry.field(description="Name of the loader, such as `shopify-customers`.")
    source: str = strawberry.field(description="Name of the source system that the rows come from, such as `shopify`.")
    files: list[str] = strawberry.field(description="Paths of its files, as they were given.")
    state: str = strawberry.field(
        description="`running`, `finished`, `undoing` or `undone`; `stopped` where its process ended before the load "
        "was over, as far as this server can see."
    )
    read: int = strawberry.field(description="Number of rows read so far.")
    loaded: int = strawberry.field(description="Number of rows that brought something new.")
    changed: int = strawberry.field(description="Number of rows that changed something stored before.")
    unchanged: int = strawberry.field(description="Number of rows that held nothing new.")
    rejected: int = strawberry.field(description="Number of rows that could not be loaded.")
    suppressed: int = strawberry.field(
        description="Number of rows that were left out, for they are about people who were erased or are suppressed."
    )
    started_at: Moment = strawberry.field(description="When the run began.")
    updated_at: Moment = strawberry.field(description="When the run last made progress.")
    finished_at: Moment | None = strawberry.field(description="When the run ended; null while it has not.")
    rows: int | None = strawberry.field(
        description="Number of rows in all its files; null for runs older than this count."
    )
    retired: int | None = strawberry.field(
        description="Number of records retired because a full export lacked them; null where the load was not a full "
        "one."
    )
    rejects_file: str | None = strawberry.field(
        description="Path of the file of rejected rows, on the machine that loaded; null where no row was rejected."
    )
    rejected_rows: list[RejectedRows] = strawberry.field(
        description="Rejected rows by column and reason, the most frequent first; empty for runs older than this list."
    )
    undone_by: str | None = strawberry.field(description="Who took the run back; null where nobody did.")
    undo_reason: str | None = strawberry.field(
        description="Why the run was taken back; null where nobody did, or without a reason."
    )
    undone_records: int | None = strawberry.field(
        description="Number of its records that were taken back so far; null where nobody took the run back."
    )
    dropped: list[DroppedCells] = strawberry.field(
        description="Cells of loaded rows that could not be used, by column and reason; the most frequent first."
    )
    remarks: list[str] = strawberry.field(
        description="Sentences on what loaded rows do not count for: states that are not declared, and payments of "
        "other customers' orders."
    )

    @classmethod
    def of(cls, run: domain.LoadRun, *, stopped: bool) -> "LoadRun":
        """`stopped`: its process is gone."""
        return cls(
            id=strawberry.ID(run.id),
            loader=run.loader,
            source=run.source,
            files=list(run.files),
            state="stopped" if stopped else run.state,
            read=run.counts.read,
            loaded=run.counts.loaded,
            changed=run.counts.changed,
            unchanged=run.counts.unchanged,
            rejected=run.counts.rejected,
            suppressed=run.counts.suppressed,
            started_at=Moment(run.started_at),
            updated_at=Moment(run.updated_at),
            finished_at=optional_moment(run.finished_at),
            rows=run.rows,
            retired=run.retired,
            rejects_file=run.rejects_file,
            rejected_rows=[RejectedRows.of(group) for group in run.rejects_by_count],
            undone_by=run.undone_by,
            undo_reason=run.undo_reason,
            undone_records=run.undone_records,
            dropped=[DroppedCells.of(group) for group in run.dropped_by_count],
            remarks=list(run.remarks),
        )


@strawberry.type(description="A load run with its cursor.")
class LoadRunEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: LoadRun = strawberry.field(description="The run at this cursor.")


@strawberry.type(description="A page of load runs, newest first.")
class LoadRunConnection:
    edges: list[LoadRunEdge] = strawberry.field(description=EDGES)
    nodes: list[LoadRun] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(
        cls, runs: Sequence[tuple[domain.LoadRun, bool]], *, has_next: bool, after: str | None
    ) -> "LoadRunConnection":
        """`runs`: each with whether its process is gone."""
        nodes = [LoadRun.of(run, stopped=stopped) for run, stopped in runs]
        edges = [LoadRunEdge(cursor=write_cursor(str(node.id)), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
