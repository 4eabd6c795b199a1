"""`forget`: everything that is kept of one person goes, beside the running bot; the audit keeps its ids."""

import asyncio
import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot.cli.main import main
from bot.store.tables import (
    asked,
    audit,
    changes,
    delegations,
    firings,
    link_attempts,
    links,
    reminder_hours,
    schedules,
    seen,
)
from tests.cli.test_commands import ROOT
from tests.handlers.test_delegating import all_told
from tests.handlers.test_leaving import until
from tests.stage.stage import Person, Stage


def _settings(stage: Stage) -> dict[str, str]:
    settings = stage.sides.settings
    assert settings.token_keys
    assert settings.genesys_client_secret
    return {
        "DATABASE_URL": stage.app.database.url,
        "TOKEN_KEYS": settings.token_keys.get_secret_value(),
        "GENESYS_API_URL": settings.api_url,
        "GENESYS_LOGIN_URL": settings.login_url,
        "GENESYS_CLIENT_ID": settings.genesys_client_id or "",
        "GENESYS_CLIENT_SECRET": settings.genesys_client_secret.get_secret_value(),
    }


async def forget_apart(stage: Stage, folder: Path, *arguments: str) -> tuple[int, str, str]:
    """The subcommand as a process of its own: exit code, standard output, standard error."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **_settings(stage)}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "forget", *arguments, cwd=folder, env=env, stdout=pipe, stderr=pipe
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def forget(stage: Stage, folder: Path, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    """The same in a thread with a loop of its own: a process takes seconds to start, and tells nothing more."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as here, redirect_stdout(out), redirect_stderr(err):
        here.chdir(folder)
        here.setattr(sys, "stdin", io.StringIO(typed))
        for name, value in _settings(stage).items():
            here.setenv(name, value)
        code = await asyncio.to_thread(main, ["forget", *arguments])
    return code, out.getvalue(), err.getvalue()


async def rows(stage: Stage, table: Table, person: Person) -> list[Any]:
    async with stage.app.database.read() as tx:
        return list((await tx.execute(select(table).where(table.c.slack_user == person.who.slack_user))).all())


async def test_a_person_is_forgotten_beside_the_running_bot_and_others_are_not(
    stage: Stage, ana: Person, bo: Person, tmp_path: Path
) -> None:
    await bo.links()
    await ana.says("/gc join billing")
    await bo.says("/gc ooo on")
    await ana.says("/gc join nowhere near")
    await ana.says("/gc link")
    await ana.says("/gc remind weekdays 12:05 go on queue")
    await bo.says("/gc remind weekdays 12:05 go on queue")
    await ana.says(f"/gc delegate {bo.mention} until friday")
    await bo.says(f"/gc delegate {ana.mention} until friday")
    await stage.app.delegation_news.once()
    stage.later(minutes=6)
    await stage.app.tick.once()

    code, out, err = await forget_apart(stage, tmp_path, ana.who.slack_user, "--yes")

    assert (code, err) == (0, "")
    assert "linked to Ana Ruiz (ana.ruiz@example.com)" in out
    assert "1 reminders and digests, 1 changes. The audit keeps its 2 entries." in out
    assert out.endswith("Forgotten. The sign-in at Genesys is revoked.\n")
    for table in (links, link_attempts, asked, schedules, reminder_hours, changes, delegations):
        assert await rows(stage, table, ana) == [], table.name
    assert not [row for row in await rows(stage, delegations, bo) if row.delegate]
    await until(lambda: all_told(stage))
    assert "Requests for you come to you again" in str(await stage.ledger("slack"))
    joined, named = await rows(stage, audit, ana)
    assert "Ana" not in str(joined.before) + str(joined.after)
    async with stage.app.database.read() as tx:
        over = (await tx.execute(select(audit).where(audit.c.step == "undelegated"))).all()
    both = {ana.who.genesys_user, bo.who.genesys_user}
    assert named.step == "delegated"
    assert {entry.genesys_user for entry in over} == {entry.detail["delegate"] for entry in over} == both
    assert {entry.detail["why"] for entry in over} == {"left"}
    async with stage.app.database.read() as tx:
        seen_of = (await tx.execute(select(seen.c.person))).scalars().all()
    assert not [person for person in seen_of if person and person.endswith(ana.who.slack_user)]
    still_good = [token for token in stage.sides.simulator._tokens.refresh.values() if not token.is_spent]
    assert [token.user_id for token in still_good] == [bo.who.genesys_user]
    assert len(await rows(stage, links, bo)) == 1
    [his] = await rows(stage, schedules, bo)
    async with stage.app.database.read() as tx:
        assert {row.schedule_id for row in await tx.execute(select(firings))} == {his.id}
    stage.later(seconds=6)
    assert "First link your Genesys account" in (await ana.says("/gc queues")).text
    assert "Bo Lindqvist" in (await bo.says("/gc whoami")).text


async def test_a_genesys_email_or_id_means_the_same_person(stage: Stage, ana: Person, tmp_path: Path) -> None:
    for said in (ana.who.email.upper(), ana.who.genesys_user):
        code, out, _ = await forget(stage, tmp_path, said, typed="no\n")
        assert code == 1
        assert f"{ana.who.slack_user} of T0SANDBOX, linked to Ana Ruiz" in out
    assert len(await rows(stage, links, ana)) == 1


async def test_without_a_yes_nothing_is_changed(stage: Stage, ana: Person, tmp_path: Path) -> None:
    for typed in ("", "n\n"):
        code, out, _ = await forget(stage, tmp_path, ana.who.slack_user, typed=typed)
        assert code == 1
        assert out.endswith("Nothing was changed.\n")
    assert len(await rows(stage, links, ana)) == 1
    code, out, _ = await forget(stage, tmp_path, ana.who.slack_user, typed="yes\n")
    assert (code, await rows(stage, links, ana)) == (0, [])


async def test_somebody_of_whom_nothing_is_kept_is_told_so(stage: Stage, ana: Person, tmp_path: Path) -> None:
    code, out, err = await forget(stage, tmp_path, "nobody@example.com", "--yes")
    assert (code, out, err) == (1, "", "Nothing is kept of nobody@example.com. Nothing was changed.\n")
    assert len(await rows(stage, links, ana)) == 1


async def test_when_genesys_does_not_answer_the_person_is_forgotten_and_that_is_said(
    stage: Stage, ana: Person, tmp_path: Path
) -> None:
    await stage.fault("genesys", path="/api/v2/tokens/me", do="status", status=503)
    code, out, _ = await forget(stage, tmp_path, ana.who.slack_user, "--yes")
    assert code == 0
    assert "The sign-in at Genesys could not be revoked" in out
    assert await rows(stage, links, ana) == []


async def test_a_change_under_way_stays_until_it_has_ended(stage: Stage, ana: Person, tmp_path: Path) -> None:
    await ana.says("/gc join billing")
    async with stage.app.database.begin() as tx:
        await tx.execute(update(changes).values(state="executing", told=True))
    _, out, _ = await forget(stage, tmp_path, ana.who.slack_user, "--yes")
    assert "1 changes are still under way, and stay until they end: run this again in a while." in out
    assert len(await rows(stage, changes, ana)) == 1
