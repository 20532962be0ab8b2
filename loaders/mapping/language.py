"""The mapping language: how a stranger's file becomes records and events. docs/mapping.md explains it.

`read_mapping` gives the checked model of a YAML file; loaders/mapping/mapped_loader.py applies it to rows. The JSON
Schema of the language is printed from these models (`python -m loaders.mapping.language`).
"""

import json
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from profile_service.domain.values.errors import InvalidInput

_BRANCHES = {"a field", "a choice", "a moment", "a template", "a list", "a word"}


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no time zone of this name is known; write one such as Europe/Paris") from error
    return name


def _branch(of_text: str, of_object: str, of_list: str = "a list") -> Discriminator:
    """Picks the branch of a union by the shape of what was written, so that an error speaks of that branch alone."""
    return Discriminator(lambda v: of_text if isinstance(v, str) else of_list if isinstance(v, list) else of_object)


FieldPath: TypeAlias = Annotated[
    str,
    Field(min_length=1, max_length=200, description="A column; in nested data a dotted path or an RFC 6901 pointer."),
]
Word: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]
Name: TypeAlias = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$", description="Lower case, such as web_shop.")
]
Country: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166, such as FR.")]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone), Field(description="IANA time zone, such as Europe/Paris.")]
Sign: TypeAlias = Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[^\r\n\x00]$")]
Currency: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217, such as EUR.")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Choice(_Part):
    """A word taken from a field, translated by `values`; what `values` does not name becomes `otherwise`."""

    field: FieldPath
    values: dict[str, Word] = {}
    otherwise: Word | None = None


class Moment(_Part):
    """A time. `format`: `iso` (the default), `unix`, `unix_ms`, or a pattern such as `%d/%m/%Y %H:%M`."""

    field: FieldPath
    zone: Zone | None = None
    format: str = "iso"

    @model_validator(mode="after")
    def _known_format(self) -> "Moment":
        if self.format not in ("iso", "unix", "unix_ms") and "%" not in self.format:
            raise ValueError("write format as iso, unix, unix_ms, or a pattern such as %d/%m/%Y %H:%M")
        return self


class When(_Part):
    """Holds where the field has one of the values of `is`, or none of `not`; with neither, where it is not blank."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    field: FieldPath
    is_: list[str | bool | int] | None = Field(None, alias="is")
    not_: list[str | bool | int] | None = Field(None, alias="not")


WordOrChoice: TypeAlias = Annotated[
    Annotated[Word, Tag("a word")] | Annotated[Choice, Tag("a choice")], _branch("a word", "a choice")
]
FieldOrMoment: TypeAlias = Annotated[
    Annotated[FieldPath, Tag("a field")] | Annotated[Moment, Tag("a moment")], _branch("a field", "a moment")
]
KeyRule: TypeAlias = Annotated[
    Annotated[str, Tag("a template"), Field(min_length=1)]
    | Annotated[list[FieldPath], Tag("a list"), Field(min_length=1, max_length=8)],
    _branch("a template", "a template"),
]
Details: TypeAlias = Annotated[
    Annotated[Literal["rest"], Tag("a word")] | Annotated[dict[str, FieldPath], Tag("a field")],
    _branch("a word", "a field"),
]


class IdentifierRule(_Part):
    """`country` (fixed) or `country_field` (read from the row) helps to read national phone numbers."""

    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    field: FieldPath
    country: Country | None = None
    country_field: FieldPath | None = None
    when: When | None = None


class ConsentRule(_Part):
    """What the person allowed: `granted` and `withdrawn` are the words of the field that say so; others say nothing."""

    channel: Annotated[Word, Field(description="email, sms, phone, whatsapp, post…")]
    purpose: Word = "marketing"
    field: FieldPath
    granted: list[str | bool | int] = []
    withdrawn: list[str | bool | int] = []
    at: FieldOrMoment | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ConsentRule":
        both = {str(w).casefold() for w in self.granted} & {str(w).casefold() for w in self.withdrawn}
        if both or not (self.granted or self.withdrawn):
            raise ValueError("list the words of the field under granted or withdrawn, each under one of them")
        return self


class RecordRule(_Part):
    """Who the row is about. Without `id`, or where it is blank, the first identifier stands for the record.

    A row whose `merged_into` names another id, or for which `gone` holds, says that and nothing else of the record.
    """

    id: FieldPath | None = None
    observed_at: FieldOrMoment | None = None
    attributes: dict[Name, FieldPath] = {}
    identifiers: list[IdentifierRule] = []
    consents: list[ConsentRule] = []
    merged_into: FieldPath | None = None
    gone: When | None = None

    @model_validator(mode="after")
    def _names_someone(self) -> "RecordRule":
        if self.id is None and not self.identifiers:
            raise ValueError("names nobody: add an id or at least one of identifiers")
        if self.id is None and (self.merged_into or self.gone):
            raise ValueError("what is merged or gone is known by its id: add the id")
        return self

    @property
    def describes(self) -> bool:
        """Whether it says more of the record than its id; one that does not never replaces what is known."""
        return bool(self.attributes or self.identifiers or self.observed_at)


class AboutRule(_Part):
    """What the event is about; `source` is the one whose key it is, where that is another than the mapping's own."""

    label: Literal["Product", "Coupon", "Case"]
    key: FieldPath
    name: FieldPath | None = None
    source: Name | None = None


