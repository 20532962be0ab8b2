"""The roles, and the issuers of tokens, that `schema/access.yaml` or a file of one's own declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator

from profile_service.domain.access.rights import Mutation, NoteChange, Read, Rights
from profile_service.domain.profile.views import View
from profile_service.domain.values.errors import InvalidInput
from profile_service.schema_data import schema_path
from profile_service.service.declared.views import views
from profile_service.service.declared.yaml_models import NonEmptyText, StrictModel, line_of, name_set, read_declaration

RETURN_PATH = "/login/return"
"""Where an issuer sends people back to."""
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
_SOURCE_READS = {"profiles", "search", "load_runs"}
_SOURCE_MUTATIONS = {"recordInteraction", "revealValue"}


@dataclass(frozen=True, slots=True)
class RoleOfClaim:
    """`value`: what the claim is, or has among its items, for the token to give the role."""

    claim: str
    value: str
    role: str


@dataclass(frozen=True, slots=True)
class LoginClient:
    """How people log in at an issuer (OpenID Connect). `client_id`: as which this service is known there; `title`: the
    issuer's name for people; `redirect`: address of this service to which it sends them back; `secret_file`: the file
    with the client's secret, None where a setting has it, or there is none."""

    client_id: str
    title: str
    scopes: tuple[str, ...]
    redirect: str
    secret_file: Path | None


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer of tokens. `keys`: address or path of its key set; `name`: the claim with the caller's name; `login`:
    how people log in there, None where they do not."""

    issuer: str
    audience: str
    keys: str
    name: str
    roles: tuple[RoleOfClaim, ...]
    login: LoginClient | None = None


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role; `who`: whom it is for, in words."""

    name: str
    who: str
    rights: Rights


@dataclass(frozen=True, slots=True)
class DeclaredAccess:
    """Role name → its rights, and the issuers of tokens. `who`: role name → whom it is for, in words."""

    roles: Mapping[str, Rights]
    issuers: tuple[Issuer, ...] = ()
    who: Mapping[str, str] = field(default_factory=dict)

    def descriptions(self) -> list[RoleDescription]:
        """The roles, in the order of their file."""
        return [RoleDescription(name, self.who.get(name, ""), rights) for name, rights in self.roles.items()]

    def role(self, name: str) -> Rights:
        """Raises InvalidInput that lists the roles there are."""
        if name not in self.roles:
            raise InvalidInput(f"there is no role {name[:60]}; choose one of {', '.join(sorted(self.roles))}")
        return self.roles[name]


def _all_as_none(declared: object) -> object:
    """`all` stands for no restriction; nothing else does, so that a forgotten list refuses and never allows."""
    if declared is None:
        raise ValueError("expected all, or a list such as [a, b]")
    return None if declared == "all" else declared


_Selection: TypeAlias = Annotated[list[NonEmptyText] | None, BeforeValidator(_all_as_none)]


class _Role(StrictModel):
    who: NonEmptyText
    views: _Selection
    reads: Annotated[list[Read] | None, BeforeValidator(_all_as_none)]
    mutations: Annotated[list[Mutation] | None, BeforeValidator(_all_as_none)]
    sources: _Selection
    clear: _Selection
    reveals: _Selection
    rows: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_all_as_none)]
    own_notes: list[NoteChange] = Field(default=[])

    @model_validator(mode="after")
    def _fits_together(self) -> "_Role":
        changes = self.mutations != [] or bool(self.own_notes)
        if changes and "profiles" not in (self.reads if self.reads is not None else ("profiles",)):
            raise ValueError("mutations answer with profiles; add profiles to reads, or take the mutations away")
        if self.sources is not None and not self._keeps_to_sources():
            raise ValueError("with sources named, only profiles, search, load_runs, recordInteraction, revealValue")
        return self

    def _keeps_to_sources(self) -> bool:
        return (
            self.reads is not None
            and self.mutations is not None
            and _SOURCE_READS.issuperset(self.reads)
            and _SOURCE_MUTATIONS.issuperset(self.mutations)
            and not self.own_notes
        )


