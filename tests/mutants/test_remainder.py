"""Which mutants are made of what stands outside functions, and of functions that are decorated."""

import ast
from pathlib import Path

import pytest

from tests.mutants.remainder import mutants


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("DAYS = 90", ["90 → 91", "90 → 89"]),
        ("SHARE: float = 0.5", ["0.5 → 0.55", "0.5 → 0.45"]),
        ("class Rule:\n    joins: bool = True", ["True → False"]),
        ("KINDS = {'a', 'b'}", ["'a', → ", ", 'b' → "]),
        ("ORDER = (A, B)", ["A, B → A,", "A, B → B, A", "A, B → B,"]),
        ("ORDER = (A, B, C)", ["A, → ", "A, B → B, A", ", B → ", "B, C → C, B", ", C → "]),
        ("WORDS = 'mr mrs'.split()", ["'mr mrs' → 'mr'", "'mr mrs' → 'mrs'"]),
        ("NAMES = {1: 'a', 2: 'b'}", ["1: 'a', → ", "1 → 2", "1 → 0", ", 2: 'b' → ", "2 → 3", "2 → 1"]),
        ("@property\ndef old(self):\n    return self.age >= (LEAST)", [">= ( → > ("]),
        ("@cache\ndef both(a, b):\n    return not a or b", ["or → and", "not a → a"]),
        ("é = 'é', 1", ["'é', 1 → 'é',", "'é', 1 → 1, 'é'", "'é', 1 → 1,", "1 → 2", "1 → 0"]),
    ],
)
def test_change_is_made_where_it_stands(tmp_path: Path, text: str, changes: list[str]) -> None:
    (tmp_path / "some.py").write_text(text)
    made = mutants(tmp_path / "some.py")
    assert sorted(f"{each.old.strip()} → {each.new.strip()}" for each in made) == sorted(changes)
    assert len({each.code for each in made}) == len(made)
    for each in made:
        assert isinstance(ast.parse(each.code), ast.Module)


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    return 90",
        "Names: TypeAlias = tuple[1, 2]",
        "class Kind(Enum):\n    A = 1",
        "class Slim:\n    __slots__ = ('a', 'b')",
        "NAME = 'some words'",
        "PAIR = A",
    ],
)
def test_the_rest_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "some.py").write_text(text)
    assert mutants(tmp_path / "some.py") == []


def test_mutant_says_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text("\nDAYS = (\n    90\n)")
    up, _ = sorted(mutants(tmp_path / "some.py"), key=lambda each: each.new, reverse=True)
    assert str(up) == f"{tmp_path}/some.py:3: 90 → 91"
    assert up.code == "\nDAYS = (\n    91\n)"
