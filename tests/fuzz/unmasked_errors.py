"""What schemathesis checks of each answer, and where it keeps the question, to be asked again as others. Loaded by
schemathesis, in an environment of its own."""

import os
from pathlib import Path
from typing import Any

import schemathesis  # type: ignore[import-not-found]  # it is in an environment of its own

from tests.fuzz.foreseen import fault


@schemathesis.check  # type: ignore[untyped-decorator,unused-ignore]
def errors_are_foreseen(_context: Any, response: Any, _case: Any) -> None:
    with Path(os.environ["FUZZ_QUESTIONS"]).open("ab") as questions:
        questions.write(response.request.body.replace(b"\n", b" ") + b"\n")
    wrong = fault(response.status_code, response.json())
    assert wrong is None, wrong
