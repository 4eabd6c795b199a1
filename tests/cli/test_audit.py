"""`audit export` as people start it: beside the running bot, into a file or a pipe, and with everything that is wrong."""

import asyncio
import csv
import json
import os
import shutil
import stat
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.audit.entries import Step
from bot.audit.forms import FIELDS
from bot.cli.main import main
from bot.store.engine import Database
from bot.store.schema import migrate
from tests.audit.entries import AT, entry, recorded
from tests.cli.test_commands import ROOT
from tests.stage.stage import Person, Stage


async def export(env: Mapping[str, str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    """The subcommand as a process of its own: exit code, standard output, standard error."""
    pipe = asyncio.subprocess.PIPE
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "audit", "export", *arguments, cwd=folder, env=clean, stdout=pipe, stderr=pipe
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode("ascii"), err.decode()


async def test_what_was_done_is_exported_beside_the_running_bot(
    stage: Stage, ana: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into a file by a process of its own, and within this one to standard output."""
    await ana.says("/gc join billing")
    await ana.says("/gc undo")
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="status", status=403, times=1)
    await ana.says("/gc join support")
    monkeypatch.setenv("DATABASE_URL", stage.app.database.url)
    env = {"DATABASE_URL": stage.app.database.url}

    as_csv = await export(env, tmp_path, "--out", "audit.csv")
    capsys.readouterr()
    code = await asyncio.to_thread(main, ["audit", "export", "--format", "jsonl"])
    out, err = capsys.readouterr()

    assert as_csv == (0, "3 entries are in audit.csv.\n", "")
    assert (code, err) == (0, "")
    joined, undone, refused = [json.loads(line) for line in out.splitlines()]
    me = ana.who.genesys_user
    for one in (joined, undone, refused):
        assert (one["slack_user"], one["by_user"], one["genesys_user"], one["token_of"]) == (
            ana.who.slack_user,
            me,
            me,
            me,
        )
        assert one["kind"] == "queues.set"
        assert one["channel"]
        assert one["correlation_id"], "Genesys's support asks for it"
    assert [one["step"] for one in (joined, undone, refused)] == ["done", "done", "failed"]
    assert joined["before"] != joined["after"] == undone["before"]
    assert undone["detail"] == {"other": joined["change_id"]}
    assert refused["detail"]["problem"] == "Forbidden"
    assert len({one["request_id"] for one in (joined, undone, refused)}) == 3
    with (tmp_path / "audit.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{name: row[name] for name in ("at", "change_id", "step")} for row in rows] == [
        {name: one[name] for name in ("at", "change_id", "step")} for one in (joined, undone, refused)
    ]
    assert json.loads(rows[0]["after"]) == joined["after"]
    assert stat.S_IMODE((tmp_path / "audit.csv").stat().st_mode) == 0o600


async def test_days_and_one_change_are_picked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A day is one in UTC, from its first moment to its last."""
    day = AT.replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [day - timedelta(microseconds=1), day, day + timedelta(days=1, microseconds=-1), day + timedelta(days=1)]
    await recorded(database, *(entry(Step.ASKED, f"AAAA{number}", at) for number, at in enumerate(moments)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database.url)

    async def found(*picked: str) -> str:
        code = await asyncio.to_thread(main, ["audit", "export", "--format", "jsonl", *picked])
        assert code == 0
        return "".join(json.loads(line)["change_id"][-1] for line in capsys.readouterr().out.splitlines())

    assert await found() == "0123"
    assert await found("--since", "2026-11-30") == "123"
    assert await found("--until", "2026-11-30") == "012"
    assert await found("--since", "2026-11-30", "--until", "2026-11-30") == "12"
    assert await found("--since", "2026-12-02") == ""
    assert await found("--change", "#aaaa2") == "2"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (("--since", "yesterday"), "--since yesterday is no day. Write it as 2026-11-30. Nothing was exported.\n"),
        (("--until", "2026-02-30"), "--until 2026-02-30 is no day. Write it as 2026-11-30. Nothing was exported.\n"),
        (("--until", "9999-12-31"), "--until 9999-12-31 is no day. Write it as 2026-11-30. Nothing was exported.\n"),
        (
            ("--since", "2026-12-02", "--until", "2026-12-01"),
            "--until 2026-12-01 is before --since 2026-12-02. Nothing was exported.\n",
        ),
    ],
)
def test_a_day_that_is_none_is_told_so(said: tuple[str, ...], answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "export", *said]) == 2
    assert capsys.readouterr() == ("", answer)


def test_what_keeps_an_export_from_being_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///here.db")

    def said(*arguments: str) -> str:
        assert main(["audit", "export", *arguments]) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        return err

    assert said() == "There is no database here.db. Nothing was exported.\n"
    assert not list(tmp_path.iterdir()), "a look makes no database"
    (tmp_path / "here.db").touch()
    assert "Run: python -m bot migrate" in said("--out", "new.csv")
    assert not (tmp_path / "new.csv").exists()
    (tmp_path / "here.db").unlink()
    asyncio.run(_migrated())
    (tmp_path / "kept.csv").write_text("mine")
    assert said("--out", "kept.csv") == "kept.csv exists, and is not overwritten. Nothing was exported.\n"
    assert (tmp_path / "kept.csv").read_text() == "mine"
    assert said("--out", "no/where.csv") == (
        "no/where.csv cannot be made: No such file or directory. Nothing was exported.\n"
    )
    assert main(["audit", "export", "--out", "new.csv"]) == 0
    assert capsys.readouterr() == ("0 entries are in new.csv.\n", "")
    assert (tmp_path / "new.csv").read_bytes().decode() == ",".join(f'"{field}"' for field in FIELDS) + "\r\n"


async def _migrated() -> None:
    database = Database("sqlite+aiosqlite:///here.db")
    await migrate(database)
    await database.aclose()


async def test_a_file_or_a_reader_that_takes_no_more_leaves_no_half_of_an_export(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "here.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/here.db")
    many = [entry(Step.NUDGED, at=AT + timedelta(seconds=number)) for number in range(600)]
    await recorded(database, *many)
    await database.aclose()

    async def said(command: str) -> tuple[int | None, bytes, str]:
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": database.url}
        pipe = asyncio.subprocess.PIPE
        shell = await asyncio.create_subprocess_shell(command, cwd=tmp_path, env=env, stdout=pipe, stderr=pipe)
        out, err = await asyncio.wait_for(shell.communicate(), 60)
        return shell.returncode, out, err.decode()

    bot = f"{sys.executable} -m bot audit export"
    answer = "full.csv could not be written: File too large. It was taken away again.\n"
    assert await said(f"ulimit -f 100; exec {bot} --out full.csv") == (1, b"", answer)
    assert not (tmp_path / "full.csv").exists()
    answer = "Standard output takes no more: No space left on device. What stands there is not whole.\n"
    assert await said(f"{bot} --change 7H2Q4R > /dev/full") == (1, b"", answer)
    _, out, err = await said(f"{bot} | head -n 1")
    assert (out.count(b"\n"), err) == (1, "")
