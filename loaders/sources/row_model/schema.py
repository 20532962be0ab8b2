"""The lines of the row model's files and their JSON Schemas.

The schemas under schema/records are printed from these models (`python -m loaders.sources.row_model.schema`).
"""

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from loaders.sources.row_model.event_models import AnyEvent, EventModel, TransactionModel
from loaders.sources.row_model.fields import JsonObject, Model
from loaders.sources.row_model.record_models import ConsentModel, GoneModel, JoinedModel, RecordModel
from profile_service.domain.sources.items import Item
from profile_service.schema_data import schema_path


class ItemModel(Model):
    """One line of a file for the source `records`: what is loaded together, or not at all.

    An event may name a record that is in no file; it stands empty until it arrives.
    """

    records: list[RecordModel] = Field(default=[], max_length=1_000)
    events: list[AnyEvent] = Field(default=[], max_length=1_000)
    joined: list[JoinedModel] = Field(default=[], max_length=1_000)
    gone: list[GoneModel] = Field(default=[], max_length=1_000)
    consents: list[ConsentModel] = Field(default=[], max_length=1_000)

    @model_validator(mode="after")
    def _not_empty(self) -> "ItemModel":
        if not any(getattr(self, name) for name in ItemModel.model_fields):
            raise ValueError("the line says nothing; give it records, events, joined, gone or consents")
        return self

    def domain(self, line: int) -> Item:
        """The item at this line of the file."""
        return Item(
            line,
            tuple(record.domain() for record in self.records),
            tuple(event.domain() for event in self.events),
            merges=tuple(merge.domain() for merge in self.joined),
            deletions=tuple(deletion.domain() for deletion in self.gone),
            consents=tuple(consent.domain() for consent in self.consents),
        )


class RejectModel(BaseModel):
    """One line of a rejects file: a row that could not be loaded, where it stands, and why."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    file: str
    line: int
    column: Annotated[str | None, Field(description="in nested data an RFC 6901 pointer")] = None
    value: Annotated[str | None, Field(description="what stands there, by its shape alone: Xxx@xxx.xx")] = None
    reason: str
    row: Annotated[str, Field(description="as it was read, without secrets")]
    cells: Annotated[list[JsonObject] | None, Field(description="to be mended; one object for each row")] = None


SCHEMAS: dict[str, type[BaseModel]] = {
    "item": ItemModel,
    "record": RecordModel,
    "event": EventModel,
    "transaction": TransactionModel,
    "consent": ConsentModel,
    "reject": RejectModel,
}


def json_schema(name: str) -> str:
    """The JSON Schema of one of SCHEMAS, as it stands in schema/records/<name>.json."""
    return json.dumps(SCHEMAS[name].model_json_schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    for name in SCHEMAS:
        schema_path("records").joinpath(f"{name}.json").write_text(json_schema(name), encoding="utf-8")
