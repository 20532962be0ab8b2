"""Where mutants are tried, every test calls what it calls: nothing is answered from what an earlier one remembered."""

import os
import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from typing import Any

import pytest


@pytest.fixture(autouse=os.environ.get("PROFILE_TEST_EXAMPLES") == "mutants")
def forget() -> None:
    for remembering in _remembering():
        remembering.cache_clear()


def _remembering() -> Iterator["_lru_cache_wrapper[Any]"]:
    """Not what is read once for all, such as a lexicon."""
    for name, module in list(sys.modules.items()):
        if name.startswith("profile_service.domain."):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper) and value.cache_parameters()["maxsize"] is not None:
                    yield value
