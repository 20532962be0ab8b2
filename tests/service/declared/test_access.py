"""Roles as they are declared: the packaged ones, and what is said of a file that makes no sense."""

from pathlib import Path

import pytest

from profile_service.domain.access.rights import MUTATIONS, UNRESTRICTED, Rights
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.access import LoginClient, access_from, declared_access

_ROLE = """\
roles:
  clerk:
    who: somebody at a desk
    views: [support]
    reads: [profiles]
    mutations: [recordInteraction]
    sources: [shop]
    clear: [name]
    reveals: []
    rows: 5
"""


def test_packaged_roles_are_those_of_the_page() -> None:
    roles = declared_access().roles
    assert sorted(roles) == ["admin", "agent", "analyst", "loader", "privacy_officer", "service", "steward"]
    assert roles["admin"] == UNRESTRICTED
    assert roles["loader"].views == ()
    others = {"revealValue", "erasePerson", "restrictProfile", "suppressIdentifier"}
    assert roles["steward"].mutations == frozenset(MUTATIONS) - others


def test_role_is_read_as_it_is_written() -> None:
    assert access_from(_ROLE, "mine").roles == {
        "clerk": Rights(
            ("support",), frozenset({"profiles"}), frozenset({"recordInteraction"}), frozenset({"shop"}),
            frozenset({"name"}), frozenset(), 5, frozenset(),
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("views: [support]", "views: [sales]", "mine, line 4: there is no view sales"),
        ("views: [support]", "views:", "mine, line 4: roles.clerk.views: expected all, or a list such as [a, b]"),
        ("reads: [profiles]", "reads: [secrets]", "mine, line 5: roles.clerk.reads[0]: expected one of 'profiles'"),
        ("reads: [profiles]", "reads: [search]", "mine, line 2: roles.clerk: mutations answer with profiles"),
        ("reads: [profiles]", "reads: all", "mine, line 2: roles.clerk: with sources named, only profiles"),
        ("mutations: [recordInteraction]", "mutations: [drop]", "mine, line 6: roles.clerk.mutations[0]"),
        ("    rows: 5\n", "", "roles.clerk.rows is missing; add it"),
        ("rows: 5", "rows: 0", "mine, line 10: roles.clerk.rows: expected a whole number from 1 on"),
        ("clerk:", "clerk:\n    colour: red", "roles.clerk.colour is not a word of the rules"),
    ],
)
def test_error_names_the_line_and_what_was_expected(old: str, new: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        access_from(_ROLE.replace(old, new), "mine")
    assert says in str(caught.value)


def test_tokens_lead_to_declared_roles() -> None:
    tokens = "tokens: [{issuer: i, audience: a, keys: k, roles: [{claim: groups, value: x, role: king}]}]\n"
    with pytest.raises(InvalidInput, match="tokens lead to the role king, which is not among the roles"):
        access_from(_ROLE + tokens, "mine")


_LOGIN = """
tokens:
  - issuer: i
    audience: a
    keys: k
    roles: [{claim: groups, value: x, role: clerk}]
    login:
      client_id: web
      title: Staff
      redirect: https://profiles.example/login/return
"""


def test_login_at_an_issuer_is_read_as_it_is_written() -> None:
    (issuer,) = access_from(_ROLE + _LOGIN, "mine").issuers
    redirect = "https://profiles.example/login/return"
    assert issuer.login == LoginClient("web", "Staff", ("openid", "profile"), redirect, None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("https://profiles", "http://profiles", "redirect must be an https address of this service"),
        ("/login/return", "/return", "redirect must end with /login/return"),
        ("/login/return", "/login/return?a=b", "redirect must end with /login/return"),
        ("title: Staff", "title: Staff\n      scopes: [profile]", "scopes must name openid"),
        ("title: Staff", "title: Staff\n      secret: x", "secret is not a word of the rules"),
        ("      client_id: web\n", "", "client_id is missing"),
    ],
)
def test_login_that_could_not_come_back_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        access_from(_ROLE + _LOGIN.replace(old, new), "mine")
    assert says in str(caught.value)


def test_missing_file_says_which_setting_names_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"cannot be read .No such file or directory.; name a YAML file"):
        declared_access(tmp_path / "none.yaml")
