"""Modules that are read where they are first used."""

import subprocess
import sys

import pytest

from profile_service.domain.values.deferred_modules import deferred_module
from tests.sources import ROOT


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("module", ["loaders.registry", "profile_service.cli.commands"])
def test_duckdb_is_not_read_by_those_who_do_not_use_it(module: str) -> None:
    assert _run(f"import sys, {module}; print('_duckdb' in sys.modules)") == "False\n"


def test_module_is_read_when_a_name_is_used() -> None:
    code = "import loaders.registry; from loaders.formats.parquet import reader; print(reader.duckdb.Error.__name__)"
    assert _run(code) == "Error\n"


def test_module_that_is_there_is_the_same() -> None:
    assert deferred_module("sys") is sys


def test_module_that_is_missing_is_told() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        deferred_module("no_such_module")
