"""The database's file and disk: locked, read-only, full."""

import asyncio
import os
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import make_url

from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.faults.processes import ran, settings_without_sides
from tests.faults.traps import full_disk
from tests.processes import until
from tests.stage.looking import Behind
from tests.stage.stage import Stage

SUBJECT = "Processes"
AWAY = "can't reach my database right now. Nothing was changed"
OUTOFOFFICE = "putUserOutofoffice"
READ_WITHIN_S = 12.0
HEALED_WITHIN_S = 20.0


@row(
    SUBJECT,
    injected="another program locks the SQLite file while somebody asks",
    expected="waits briefly, then says so, and nothing was changed; works when the lock ends",
    only="sqlite",
)
async def a_locked_file(stage: Stage) -> Seen:
    ana, behind = stage.person(0), Behind(stage)
    await ana.links()
    await ana.says("/gc queues")
    assert stage.app.database.file
    other = sqlite3.connect(stage.app.database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await ana.says("/gc join billing")

    async def refused() -> bool:
        return bool(await behind.told(AWAY))

    await until(refused, READ_WITHIN_S)
    other.execute("ROLLBACK")
    other.close()
    assert await stage.effects("patchUserQueue", ana) == 0
    said = await ana.says("/gc join billing")
    assert "*Done:* you joined Billing" in said.text, said.text
    return Seen("a sentence, no effect; said again it was done", doubled=await stage.effects("patchUserQueue", ana) - 1)


@row(SUBJECT, injected="the SQLite file is read-only", expected="refuses to start, and says why", only="sqlite")
async def a_read_only_file(ground: Ground) -> Seen:
    file = str(make_url(ground.database_url).database)
    os.chmod(file, 0o444)  # noqa: PTH101 - pathlib's is one for synchronous functions
    env = settings_without_sides(ground.database_url)
    code, said = await ran("web", "--port", "0", env=env, before=_bound_by_rights())
    assert code == 2, f"it ended with {code}: {said}"
    assert f"{file} is read-only for this process" in said, said
    return Seen(said.strip())


def _bound_by_rights() -> tuple[str, ...]:
    """Root may write whatever it likes, unless it gives that up."""
    if os.geteuid() != 0:
        return ()
    assert shutil.which("setpriv"), "util-linux's setpriv is needed to test as root"
    return ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")


@row(
    SUBJECT,
    injected="the disk is full: before a command, and between a change's row and its call",
    expected="no call to Genesys without its committed row; look-ups go on; heals without a restart",
)
async def a_full_disk(ground: Ground) -> Seen:
    async with cast(ground) as playing:
        early, late = playing.everybody[6], playing.everybody[0]
        await playing.link(early, late)
        for player in (early, late):
            await playing.says(player, "/gc ooo off")
        before = {player: await playing.sides.effects(OUTOFOFFICE, player.genesys_user) for player in (early, late)}
        sides = playing.sides
        look = f"/api/v2/users/{late.genesys_user}/outofoffice"
        await sides.fault(sides.genesys, path=look, method="GET", do="delay", seconds=3, times=1)
        begun = asyncio.create_task(playing.says(late, "/gc ooo on"))
        await until(lambda: _is_claimed(playing, late), 10)
        async with _full(playing):
            await playing.deliver(playing.web, early, "ooo on")
            await until(lambda: _reads(playing, early, AWAY), READ_WITHIN_S)
            shown = await playing.says(late, "/gc queues")
            assert "of your 3 queues" in shown, f"look-ups go on: {shown}"
            await begun
            await until(lambda: _is_said(playing, "my database isn't answering. I keep your request"), READ_WITHIN_S)
            for player in (early, late):
                assert await sides.effects(OUTOFOFFICE, player.genesys_user) == before[player], "a call without its row"
            assert len(await playing.rows(early)) == 1, "the one of before"
        await until(lambda: _is_told(playing, late), HEALED_WITHIN_S)
        said = await playing.says(early, "/gc ooo on")
        assert "*Done:*" in said, said
        effects = [await sides.effects(OUTOFOFFICE, one.genesys_user) - before[one] for one in (early, late)]
    lost, doubled = effects.count(0), sum(number > 1 for number in effects)
    return Seen("no call; a sentence for one, the other's row went on when there was room", lost, doubled)


@asynccontextmanager
async def _full(playing: Cast) -> AsyncIterator[None]:
    """For SQLite no file of the process may grow; PostgreSQL answers each write as it does when its disk is full."""
    if not playing.database.is_sqlite:
        async with full_disk(playing.database, "changes", "seen", "links"):
            yield
        return
    pid = playing.web.process.pid
    limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, limits[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


async def _is_claimed(playing: Cast, player: Player) -> bool:
    return [one.state for one in await playing.rows(player)][-1:] == ["executing"]


async def _reads(playing: Cast, player: Player, text: str) -> bool:
    return bool(await playing.read(player, text))


async def _is_said(playing: Cast, text: str) -> bool:
    return any(text in str(entry.get("args")) for entry in await playing.sides.ledger(playing.sides.slack))


async def _is_told(playing: Cast, player: Player) -> bool:
    newest = (await playing.rows(player))[-1]
    return newest.state == "done" and bool(newest.told)
