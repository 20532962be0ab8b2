"""Settings: read once from the environment at the composition root, then handed on as values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import phonenumbers

from profile_service.domain.values.errors import InvalidInput

PREFIX = "PROFILE_"
AUDIT_OFF = "off"
_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_LEVELS = ("debug", "info", "warning", "error")
_LOG_FORMATS = ("auto", "json", "text")
_HEAP = re.compile(r"[1-9]\d{0,5}[mg]")
# Nothing else: each becomes a part of a policy that browsers read.
_ORIGIN = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_COLLECTOR = re.compile(r"https?://[\w.-]+(:\d{1,5})?(/[\w./-]*)?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?(/[\w./-]*)?")
_HOST_NAME = re.compile(r"\*|[\w-]+(\.[\w-]+)*|[0-9a-fA-F:.]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting as people see it; the default is the text that the variable would hold, empty for none."""

    variable: str
    default: str
    about: str


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def cast(text: str) -> str:
        if text.lower() not in allowed:
            raise InvalidInput(f'"{text}" is none of {", ".join(allowed)}')
        return text.lower()

    return cast


def _whole(low: int, high: int) -> Callable[[str], int]:
    def cast(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high):
            raise InvalidInput(f'"{text}" is no whole number from {low} to {high}')
        return int(text)

    return cast


