"""Settings that contradict each other, or name what is not there."""

from collections.abc import Iterator, Mapping

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.access.addresses import is_loopback
from profile_service.service.declared.access import DeclaredAccess, declared_access
from profile_service.service.declared.declarations import check_declarations
from profile_service.service.declared.views import views_with_own
from profile_service.service.diagnosis.diagnoses import Diagnosis, ok, problem, warning
from profile_service.settings import Settings, faults, unknown_variables

_PACKAGED = DeclaredAccess({})


def variable_diagnoses(environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Variables that cannot be read, and those of our prefix that are no settings."""
    wrong = faults(environment)
    for text in wrong:
        yield problem("settings", text, "correct the variable; no command runs before")
    for name in unknown_variables(environment):
        yield warning("settings", f"{name} is no setting", "correct its name, or leave it out; the README lists all")
    if not wrong:
        yield ok("settings", "every setting can be read")


def declaration_diagnoses(settings: Settings) -> tuple[DeclaredAccess, list[Diagnosis]]:
    """The declared roles, none where they cannot be read, and what is wrong with files that are declared."""
    try:
        check_declarations()
        declared = declared_access(settings.access, views_with_own(settings.views))
    except (InvalidInput, OSError) as error:
        text = str(error) if isinstance(error, InvalidInput) else f"a file cannot be read ({type(error).__name__})"
        return _PACKAGED, [problem("declarations", text, "correct the file; no server starts before")]
    return declared, [ok("declarations", f"{len(declared.roles)} roles, {len(declared.issuers)} issuers of tokens")]


def contradictions(settings: Settings, declared: DeclaredAccess) -> Iterator[Diagnosis]:
    """What is set and has no effect, or an effect that is hardly meant."""
    if settings.neo4j_password and settings.neo4j_uri is None:
        yield warning(
            "settings",
            "PROFILE_NEO4J_PASSWORD is set without PROFILE_NEO4J_URI, so the embedded store is used",
            "set the address too, or leave both out",
        )
    if settings.neo4j_uri and not settings.neo4j_password:
        yield warning(
            "settings",
            "PROFILE_NEO4J_URI is set without a password",
            "set PROFILE_NEO4J_PASSWORD, unless there is none",
        )
    if settings.neo4j_uri and settings.neo4j_uri.startswith(("bolt:", "neo4j:")) and not _is_local(settings.neo4j_uri):
        yield warning(
            "settings",
            "the way to the store is not encrypted",
            "take neo4j+s:// in PROFILE_NEO4J_URI, or a private network",
        )
    if settings.login_secret and not any(issuer.login for issuer in declared.issuers):
        yield warning(
            "settings", "PROFILE_LOGIN_SECRET is set, and no issuer has a login", "name one in PROFILE_ACCESS"
        )
    if "*" in settings.allowed_hosts and not is_loopback(settings.host):
        yield warning(
            "settings", "PROFILE_ALLOWED_HOSTS allows any name", "list the names by which the server is reached"
        )
    if settings.country is None:
        yield warning(
            "settings",
            "PROFILE_COUNTRY is not set, so phones that are written without a country are no identifiers",
            "set it to the country of most customers, unless every phone has its country",
        )


def _is_local(uri: str) -> bool:
    host = uri.partition("://")[2].rpartition(":")[0] or uri.partition("://")[2]
    return is_loopback(host.strip("[]"))
