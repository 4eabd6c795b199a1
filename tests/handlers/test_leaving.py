"""Who changes or leaves in Slack or in Genesys, and the app itself: the link sleeps or ends, and its person is told once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Row, select

from bot.sandbox.slack.events import tell_uninstalled
from bot.store.tables import links
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

SIGN_IN_ENDED = "Your Genesys sign-in has ended"
EMAIL_CHANGED = "Your e-mail address in Slack has changed"
RESTRICTED = "Your Slack account was restricted"


async def changed(stage: Stage, person: Person, **changes: Any) -> None:
    """An administrator changes the member; the bot hears of it in its own time."""
    order = {"user": person.who.slack_user, **changes}
    (await stage.http.post(f"{stage.slack_url}/sandbox/member", json=order)).raise_for_status()


async def installed(stage: Stage, *, is_so: bool) -> None:
    (await stage.http.post(f"{stage.slack_url}/sandbox/app", json={"installed": is_so})).raise_for_status()


async def stored(stage: Stage) -> list[Row[Any]]:
    async with stage.app.database.read() as tx:
        return list((await tx.execute(select(links))).all())


async def until(what: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(8):
        while not await what():  # noqa: ASYNC110 - the bot is watched from outside
            await asyncio.sleep(0.02)


async def asleep(stage: Stage) -> bool:
    return [row.state for row in await stored(stage)] == ["asleep"]


async def dms(stage: Stage, text: str) -> int:
    calls = [
        entry for entry in await stage.ledger("slack") if entry.get("method") == "chat.postMessage" and entry["ok"]
    ]
    return sum(text in str(call["args"]["text"]) for call in calls)


async def test_a_changed_email_puts_the_link_to_sleep_before_anybody_asks_and_is_told_once(
    stage: Stage, ana: Person
) -> None:
    await changed(stage, ana, email="ana@elsewhere.example")
    await until(lambda: asleep(stage))
    for _ in range(3):
        await stage.app.leaving.tell_sleepers()
    said = await ana.says("/gc on")
    assert SIGN_IN_ENDED in said.text
    await stage.app.leaving.tell_sleepers()
    assert await dms(stage, EMAIL_CHANGED) == 1
    assert ana.state["presence"] != "On Queue"


async def test_an_email_in_other_case_or_another_name_is_no_change(stage: Stage, ana: Person) -> None:
    await changed(stage, ana, email=ana.who.email.upper(), real_name="Ana Maria Ruiz")
    assert "Ana Ruiz" in (await ana.says("/gc whoami")).text
    assert not await asleep(stage)


async def test_a_guest_sleeps_until_they_are_none_and_have_proved_it_again(stage: Stage, ana: Person) -> None:
    await changed(stage, ana, is_restricted=True)
    await until(lambda: asleep(stage))
    assert "Guests can't use OnQueue" in (await ana.says("/gc")).text
    await stage.app.leaving.tell_sleepers()
    assert await dms(stage, RESTRICTED) == 1
    await changed(stage, ana, is_restricted=False)
    await until(lambda: says(ana, SIGN_IN_ENDED))
    await ana.links()
    assert "Ana Ruiz" in (await ana.says("/gc whoami")).text


async def says(person: Person, text: str) -> bool:
    return text in (await person.says("/gc whoami")).text


async def test_who_is_deactivated_is_unlinked_and_their_sign_in_revoked(stage: Stage, ana: Person) -> None:
    book = stage.sides.simulator._tokens
    assert len(book.access) == 1
    await changed(stage, ana, deleted=True)
    await until(lambda: gone(stage))
    assert (book.access, book.refresh) == ({}, {})
    await stage.app.leaving.tell_sleepers()
    assert await dms(stage, SIGN_IN_ENDED) == 0, "nobody is there to read it"


async def gone(stage: Stage) -> bool:
    return await stored(stage) == []


async def test_a_deactivation_that_the_bot_missed_is_found_within_a_day(stage: Stage, ana: Person) -> None:
    """Nobody will ever ask for anything again."""
    stage.sides.emulator.workspace.changed_member(ana.who.slack_user, deleted=True)
    stage.later(hours=23)
    await stage.app.leaving.look_around()
    assert len(await stored(stage)) == 1
    stage.later(hours=2)
    await stage.app.leaving.look_around()
    assert await stored(stage) == []
    assert not [
        token for token in stage.sides.simulator._tokens.access.values() if token.expires_at > stage.sides.clock.now()
    ]


async def test_a_link_that_still_holds_is_looked_at_once_a_day(stage: Stage, ana: Person) -> None:
    stage.later(hours=25)
    for _ in range(3):
        await stage.app.leaving.look_around()
    asked = [entry for entry in await stage.ledger("slack") if entry.get("method") == "users.info"]
    stage.later(minutes=10)
    await stage.app.leaving.look_around()
    again = [entry for entry in await stage.ledger("slack") if entry.get("method") == "users.info"]
    assert len(again) == len(asked)
    assert not await asleep(stage)


async def test_who_is_deactivated_in_genesys_reads_one_direct_message_and_nothing_repeats(
    stage: Stage, ana: Person
) -> None:
    await stage.floor(user=ana.who.email, state="inactive")
    for _ in range(3):
        assert SIGN_IN_ENDED in (await ana.says("/gc queues")).text
        await stage.app.leaving.tell_sleepers()
    assert await dms(stage, SIGN_IN_ENDED) == 1
    calls = [line for line in await stage.ledger() if line.get("path") == "/oauth/token"]
    assert len(calls) == 2, "one to link, one that was refused"


async def test_a_401_that_a_new_token_does_not_cure_puts_the_link_to_sleep(stage: Stage, ana: Person) -> None:
    await stage.fault("genesys", path="/api/v2/*", do="status", status=401)
    for _ in range(3):
        assert SIGN_IN_ENDED in (await ana.says("/gc queues")).text
        await stage.app.leaving.tell_sleepers()
    assert await dms(stage, SIGN_IN_ENDED) == 1
    refused = [line for line in await stage.ledger() if line.get("status") == 401]
    assert len(refused) <= 4, "two calls may have been under way at once"


async def test_who_links_again_before_they_were_told_is_not_told(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.email, state="inactive")
    await ana.says("/gc queues")
    await stage.floor(user=ana.who.email, state="active")
    await ana.links()
    await stage.app.leaving.tell_sleepers()
    assert await dms(stage, SIGN_IN_ENDED) <= 1


async def test_what_slack_does_not_take_is_told_a_minute_later(stage: Stage, ana: Person) -> None:
    await stage.fault("slack", path="/api/chat.postMessage", do="status", status=500)
    await changed(stage, ana, email="ana@elsewhere.example")
    await until(lambda: asleep(stage))
    await stage.app.leaving.tell_sleepers()
    (await stage.http.delete(f"{stage.slack_url}/sandbox/faults")).raise_for_status()
    assert await dms(stage, EMAIL_CHANGED) == 0
    stage.later(minutes=1)
    await stage.app.leaving.tell_sleepers()
    assert await dms(stage, EMAIL_CHANGED) == 1


async def test_an_app_that_was_taken_out_sends_nothing_and_works_again_when_it_is_back(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await installed(stage, is_so=False)
    await until(lambda: thought_gone(stage))
    await changed_unheard(stage, ana)
    await stage.app.sweep.once()
    await stage.app.leaving.tell_sleepers()
    assert not [call for call in await calls(stage) if not call["ok"] and call["method"] != "auth.test"]
    assert len(await stored(stage)) == 1, "what was linked is kept"
    await installed(stage, is_so=True)
    await ana.links()
    assert "joined Billing" in (await ana.says("/gc join billing")).text
    assert await behind.states() == ["done"]


async def test_an_event_that_comes_after_the_app_is_back_silences_nobody(stage: Stage, ana: Person) -> None:
    tell_uninstalled(stage.sides.emulator.workspace)
    await until(lambda: told_both(stage))
    assert "Ana Ruiz" in (await ana.says("/gc whoami")).text
    assert not await thought_gone(stage)


async def told_both(stage: Stage) -> bool:
    """Both events arrived, and Slack was asked each time."""
    asked = [call for call in await calls(stage) if call["method"] == "auth.test"]
    return len(asked) >= 2


async def test_a_process_that_heard_nothing_of_it_learns_from_a_refusal_and_asks_whether_the_app_is_back(
    stage: Stage, ana: Person
) -> None:
    stage.sides.emulator.workspace.is_installed = False
    await changed_unheard(stage, ana)
    await stage.app.leaving.tell_sleepers()
    assert await thought_gone(stage)
    before = len(await calls(stage))
    stage.later(minutes=1)
    await stage.app.leaving.tell_sleepers()
    assert len(await calls(stage)) == before
    await stage.app.sender.look()
    assert await thought_gone(stage)
    stage.sides.emulator.install()
    await stage.app.sender.look()
    assert not await thought_gone(stage)
    stage.later(minutes=1)
    await stage.app.leaving.tell_sleepers()
    assert await dms(stage, EMAIL_CHANGED) == 1


async def changed_unheard(stage: Stage, person: Person) -> None:
    """The link fell asleep, and nobody was told yet."""
    async with stage.app.database.begin() as tx:
        now = stage.sides.clock.now()
        await tx.execute(links.update().values(state="asleep", asleep_why="email_changed", notice_at=now))


async def thought_gone(stage: Stage) -> bool:
    return bool(stage.app.installations.gone())


async def calls(stage: Stage) -> list[dict[str, Any]]:
    return [entry for entry in await stage.ledger("slack") if entry["kind"] == "call"]


async def test_a_sign_in_that_ended_while_a_request_waited_is_told_once_beside_the_end_of_the_request(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await stage.fault("genesys", path="/api/v2/users/*/presences/*", do="status", status=503)
    assert "*Waiting:*" in (await ana.says("/gc busy")).text
    await behind.mend()
    await stage.floor(user=ana.who.email, state="inactive")
    for _ in range(3):
        await behind.sweeps(minutes=1)
        await stage.app.leaving.tell_sleepers()
    assert await behind.states() == ["failed"]
    assert await behind.told("Your Genesys sign-in has ended; link again. Nothing was changed.") == 1
    assert await dms(stage, SIGN_IN_ENDED) == 1