def _uri(text: str) -> str | None:
    """Its errors never show the text: people put passwords into addresses."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput("is no address; expected a form such as neo4j://localhost:7687") from error
    if parts.scheme not in _SCHEMES or not host:
        raise InvalidInput("is no Bolt address; expected a form such as neo4j://localhost:7687")
    if "@" in parts.netloc:
        raise InvalidInput(f"holds a user or password; put them into {PREFIX}NEO4J_USER and {PREFIX}NEO4J_PASSWORD")
    return text


def _heap(text: str) -> str:
    if not _HEAP.fullmatch(text.lower()):
        raise InvalidInput(f'"{text}" is no amount of memory; expected a form such as 512m or 2g')
    return text.lower()


def _country(text: str) -> str | None:
    if text and text.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidInput(f'"{text}" is no country; expected two letters such as FR (ISO 3166)')
    return text.upper() or None


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not _HOST_NAME.fullmatch(name):
            raise InvalidInput(f'"{name}" is no name of a host; expected a form such as profiles.example.com')
    return names


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(origin.strip().rstrip("/").casefold() for origin in text.split(",") if origin.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise InvalidInput(f'"{origin}" is no origin; expected a form such as https://acme.zendesk.com')
    return origins


def _collector(text: str) -> str:
    """Its errors never show the text: people put passwords into addresses."""
    if text and not _COLLECTOR.fullmatch(text):
        raise InvalidInput(
            "is no address of a collector; expected a form such as http://localhost:4318, without a user"
        )
    return text.rstrip("/")


def _switch(text: str) -> bool:
    return _one_of(("on", "off"))(text) == "on"


def _audit(text: str) -> str:
    return AUDIT_OFF if text.lower() == AUDIT_OFF else text


def _setting(cast: Callable[[str], T], default: str, about: str, *, secret: bool = False) -> T:
    metadata = {"cast": cast, "default": default, "about": about, "secret": secret}
    return field(default=cast(default), metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting once, with how its text is read, its default and one line about it.

    A field `data_dir` is the variable `PROFILE_DATA_DIR`.
    """

    neo4j_uri: str | None = _setting(_uri, "", "Bolt address of a Neo4j; without one, the embedded store is used")
    neo4j_user: str = _setting(str, "neo4j", "user at that Neo4j")
    neo4j_password: str = _setting(str, "", "password of that user", secret=True)
    neo4j_database: str = _setting(str, "neo4j", "database at that Neo4j")
    data_dir: Path = _setting(Path, "./data", "folder of the embedded store and of rejects")  # noqa: RUF009  a Path never changes
    embedded_heap: str = _setting(_heap, "1g", "memory that the embedded store may use: 512m, 2g")
    host: str = _setting(str, "127.0.0.1", "address to serve at")
    port: int = _setting(_whole(1, 65_535), "8000", "port to serve at")
    allowed_hosts: tuple[str, ...] = _setting(
        _names, "", "names by which clients and pages reach the server, with commas between; `*` for any"
    )
    embed_origins: tuple[str, ...] = _setting(
        _origins, "", "origins of help desks that may show the panel, with commas between; none where it is empty"
    )
    inspect_mb: int = _setting(
        _whole(0, 1_000), "20", "megabytes of a file that people may drop in the console to look into; 0 for none"
    )
    introspection: bool = _setting(_switch, "on", "whether clients may ask for the schema: on, off")
    graphiql: bool = _setting(_switch, "on", "whether browsers are shown GraphiQL: on, off")
    allowance: int = _setting(
        _whole(0, 1_000_000_000), "3000000", "cost that one caller may ask for in a minute; 0 for any"
    )
    deadline: int = _setting(_whole(1, 600), "30", "seconds within which a request is answered or given up")
    answers_mb: int = _setting(
        _whole(0, 10_000), "8", "megabytes of answers that each worker keeps while nothing changes; 0 for none"
    )
    workers: int = _setting(_whole(1, 64), "1", "processes that answer requests, side by side")
    country: str | None = _setting(_country, "", "country (ISO 3166) of phone numbers that are written without one")
    batch_rows: int = _setting(
        _whole(1, 10_000), "500", "rows that a load commits at once; six of one order count as one"
    )
    log_level: str = _setting(_one_of(_LEVELS), "info", "least severe log lines to write: debug, info, warning, error")
    log_format: str = _setting(
        _one_of(_LOG_FORMATS),
        "auto",
        "form of log lines: json, text, or auto for text at a terminal and json elsewhere",
    )
    traces: str = _setting(
        _collector, "", "address of an OpenTelemetry collector, such as http://localhost:4318; none where it is empty"
    )
    max_dropped: int = _setting(
        _whole(0, 100), "20", "per cent of rows in which one column may be of no use; above, a load ends with 1"
    )
    views: Path | None = _setting(_path, "", "YAML file of your own views, in the form of schema/views.yaml")  # noqa: RUF009  a Path never changes
    segments: Path | None = _setting(  # noqa: RUF009  a Path never changes
        _path, "", "YAML file of your own segments, in the form of schema/segments.yaml"
    )
    access: Path | None = _setting(_path, "", "YAML file of your own roles, in the form of schema/access.yaml")  # noqa: RUF009  a Path never changes
    access_secret: str = _setting(
        str, "", "secret of 32 characters or more for keys and sessions; else a file in the data folder", secret=True
    )
    session_idle: int = _setting(_whole(5, 10_080), "60", "minutes after which a login that is not used ends")
    session_hours: int = _setting(_whole(1, 720), "12", "hours after which every login ends")
    login_secret: str = _setting(
        str,
        "",
        "secret of this service at the issuer where people log in; else a file that PROFILE_ACCESS names",
        secret=True,
    )
    audit: str = _setting(
        _audit, "", "folder of the audit, else `audit` in the data folder; `off` where no access is configured"
    )
    audit_secret: str = _setting(
        str, "", "secret of 32 characters or more for the audit; else a file in the data folder", secret=True
    )
    export_staff: bool = _setting(
        _switch, "off", "whether a person's export names the employees who looked at or decided about them: on, off"
    )
    privacy: Path | None = _setting(_path, "", "folder of the ledger of erasures; else `privacy` in the data folder")  # noqa: RUF009  a Path never changes
    privacy_secret: str = _setting(
        str, "", "secret of 32 characters or more for erasures, the same on all machines; else a file", secret=True
    )

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings that `environ` holds; a variable that is blank or not there takes its default.

        Raises InvalidInput that names the variable and what is wrong with it, never a password.
        """
        values: dict[str, Any] = {}
        for each in fields(cls):
            variable = _variable(each.name)
            text = environ.get(variable, "")
            given = text if each.metadata["secret"] else text.strip()
            try:
                values[each.name] = each.metadata["cast"](given or each.metadata["default"])
            except InvalidInput as error:
                raise InvalidInput(f"{variable}: {error}") from error
        return cls(**values)


def faults(environ: Mapping[str, str]) -> list[str]:
    """What is wrong with each variable that cannot be read, in the order of the settings."""
    wrong = []
    for each in fields(Settings):
        variable = _variable(each.name)
        try:
            Settings.read({variable: environ[variable]} if variable in environ else {})
        except InvalidInput as error:
            wrong.append(str(error))
    return wrong


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Names with our prefix that are no settings, sorted."""
    known = {each.variable for each in declared()}
    ours = (name for name in environ if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_"))
    return sorted(name for name in ours if name not in known)


def declared() -> tuple[Declared, ...]:
    """All settings in the order in which they are declared."""
    return tuple(
        Declared(_variable(each.name), each.metadata["default"], each.metadata["about"]) for each in fields(Settings)
    )


def _variable(name: str) -> str:
    return PREFIX + name.upper()
