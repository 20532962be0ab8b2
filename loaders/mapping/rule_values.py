"""Values that the rules of a mapping consist of: fields, words, times, conditions and keys.

The docstrings of the models and their descriptions are those of the printed JSON Schema.
"""

from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

BRANCHES = {"a field", "a choice", "a moment", "a template", "a list", "a word", "a row key"}
"""Tags of the unions below; errors name them as if they were fields."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no time zone of this name is known; write one such as Europe/Paris") from error
    return name


def _only_rest(details: "NamedDetails") -> "NamedDetails":
    if any(field is True and name != "rest" for name, field in details.items()):
        raise ValueError("only rest may be true; name the field of every other detail")
    return details


def _branch(of_text: str, of_object: str, of_list: str = "a list") -> Discriminator:
    """Picks the branch of a union by the shape of what was written, so that an error speaks of that branch alone."""
    return Discriminator(lambda v: of_text if isinstance(v, str) else of_list if isinstance(v, list) else of_object)


FieldPath: TypeAlias = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        description="A column; in nested data a dotted path or an RFC 6901 pointer; or some joined: {first} {last}.",
    ),
]
Word: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]
Name: TypeAlias = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$", description="Lower case, such as web_shop.")
]
Country: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166, such as FR.")]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone), Field(description="IANA time zone, such as Europe/Paris.")]
Sign: TypeAlias = Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[^\r\n\x00]$")]


class RuleModel(BaseModel):
    """Part of a mapping; words that the language does not have are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class RowKey(RuleModel):
    """A key made of the row's content and of how many equal rows stand before it in the file: each row is an event.

    `row` is true for all fields, or lists those that make the row what it is.
    """

    row: Literal[True] | Annotated[list[FieldPath], Field(min_length=1, max_length=20)]


class Choice(RuleModel):
    """A word taken from a field, translated by `values`; what `values` does not name becomes `otherwise`."""

    field: FieldPath
    values: dict[str, Word] = Field(default={})
    otherwise: Word | None = None


class Moment(RuleModel):
    """A time. `format`: `iso` (the default), `unix`, `unix_ms`, or a pattern such as `%d/%m/%Y %H:%M`."""

    field: FieldPath
    zone: Zone | None = None
    format: str = "iso"

    @model_validator(mode="after")
    def _has_known_format(self) -> "Moment":
        if self.format not in ("iso", "unix", "unix_ms") and "%" not in self.format:
            raise ValueError("write format as iso, unix, unix_ms, or a pattern such as %d/%m/%Y %H:%M")
        return self


class When(RuleModel):
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
    | Annotated[list[FieldPath], Tag("a list"), Field(min_length=1, max_length=8)]
    | Annotated[RowKey, Tag("a row key")],
    _branch("a template", "a row key"),
]
DetailRule: TypeAlias = Annotated[
    Annotated[FieldPath, Tag("a field")] | Annotated[Literal[True], Tag("a word")] | Annotated[Choice, Tag("a choice")],
    Discriminator(lambda v: "a field" if isinstance(v, str) else "a word" if isinstance(v, bool) else "a choice"),
]
NamedDetails: TypeAlias = dict[str, DetailRule]
Details: TypeAlias = Annotated[
    Annotated[Literal["rest"], Tag("a word")] | Annotated[NamedDetails, AfterValidator(_only_rest), Tag("a field")],
    _branch("a word", "a field"),
]


def keeps_rest(details: Details) -> bool:
    """Whether the details keep what the mapping does not read."""
    return details == "rest" or details.get("rest") is True


def named_details(details: Details) -> dict[str, Choice]:
    """Name → field of the details that are named, with the words that are translated."""
    if details == "rest":
        return {}
    rules = {name: Choice(field=rule) if isinstance(rule, str) else rule for name, rule in details.items()}
    return {name: rule for name, rule in rules.items() if isinstance(rule, Choice)}


def detail_field_names(details: Details) -> list[str]:
    """The fields of the details that are named."""
    return [rule.field for rule in named_details(details).values()]
