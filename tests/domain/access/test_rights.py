"""Rights narrow one another, in whatever order they are put together, and never widen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.access.rights import MUTATIONS, READS, UNRESTRICTED, Rights, is_scope, scoped_rights

_names = st.none() | st.frozensets(st.sampled_from("abc"))
_rights = st.builds(
    Rights,
    views=st.none() | st.lists(st.sampled_from(["v", "w", "x"]), unique=True).map(tuple),
    reads=_names,
    mutations=_names,
    sources=_names,
    clear=_names,
    reveals=_names,
    rows=st.none() | st.integers(1, 5),
)


def _as_sets(rights: Rights) -> tuple[object, ...]:
    views = None if rights.views is None else frozenset(rights.views)
    return views, rights.reads, rights.mutations, rights.sources, rights.clear, rights.reveals, rights.rows


@given(_rights, _rights, _rights)
def test_order_of_narrowing_does_not_matter(a: Rights, b: Rights, c: Rights) -> None:
    assert _as_sets(a.within(b).within(c)) == _as_sets(c.within(a.within(b)))
    assert a.within(a) == a
    assert a.within(UNRESTRICTED) == a


@given(_rights, _rights)
def test_narrowing_never_widens(a: Rights, b: Rights) -> None:
    narrowed = a.within(b)
    for name in ("reads", "mutations", "sources", "clear", "reveals", "own_notes"):
        for wider in (getattr(a, name), getattr(b, name)):
            assert wider is None or getattr(narrowed, name) <= wider
    assert all(a.chooses(view) and b.chooses(view) for view in narrowed.views or ())
    assert narrowed.page(9) <= min(a.page(9), b.page(9))


@pytest.mark.parametrize(
    ("scopes", "rights"),
    [
        ((), UNRESTRICTED),
        (("view:support",), Rights(views=("support",))),
        (("read",), Rights(mutations=frozenset(), own_notes=frozenset())),
        (("write",), Rights(reads=frozenset({"profiles"}))),
        (("read", "write"), UNRESTRICTED),
        (("read:changes",), Rights(reads=frozenset({"changes"}), mutations=frozenset(), own_notes=frozenset())),
        (
            ("mutation:judge", "view:full"),
            Rights(
                ("full",),
                reads=frozenset({"profiles"}),
                mutations=frozenset({"judge"}),
                own_notes=frozenset({"judge"}),
            ),
        ),
    ],
)
def test_scopes_leave_what_they_name(scopes: tuple[str, ...], rights: Rights) -> None:
    assert scoped_rights(scopes) == rights


def test_only_known_words_are_scopes() -> None:
    known = [*(f"read:{name}" for name in READS), *(f"mutation:{name}" for name in MUTATIONS), "view:mine", "read"]
    assert all(map(is_scope, known))
    assert not any(map(is_scope, ["", "admin", "read:", "read:secrets", "mutation:drop", "view:", "write:all"]))


def test_instance_counts_as_its_source() -> None:
    rights = Rights(sources=frozenset({"shopify"}))
    assert [rights.shows_source(source) for source in ("shopify", "shopify-eu", "crm", "shop")] == [
        True,
        True,
        False,
        False,
    ]
