"""Types of fields that the models of the row model share, with their patterns and what a person should write."""

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from profile_service.domain.sources.quality.validation import MAX_KEY, MAX_TEXT
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import clean
from profile_service.domain.values.times import read_time

_INT64 = 2**63 - 1
NAME_PATTERN, TYPE_PATTERN, WORD_PATTERN = (
    r"^[a-z][a-z0-9_.-]{0,39}$",
    r"^[a-z][a-z0-9_]{0,39}$",
    r"^[^\s:][^\t\r\n]{0,99}$",
)
RECORD_KEY_PATTERN, COUNTRY_PATTERN = r"^[^:]+:.+$", r"^[A-Z]{2}$"
EXPECTED_FORMS = {
    NAME_PATTERN: "expected lower-case letters, digits, _ . and - such as web_shop",
    TYPE_PATTERN: "expected lower-case letters, digits and _ such as loyalty_id",
    WORD_PATTERN: "expected a word or a few, such as support_call",
    RECORD_KEY_PATTERN: "expected source:record_id, such as shop:208",
    COUNTRY_PATTERN: "expected two capital letters such as FR (ISO 3166)",
}
"""Pattern → what a person should write where a text does not match it."""


def as_validator(read: Callable[[str], str]) -> Callable[[str], str]:
    """A reader of the domain as pydantic calls it: it raises ValueError in place of InvalidInput."""

    def validate(text: str) -> str:
        try:
            return read(text)
        except InvalidInput as error:
            raise ValueError(str(error)) from error

    return validate


class Model(BaseModel):
    """Unknown fields are refused, and values are not converted: the text `5` is no number."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


JsonObject: TypeAlias = dict[str, Any]
"""Values are of any JSON type; pydantic cannot resolve the domain's recursive `Json`."""
Text: TypeAlias = Annotated[str, AfterValidator(as_validator(clean)), Field(max_length=MAX_TEXT)]
Key: TypeAlias = Annotated[str, AfterValidator(as_validator(clean)), Field(min_length=1, max_length=MAX_KEY)]
Word: TypeAlias = Annotated[str, Field(pattern=WORD_PATTERN)]
RecordKey: TypeAlias = Annotated[
    str, Field(pattern=RECORD_KEY_PATTERN, max_length=MAX_KEY, description="source:record_id, such as shop:208")
]
Time: TypeAlias = Annotated[
    str,
    AfterValidator(as_validator(read_time)),
    Field(description="ISO 8601; without an offset it is UTC", max_length=60),
]
Minor: TypeAlias = Annotated[int, Field(ge=-_INT64, le=_INT64, description="in minor units: 1234 is 12.34 EUR")]
Source: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, description="such as web_shop")]
