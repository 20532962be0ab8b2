from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.values.errors import InvalidInput
from profile_service.settings import Settings, declared


def test_empty_environment_gives_defaults() -> None:
    assert Settings.read({}) == Settings(
        neo4j_uri=None,
        neo4j_user="neo4j",
        neo4j_password="",
        neo4j_database="neo4j",
        data_dir=Path("data"),
        embedded_heap="1g",
        host="127.0.0.1",
        port=8000,
        allowed_hosts=(),
        embed_origins=(),
        inspect_mb=20,
        introspection=True,
        graphiql=True,
        allowance=3_000_000,
        deadline=30,
        workers=1,
        country=None,
        batch_rows=500,
        log_level="info",
        log_format="auto",
        traces="",
        max_dropped=20,
        views=None,
        access=None,
        access_secret="",
        session_idle=60,
        session_hours=12,
        login_secret="",
    )


def test_each_variable_is_read_and_cast() -> None:
    settings = Settings.read(
        {
            "PROFILE_NEO4J_URI": "neo4j+s://db.example:7687",
            "PROFILE_NEO4J_USER": "reader",
            "PROFILE_NEO4J_PASSWORD": " pass word ",
            "PROFILE_NEO4J_DATABASE": "people",
            "PROFILE_DATA_DIR": "/srv/profiles",
            "PROFILE_EMBEDDED_HEAP": "512M",
            "PROFILE_HOST": "0.0.0.0",
            "PROFILE_PORT": " 9000 ",
            "PROFILE_ALLOWED_HOSTS": "profiles.example.com, 192.0.2.7",
            "PROFILE_EMBED_ORIGINS": "https://Acme.zendesk.com/, http://localhost:3000",
            "PROFILE_INSPECT_MB": "0",
            "PROFILE_INTROSPECTION": "off",
            "PROFILE_GRAPHIQL": "OFF",
            "PROFILE_ALLOWANCE": "0",
            "PROFILE_DEADLINE": "5",
            "PROFILE_ANSWERS_MB": "16",
            "PROFILE_WORKERS": "4",
            "PROFILE_COUNTRY": "fr",
            "PROFILE_BATCH_ROWS": "50",
            "PROFILE_LOG_LEVEL": "WARNING",
            "PROFILE_LOG_FORMAT": "JSON",
            "PROFILE_TRACES": "https://collector.example.com:4318/",
            "PROFILE_MAX_DROPPED": "5",
            "PROFILE_VIEWS": "/etc/profiles/views.yaml",
            "PROFILE_SEGMENTS": "/etc/profiles/segments.yaml",
            "PROFILE_ACCESS": "/etc/profiles/access.yaml",
            "PROFILE_ACCESS_SECRET": " a long text ",
            "PROFILE_SESSION_IDLE": "30",
            "PROFILE_SESSION_HOURS": "8",
            "PROFILE_LOGIN_SECRET": "hush",
            "HOME": "/nowhere",
        }
    )
    assert settings == Settings(
        "neo4j+s://db.example:7687", "reader", " pass word ", "people", Path("/srv/profiles"), "512m",
        "0.0.0.0", 9000, ("profiles.example.com", "192.0.2.7"),
        ("https://acme.zendesk.com", "http://localhost:3000"), 0, False, False, 0, 5, 16, 4, "FR", 50,
        "warning", "json", "https://collector.example.com:4318", 5,
        Path("/etc/profiles/views.yaml"), Path("/etc/profiles/segments.yaml"), Path("/etc/profiles/access.yaml"),
        " a long text ",
        30, 8, "hush",
    )  # fmt: skip


def test_blank_variable_takes_its_default() -> None:
    assert Settings.read({"PROFILE_PORT": " ", "PROFILE_NEO4J_URI": "", "PROFILE_COUNTRY": ""}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("PROFILE_PORT", "eighty", 'PROFILE_PORT: "eighty" is no whole number from 1 to 65535'),
        ("PROFILE_PORT", "0", 'PROFILE_PORT: "0" is no whole number from 1 to 65535'),
        ("PROFILE_PORT", "٣", 'PROFILE_PORT: "٣" is no whole number from 1 to 65535'),
        ("PROFILE_BATCH_ROWS", "-1", 'PROFILE_BATCH_ROWS: "-1" is no whole number from 1 to 10000'),
        ("PROFILE_EMBEDDED_HEAP", "lots", 'PROFILE_EMBEDDED_HEAP: "lots" is no amount of memory'),
        ("PROFILE_COUNTRY", "France", 'PROFILE_COUNTRY: "France" is no country'),
        ("PROFILE_LOG_LEVEL", "loud", 'PROFILE_LOG_LEVEL: "loud" is none of debug, info, warning, error'),
        ("PROFILE_NEO4J_URI", "http://db:7474", "PROFILE_NEO4J_URI: is no Bolt address"),
        ("PROFILE_NEO4J_URI", "bolt://db:port", "PROFILE_NEO4J_URI: is no address"),
        (
            "PROFILE_ALLOWED_HOSTS",
            "a.example, http://b.example",
            'PROFILE_ALLOWED_HOSTS: "http://b.example" is no name of a host',
        ),
        ("PROFILE_EMBED_ORIGINS", "*", 'PROFILE_EMBED_ORIGINS: "*" is no origin'),
        (
            "PROFILE_EMBED_ORIGINS",
            "https://a.example/path",
            'PROFILE_EMBED_ORIGINS: "https://a.example/path" is no origin',
        ),
        ("PROFILE_EMBED_ORIGINS", "https://a.example; script-src", "PROFILE_EMBED_ORIGINS: "),
        ("PROFILE_GRAPHIQL", "maybe", 'PROFILE_GRAPHIQL: "maybe" is none of on, off'),
    ],
)
def test_error_names_variable_and_fault(variable: str, text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Settings.read({variable: text})
    assert str(caught.value).startswith(says)


@given(st.text(st.characters(categories=["L", "N"]), min_size=8), st.sampled_from(["bolt", "neo4j+s", "http", ""]))
def test_password_in_address_is_never_shown(password: str, scheme: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Settings.read({"PROFILE_NEO4J_URI": f"{scheme}://neo4j:{password}@localhost:7687"})
    assert password not in str(caught.value)


@pytest.mark.parametrize("variable", ["PROFILE_NEO4J_PASSWORD", "PROFILE_ACCESS_SECRET", "PROFILE_LOGIN_SECRET"])
def test_secrets_stay_out_of_repr(variable: str) -> None:
    assert "hidden-word" not in repr(Settings.read({variable: "hidden-word"}))


def test_every_setting_is_described() -> None:
    assert [s.variable for s in declared() if not s.about or s.about.endswith(".") or "|" in s.about] == []
