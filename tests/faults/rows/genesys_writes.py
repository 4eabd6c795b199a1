"""Genesys's side: writes whose answer is lost, that never arrive, that are refused or skipped. Each kind of change."""

import asyncio

from bot.changes.outcome import End
from tests.faults.bench import Seen, row
from tests.faults.every_kind import under
from tests.faults.genesys_side import GenesysSide
from tests.faults.slack_side import linked, so
from tests.stage.stage import Stage

SUBJECT = "Genesys's side"
READ_BACK = "read back: done, without a second write"
ONCE = "read back, and written once in the end"


def _done(text: str) -> bool:
    return "Done:" in text


def _unchanged(text: str) -> bool:
    return "Not done:" in text and "Nothing was changed" in text


@row(SUBJECT, injected="each kind of write applied, then the connection is reset", expected=READ_BACK)
async def applied_then_reset(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="drop_after")


@row(SUBJECT, injected="each kind of write applied, then answered with 500", expected=READ_BACK, quick=False)
async def applied_then_500(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="status_after", status=500)


@row(SUBJECT, injected="each kind of write applied, its answer cut in the middle", expected=READ_BACK, quick=False)
async def applied_then_cut(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="cut")


@row(
    SUBJECT, injected="each kind of write applied, its answer later than anybody waits", expected=READ_BACK, quick=False
)
async def applied_then_silence(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="delay", seconds=14)


@row(SUBJECT, injected="the connection is reset before each kind of write is applied", expected=ONCE)
async def reset_before(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="drop_before", times=1)


@row(SUBJECT, injected="503 instead of each kind of write", expected=ONCE, quick=False)
async def failed_before(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="status", status=503, times=1)


@row(SUBJECT, injected="a web page with 200 instead of each kind of write", expected=ONCE, quick=False)
async def a_page_instead(stage: Stage) -> Seen:
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="html", times=1)


@row(SUBJECT, injected="200 without the effect, for each kind of write", expected="nothing is claimed: unknown")
async def skipped(stage: Stage) -> Seen:
    return await under(stage, end=End.UNKNOWN, effects=0, reads=lambda text: "Not certain" in text, do="ignore")


@row(
    SUBJECT,
    injected="403 on execution, with the missing permission",
    expected="failed with the permission named; nothing was changed",
)
async def refused(stage: Stage) -> Seen:
    return await under(
        stage,
        end=End.FAILED,
        effects=0,
        reads=lambda text: _unchanged(text) and "you lack the permission *routing:some:right*" in text,
        do="status",
        status=403,
        body='{"code": "missing.permissions", "message": "You are missing the permission(s): routing:some:right"}',
    )


@row(
    SUBJECT,
    injected="409 about versions, once, while nobody touched the thing",
    expected="read again, and written once in the end",
)
async def a_race_of_versions(stage: Stage) -> Seen:
    body = '{"status": 409, "code": "general.conflict", "message": "version 7 is not 8"}'
    return await under(stage, end=End.DONE, effects=1, reads=_done, do="status", status=409, body=body, times=1)


@row(
    SUBJECT,
    injected="409 about versions, each time",
    expected="tried twice; failed, and nothing was changed",
    quick=False,
)
async def an_endless_race_of_versions(stage: Stage) -> Seen:
    body = '{"status": 409, "code": "general.conflict", "message": "version 7 is not 8"}'
    return await under(stage, end=End.FAILED, effects=0, reads=_unchanged, do="status", status=409, body=body)


@row(
    SUBJECT,
    injected="409 because somebody else changed the very thing between the look and the write",
    expected="not written over; the newer state is shown",
)
async def somebody_was_faster(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    path = f"/api/v2/users/{ana.who.genesys_user}/presences/purecloud"
    body = '{"status": 409, "code": "general.conflict", "message": "version 7 is not 8"}'
    await genesys.fault(path, method="GET", do="delay", seconds=1, times=1)
    await genesys.fault(path, method="PATCH", do="status", status=409, body=body, times=1)
    asking = asyncio.create_task(genesys.hears(ana, "/gc break"))

    async def looked() -> bool:
        return bool(await genesys.requests("GET", "/presences/purecloud"))

    await so(looked)
    await stage.floor(user=ana.who.genesys_user, presence="Meeting")
    heard = await asking
    effects = await stage.effects("patchUserPresencesPurecloud", ana)
    assert "Somebody else was faster" in heard.text, heard.text
    assert "your presence is Meeting" in heard.text
    assert ana.state["presence"] == "Meeting"
    return Seen(heard.text.partition("\n")[0], doubled=effects)


@row(SUBJECT, injected="404: what is written to is gone", expected="a sentence; nothing was changed", quick=False)
async def gone(stage: Stage) -> Seen:
    return await under(
        stage,
        end=End.FAILED,
        effects=0,
        reads=lambda text: _unchanged(text) and "any more" in text,
        do="status",
        status=404,
    )


@row(SUBJECT, injected="405: the path itself is gone", expected="“your Genesys no longer offers this”")
async def no_longer_offered(stage: Stage) -> Seen:
    return await under(stage, end=End.FAILED, effects=0, reads=_not_offered, do="status", status=405)


@row(SUBJECT, injected="410: the path itself is gone", expected="“your Genesys no longer offers this”", quick=False)
async def retired(stage: Stage) -> Seen:
    return await under(stage, end=End.FAILED, effects=0, reads=_not_offered, do="status", status=410)


def _not_offered(text: str) -> bool:
    return _unchanged(text) and "Your Genesys no longer offers this" in text