class _RoleOfClaim(StrictModel):
    claim: NonEmptyText
    value: NonEmptyText
    role: NonEmptyText


class _LoginClient(StrictModel):
    client_id: NonEmptyText
    title: NonEmptyText
    scopes: list[NonEmptyText] = Field(default=["openid", "profile"])
    redirect: NonEmptyText
    secret_file: NonEmptyText | None = None

    @model_validator(mode="after")
    def _can_come_back(self) -> "_LoginClient":
        parts = urlsplit(self.redirect)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _THIS_MACHINE):
            raise ValueError("redirect must be an https address of this service; http is for this machine alone")
        if parts.path != RETURN_PATH or parts.query or parts.fragment:
            raise ValueError(f"redirect must end with {RETURN_PATH}")
        if "openid" not in self.scopes:
            raise ValueError("scopes must name openid")
        return self


class _Issuer(StrictModel):
    issuer: NonEmptyText
    audience: NonEmptyText
    keys: NonEmptyText
    name: NonEmptyText = "sub"
    roles: Annotated[list[_RoleOfClaim], Field(min_length=1)]
    login: _LoginClient | None = None


class _AccessFile(StrictModel):
    roles: Annotated[dict[NonEmptyText, _Role], Field(min_length=1)]
    tokens: list[_Issuer] = Field(default=[])


def access_from(text: str, where: str, declared_views: Mapping[str, View] | None = None) -> DeclaredAccess:
    """Roles and issuers in YAML text. Raises InvalidInput naming `where`, the line and what was expected.

    `declared_views`: those that roles may name; the packaged ones where none are given.
    """
    file = read_declaration(_AccessFile, text, where)
    for name, role in file.roles.items():
        _check_views(
            role.views or (), declared_views or views(), f"{where}, line {line_of(text, ('roles', name, 'views'))}"
        )
    roles = {name: _rights(role) for name, role in file.roles.items()}
    issuers = tuple(map(_issuer, file.tokens))
    for mapping in (mapping for issuer in issuers for mapping in issuer.roles if mapping.role not in roles):
        raise InvalidInput(f"{where}: tokens lead to the role {mapping.role}, which is not among the roles; declare it")
    return DeclaredAccess(roles, issuers, {name: role.who for name, role in file.roles.items()})


def declared_access(path: Path | None = None, declared_views: Mapping[str, View] | None = None) -> DeclaredAccess:
    """What the file declares, which takes the place of the packaged one.

    Raises InvalidInput that names the setting, the file and what is wrong with it.
    """
    if path is None:
        return _packaged()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InvalidInput(f"PROFILE_ACCESS: {path} cannot be read ({reason}); name a YAML file of roles") from error
    return access_from(text, f"PROFILE_ACCESS: {path}", declared_views)


@cache
def _packaged() -> DeclaredAccess:
    path = schema_path("access.yaml")
    return access_from(path.read_text(encoding="utf-8"), str(path))


def _check_views(named: Sequence[str], declared: Mapping[str, View], where: str) -> None:
    if unknown := sorted(set(named) - declared.keys()):
        raise InvalidInput(f"{where}: there is no view {unknown[0]}; choose among {', '.join(sorted(declared))}")


def _rights(role: _Role) -> Rights:
    return Rights(
        views=None if role.views is None else tuple(role.views),
        reads=name_set(role.reads),
        mutations=name_set(role.mutations),
        sources=name_set(role.sources),
        clear=name_set(role.clear),
        reveals=name_set(role.reveals),
        rows=role.rows,
        own_notes=None if role.mutations is None else frozenset(role.own_notes),
    )


def _issuer(declared: _Issuer) -> Issuer:
    roles = tuple(RoleOfClaim(each.claim, each.value, each.role) for each in declared.roles)
    login = _login_client(declared.login) if declared.login else None
    return Issuer(declared.issuer, declared.audience, declared.keys, declared.name, roles, login)


def _login_client(declared: _LoginClient) -> LoginClient:
    secret_file = Path(declared.secret_file) if declared.secret_file else None
    return LoginClient(declared.client_id, declared.title, tuple(declared.scopes), declared.redirect, secret_file)
