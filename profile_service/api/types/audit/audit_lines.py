"""Lines of the audit, as those read them who may."""

from typing import Any

import strawberry

from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.values.cursors import write_cursor


@strawberry.type(description="An id or a number that goes with an act.")
class AuditDetail:
    name: str = strawberry.field(description="What it is: `decision`, `run`, `key`, `loaded`…")
    value: str = strawberry.field(description="The id, or the number as text.")


@strawberry.type(description="What the audit keeps of one act: who did what, and how it ended. It names no customer.")
class AuditLine:
    number: strawberry.ID = strawberry.field(description="Its number; lines are numbered without gaps.")
    at: Moment = strawberry.field(description="When it was written, before the answer went out.")
    who: str | None = strawberry.field(description="Name of the caller; null where nobody knew who asked.")
    kind: str = strawberry.field(
        description="How we know them: `key`, `token`, `user`, `os` (the user of a command), `local`, `unknown`."
    )
    role: str | None = strawberry.field(description="Role of the caller; null where they had none.")
    door: str = strawberry.field(
        description="Where they came in: `graphql`, `console` or `cli`; `audit` for the audit itself."
    )
    operation: str = strawberry.field(description="The field that was asked, or the command.")
    outcome: str = strawberry.field(description="`answered`, `refused`, or `begun` for a change that follows.")
    code: str | None = strawberry.field(description="Code of the error; null where nothing was refused.")
    view: str | None = strawberry.field(description="View in which profiles were shown; null where it was in none.")
    purpose: str | None = strawberry.field(description="Purpose that the view serves; null where there is no view.")
    rows: int = strawberry.field(description="Number of items that were shown or changed.")
    details: list[AuditDetail] = strawberry.field(description="Ids and numbers that go with it.")

    @classmethod
    def of(cls, line: dict[str, Any]) -> "AuditLine":
        details = [AuditDetail(name=name, value=str(value)) for name, value in line.get("details", {}).items()]
        return cls(
            number=strawberry.ID(str(line["seq"])),
            at=Moment(line["at"]),
            who=line["who"] or None,
            kind=line["kind"],
            role=line["role"] or None,
            door=line["door"],
            operation=line["operation"],
            outcome=line["outcome"],
            code=line.get("code"),
            view=line.get("view"),
            purpose=line.get("purpose"),
            rows=line["rows"],
            details=details,
        )


@strawberry.type(description="A line of the audit with its cursor.")
class AuditEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: AuditLine = strawberry.field(description="The line at this cursor.")


@strawberry.type(description="A page of the audit, newest line first.")
class AuditConnection:
    edges: list[AuditEdge] = strawberry.field(description=EDGES)
    nodes: list[AuditLine] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, lines: list[dict[str, Any]], *, has_next: bool, after: str | None) -> "AuditConnection":
        nodes = [AuditLine.of(line) for line in lines]
        edges = [AuditEdge(cursor=write_cursor(node.number), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
