import pytest

from profile_service.domain.access.users import User, user_name
from profile_service.domain.values.errors import InvalidInput

_USER = User("ada", "agent", "$argon2id$…secret", "2026-01-01", "root")


@pytest.mark.parametrize(("text", "name"), [(" Ada ", "ada"), ("ÅSA", "åsa"), ("ａｄａ", "ada"), ("Straße", "strasse")])
def test_spellings_of_a_name_are_one(text: str, name: str) -> None:
    assert user_name(text) == name
    assert user_name(name) == name


@pytest.mark.parametrize("text", ["", "  ", "a b", "a\tb", "x" * 101, "x" * 1_000_000])
def test_senseless_names_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 100 characters"):
        user_name(text)


def test_hash_of_the_password_is_in_no_representation() -> None:
    assert "secret" not in repr(_USER)
