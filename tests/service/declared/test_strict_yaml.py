"""YAML of settings makes nothing but texts, numbers, lists and names."""

from pathlib import Path

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.declared.strict_yaml import read_yaml


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.mkdir [{folder}]",
        "!!python/object/new:os.mkdir [{folder}]",
        "!!python/name:os.system ''",
        "!!python/module:os ''",
        "!own {{a: 1}}",
        "!!int x",
    ],
)
def test_tags_make_nothing(tag: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^own\.yaml: not YAML"):
        read_yaml(f"a: {tag.format(folder=tmp_path / 'made')}", "own.yaml")
    assert list(tmp_path.iterdir()) == []


def test_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"own\.yaml: not YAML at line 2 \(a stands twice\)"):
        read_yaml("a: 1\na: 2", "own.yaml")
