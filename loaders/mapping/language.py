"""The mapping language: how a file of an unknown source becomes records and events. docs/mapping.md explains it.

The JSON Schema of the language is printed from these models (`python -m loaders.mapping.language`).
"""

import json
from typing import Literal

from pydantic import Field, model_validator

from loaders.mapping.event_rules import EventRule
from loaders.mapping.record_rules import RecordRule
from loaders.mapping.rule_values import Country, FieldPath, Name, RuleModel, Sign, Zone


class CsvRule(RuleModel):
    """The dialect of a CSV file; whatever is left out is detected."""

    delimiter: Sign | None = None
    quote: Sign | None = None
    encoding: Literal["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1", "iso-8859-15"] | None = None


class SourceMapping(RuleModel):
    """A mapping of one file format of one source. `optional` fields may stand in no row of a file."""

    source: Name
    format: Literal["csv", "excel", "json", "ndjson", "parquet"]
    csv: CsvRule = CsvRule()
    zone: Zone = "UTC"
    country: Country | None = None
    optional: list[FieldPath] = Field(default=[])
    record: RecordRule
    event: EventRule | None = None

    @property
    def is_nested(self) -> bool:
        """Whether fields may lie inside one another."""
        return self.format not in ("csv", "excel")

    @model_validator(mode="after")
    def _has_content(self) -> "SourceMapping":
        if self.event is None and not self.record.has_content:
            raise ValueError("the record has nothing but an id; add attributes, identifiers or an event")
        if self.event and (self.record.merged_into or self.record.gone):
            raise ValueError("merged_into and gone are for files of people; this mapping has an event")
        return self


def json_schema() -> str:
    """The JSON Schema of the language, as it stands in schema/mappings/mapping.schema.json."""
    return json.dumps(SourceMapping.model_json_schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(json_schema(), end="")
