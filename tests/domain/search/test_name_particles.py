"""Particles of family names, together with the name or apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.search.name_particles import apart, together

_WORDS = st.sampled_from("de la van der le mc o goff croix berg ann".split())


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("legoff", ["le goff"]),
        ("delacroix", ["de lacroix", "de la croix", "del acroix"]),
        ("mcdonald", ["mc donald", "mc do nald"]),
        ("leeds", []),
        ("lele", []),
        ("ann", []),
    ],
)
def test_word_is_parted_where_it_begins_with_particles(word: str, parts: list[str]) -> None:
    assert [" ".join(one) for one in apart(word)] == parts


@given(st.lists(_WORDS, max_size=5))
def test_what_is_written_together_can_be_parted_again(words: list[str]) -> None:
    for run in together(words):
        parts = words[run.start : run.end]
        assert "".join(parts) == run.word
        assert len(parts[-1]) < 4 or parts in list(apart(run.word))
