"""Every login, refusal and logout stands in the audit, and nobody is let in without it."""

from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from tests.rig.audits import audit_lines
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import SETTINGS
from tests.rig.clients import client_of
from tests.rig.users import PASSWORD, made_user

pytestmark = pytest.mark.anyio


async def test_logins_refusals_and_logouts_leave_a_line(store: Store, tmp_path: Path) -> None:
    await made_user(store)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as browser:
        for name, password in (("ida@fjord.example", PASSWORD), ("ada", "not the password"), ("ada", PASSWORD)):
            await log_in(browser, name, password)
        await browser.post("/logout", headers=FROM_HERE)
    lines = [line for line in audit_lines(tmp_path / "audit") if line["door"] == "login"]

    assert [(line["operation"], line["outcome"], line.get("code"), line["who"]) for line in lines] == [
        ("login", "refused", "UNAUTHENTICATED", ""),
        ("login", "refused", "UNAUTHENTICATED", "ada"),
        ("login", "answered", None, "ada"),
        ("logout", "answered", None, "ada"),
    ]
    assert "fjord" not in str(lines)


async def test_nobody_logs_in_while_the_audit_is_away(store: Store, tmp_path: Path) -> None:
    await made_user(store)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as browser:
        (tmp_path / "audit").write_text("no folder")
        answer = await log_in(browser)
    assert (answer.status_code, "set-cookie" in answer.headers) == (503, False)
