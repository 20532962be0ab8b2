"""The rules of identity that a YAML file declares. docs/identity-rules.md explains the words."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from profile_service.domain.resolution.rules import CANONICAL, Criterion, Rules, SurvivorshipRule, TypeRule
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import identifier
from profile_service.domain.values.text import clean
from profile_service.schema_data import schema_path
from profile_service.service.declared.strict_yaml import error_sentence, read_yaml

_TYPE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DOMAIN = re.compile(r"\*|[^\s@*.]+(\.[^\s@*.]+)+")
_NUMBERED_GROUP = re.compile(r"\\[1-9]|\(\?\(\d")
_PAGE = "docs/identity-rules.md"
_EMAIL_ONLY = ("dotless", "plus")


def _type_name(name: str) -> str:
    if not _TYPE.fullmatch(name) or name.endswith(CANONICAL):
        raise ValueError(f"expected a type in lower-case letters, digits and _, and without {CANONICAL} at its end")
    return name


def _domain(name: str) -> str:
    if not _DOMAIN.fullmatch(name) or name != name.casefold():
        raise ValueError('expected a lower-case domain such as gmail.com, or "*" for all')
    return name


def _pattern(text: str) -> str:
    """Patterns are put together to one, so a group may have a name but no number."""
    if _NUMBERED_GROUP.search(text):
        raise ValueError(r"refer to a group by its name, as in (?P<digit>\d)(?P=digit)+")
    try:
        re.compile(text)
        re.compile(f"(?:{text})")
    except (re.error, OverflowError) as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return text


_TypeName: TypeAlias = Annotated[str, AfterValidator(_type_name)]
_Domain: TypeAlias = Annotated[str, AfterValidator(_domain)]
_Pattern: TypeAlias = Annotated[str, AfterValidator(_pattern)]
_Word: TypeAlias = Annotated[str, Field(min_length=1)]
_Count: TypeAlias = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class _Type(_Part):
    priority: _Count | None = None
    limit: _Count = 5
    joins: bool = True
    reissued: bool = False
    dotless: list[_Domain] = []
    plus: list[_Domain] = []
    ignore: list[Literal["case", "punctuation"]] = []


class _Blocked(_Part):
    values: list[_Word] = []
    patterns: list[_Pattern] = []


class _Contradictions(_Part):
    given_names: bool
    birth_dates: bool
    differ: list[_TypeName]


class _Golden(_Part):
    by: Annotated[list[Criterion], Field(min_length=1)]
    sources: list[_Word] = []

    @model_validator(mode="after")
    def _sources_have_a_use(self) -> "_Golden":
        if len({*self.by}) < len(self.by) or len({*self.sources}) < len(self.sources):
            raise ValueError("a criterion or a source stands twice; keep the first")
        if ("source_priority" in self.by) != bool(self.sources):
            raise ValueError("source_priority and sources go together; add the other, or remove this one")
        return self


class _Identity(_Part):
    types: dict[_TypeName, _Type]
    hub_cap: _Count
    contradictions: _Contradictions
    blocked: dict[_TypeName, _Blocked]
    golden: dict[_Word, _Golden]
    nobody: list[_Word] = []

    @model_validator(mode="after")
    def _whole(self) -> "_Identity":
        other = self.types.get("other")
        if other is None or other.priority is None:
            raise ValueError("types.other.priority is missing; add it: it counts for every type that is not named")
        if "default" not in self.golden:
            raise ValueError("golden.default is missing; add it: it counts for every attribute that is not named")
        for name, rule in self.types.items():
            _check_folding(name, rule)
        return self


def _check_folding(name: str, rule: _Type) -> None:
    for word in _EMAIL_ONLY:
        if getattr(rule, word) and name != "email":
            raise ValueError(f"types.{name}.{word}: only the type email has domains; remove it")
    if rule.ignore and name in ("email", "phone"):
        raise ValueError(f"types.{name}.ignore: case and punctuation never count in this type; remove it")


def rules_from(text: str, where: str) -> Rules:
    """The rules that YAML text declares. Raises InvalidInput naming `where`, the place inside and what was expected."""
    declared = _declared(text, where)
    other = declared.types["other"]
    types = {name: _type(rule, other.priority or 1) for name, rule in declared.types.items() if name != "other"}
    golden = {name: SurvivorshipRule(tuple(rule.by), tuple(rule.sources)) for name, rule in declared.golden.items()}
    return Rules(
        types=types,
        other=_type(other, 1),
        blocked=_blocked_patterns(declared.blocked, where),
        blocked_values=_blocked_values(declared.blocked, where),
        hub_cap=declared.hub_cap,
        names_contradict=declared.contradictions.given_names,
        birth_dates_contradict=declared.contradictions.birth_dates,
        single_valued_types=tuple(declared.contradictions.differ),
        survivorship={name: rule for name, rule in golden.items() if name != "default"},
        default_survivorship=golden["default"],
        nobody=_nobody(declared.nobody, where),
    )


@cache
def packaged_rules() -> Rules:
    path = schema_path("identity.yaml")
    return rules_from(rules_text(path), str(path))


def rules_text(path: Path) -> str:
    """What a file of rules holds, not yet checked. Raises InvalidInput where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such file of identity rules; check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: the identity rules cannot be read; they must be a UTF-8 text file") from error