class LineRule(_Part):
    """Lines of a transaction: one per element of the list `each`, or, without `each`, the row itself is the line."""

    each: FieldPath | None = None
    product: FieldPath
    name: FieldPath | None = None
    quantity: FieldPath | None = None
    price: FieldPath
    discount: FieldPath | None = None
    source: Name | None = None


class TransactionRule(_Part):
    number: FieldPath | None = None
    status: WordOrChoice | None = None
    currency: WordOrChoice
    total: FieldPath
    discount: FieldPath | None = None
    amounts: Literal["decimal", "minor"] = "decimal"
    lines: LineRule | None = None


class EventRule(_Part):
    """What happened. With `transaction` it is an order, return or exchange; otherwise an interaction."""

    key: KeyRule | None = None
    kind: WordOrChoice
    occurred_at: FieldOrMoment
    channel: WordOrChoice | None = None
    device: WordOrChoice | None = None
    task: WordOrChoice | None = None
    direction: WordOrChoice | None = None
    about: list[AboutRule] = []
    details: Details = {}
    transaction: TransactionRule | None = None

    @model_validator(mode="after")
    def _words_that_are_known(self) -> "EventRule":
        if isinstance(self.direction, str) and self.direction not in ("one-way", "two-way"):
            raise ValueError("direction must be one-way or two-way")
        if self.transaction and isinstance(self.kind, str) and self.kind not in ("order", "return", "exchange"):
            raise ValueError("the kind of a transaction must be order, return or exchange")
        return self


class CsvRule(_Part):
    """What is left out is found out."""

    delimiter: Sign | None = None
    quote: Sign | None = None
    encoding: Literal["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1", "iso-8859-15"] | None = None


class SourceMapping(_Part):
    """A mapping of one file format of one source."""

    source: Name
    format: Literal["csv", "excel", "json", "ndjson", "parquet"]
    csv: CsvRule = CsvRule()
    zone: Zone = "UTC"
    country: Country | None = None
    record: RecordRule
    event: EventRule | None = None

    @property
    def nested(self) -> bool:
        """Whether fields may lie inside one another."""
        return self.format not in ("csv", "excel")

    @model_validator(mode="after")
    def _says_something(self) -> "SourceMapping":
        if self.event is None and not self.record.describes:
            raise ValueError("the record has nothing but an id; add attributes, identifiers or an event")
        if self.event and (self.record.merged_into or self.record.gone):
            raise ValueError("merged_into and gone are for files of people; this mapping has an event")
        return self


def read_mapping(path: Path) -> SourceMapping:
    """The mapping in a YAML file. Raises InvalidInput naming the file, the place inside it and what to do."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Yaml)  # noqa: S506 (derived from SafeLoader)
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such mapping file; check the path given to --mapping") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: the mapping cannot be read; it must be a UTF-8 text file") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(f"{path}: not YAML{_place(error)}; mend the mapping there") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"{path}: the mapping is empty or no object; start it with a line such as source: reviews")
    try:
        return SourceMapping.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(f"{path}: {_sentence(error)}") from error


def json_schema() -> str:
    """The JSON Schema of the language, as it stands in schema/mappings/mapping.schema.json."""
    return json.dumps(SourceMapping.model_json_schema(), indent=2, sort_keys=True) + "\n"


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    return f" at line {mark.line + 1}" + (f" ({problem})" if problem else "") if mark else ""


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    steps = [f"[{s}]" if isinstance(s, int) else f".{s}" for s in first["loc"] if s not in _BRANCHES]
    where = "".join(steps).lstrip(".") or "the mapping"
    if first["type"] == "missing":
        return f"{where} is missing; add it"
    if first["type"] == "extra_forbidden":
        return f"{where} is not a word of the mapping language; remove it or see docs/mapping.md for the right one"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}; change it there"


class _Yaml(yaml.SafeLoader):
    """YAML in which only true and false are booleans (NO is Norway), dates stay text, and a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":bool", ":timestamp"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))


if __name__ == "__main__":
    print(json_schema(), end="")