def digest(text: str) -> str:
    """Equal digests mean equal rules: comments, spacing and the order of names make no difference.

    Raises InvalidInput as `rules_from` does.
    """
    declared = _declared(text, "the identity rules").model_dump(exclude_defaults=True)
    return hashlib.blake2b(orjson.dumps(declared, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _declared(text: str, where: str) -> _Identity:
    content = read_yaml(text, where)
    try:
        return _Identity.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(f"{where}: {error_sentence(error, _PAGE)}") from error


def _type(rule: _Type, priority: int) -> TypeRule:
    return TypeRule(
        priority=rule.priority or priority,
        limit=rule.limit,
        joins=rule.joins,
        reissued=rule.reissued,
        dotless=frozenset(rule.dotless),
        plus=frozenset(rule.plus),
        ignores_case="case" in rule.ignore,
        ignores_punctuation="punctuation" in rule.ignore,
    )


def _blocked_patterns(blocked: Mapping[str, _Blocked], where: str) -> dict[str, re.Pattern[str]]:
    together = {_key(type): "|".join(f"(?:{p})" for p in junk.patterns) for type, junk in blocked.items()}
    compiled = {}
    for type, pattern in together.items():
        try:
            if pattern:
                compiled[type] = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            place = f"blocked.{'any' if type == '*' else type}.patterns"
            raise InvalidInput(f"{where}: {place}: they do not go together ({error})") from error
    return compiled


def _blocked_values(blocked: Mapping[str, _Blocked], where: str) -> dict[str, frozenset[str]]:
    """The blocked values by type, normalised as identifiers are."""
    normalised = {}
    for type, junk in blocked.items():
        values = set()
        for place, value in enumerate(junk.values):
            try:
                values.add((clean(value) if type == "any" else identifier(type, value).value).casefold())
            except InvalidInput as error:
                raise InvalidInput(f"{where}: blocked.{type}.values[{place}]: {error}; mend or remove it") from error
        if values:
            normalised[_key(type)] = frozenset(values)
    return normalised


def _nobody(words: Sequence[str], where: str) -> frozenset[str]:
    tidied = [_clean_word(word, f"{where}: nobody[{place}]") for place, word in enumerate(words)]
    return frozenset(tidied)


def _clean_word(word: str, place: str) -> str:
    try:
        cleaned = clean(word).casefold()
    except InvalidInput as error:
        raise InvalidInput(f"{place}: {error}; mend or remove it") from error
    if not cleaned:
        raise InvalidInput(f"{place}: it is blank; remove it")
    return cleaned


def _key(type: str) -> str:
    return "*" if type == "any" else type
