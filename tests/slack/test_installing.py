"""The app comes into workspaces, speaks in each with that one's token, and leaves them again."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.cli.forget import forget_workspace
from bot.identity.forgetting import Forgetting
from bot.store.tables import links
from tests.dispatch.signed import Signed, click, command, words
from tests.slack.installs import HOME, NORTH, Installer
from tests.stage.linking import browser
from tests.stage.stage import Stage

NOT_HERE = "OnQueue isn't installed in this workspace"


async def test_the_page_has_slacks_button_and_changes_nothing(installer: Installer) -> None:
    async with browser() as visitor:
        asked = parse_qs(urlsplit(await installer.to_slack(visitor)).query)
    assert asked["redirect_uri"] == [f"{installer.stage.bot_url}/slack/oauth_redirect"]
    assert "chat:write" in asked["scope"][0].split(",")
    assert await installer.rows() == {}


async def test_two_workspaces_install_and_each_is_answered_with_its_own_token(installer: Installer) -> None:
    for team in (HOME, NORTH):
        page = await installer.installs(team.id)
        assert (page.status_code, f"<bdi>{team.name}</bdi>" in page.text) == (200, True)
    ana, nora = installer.stage.person(0), installer.northerner(0)
    await ana.links()
    await nora.links()
    assert ana.who.name in (await ana.says("/gc whoami")).text
    assert nora.who.name in (await nora.says("/gc whoami")).text
    rows = await installer.rows()
    assert set(rows) == {HOME.id, NORTH.id}
    emulator = installer.stage.sides.emulator
    # The message that says "you are linked" went through the web API, in each workspace with its own token.
    for workspace, person in ((emulator.workspace, ana), (emulator.other, nora)):
        [own] = [one for one in workspace.channels.values() if one.user == person.who.slack_user]
        assert any(
            "You are linked" in one.text for one in workspace.conversations.visible(own.id, person.who.slack_user)
        )


async def test_a_workspace_that_has_not_installed_is_refused_with_the_reason(
    installer: Installer, caplog: pytest.LogCaptureFixture
) -> None:
    ana = installer.stage.person(0)
    assert NOT_HERE in (await ana.says("/gc status")).text
    assert f"a delivery (command) of workspace {HOME.id} was refused" in caplog.text
    assert not [line for line in await installer.stage.ledger("slack") if line["kind"] == "call"]


async def test_each_kind_of_delivery_from_an_unknown_workspace_has_an_honest_answer(installer: Installer) -> None:
    signed, ana = Signed(installer.stage), installer.stage.person(0)
    pressed = click(ana, "panel.show", "")
    view = {"type": "modal", "id": "V1", "hash": "1.2", "callback_id": "outofoffice.set", "state": {"values": {}}}
    form = {key: pressed[key] for key in ("team", "user")} | {"type": "view_submission", "view": view}
    load = {key: pressed[key] for key in ("team", "user")} | {
        "type": "block_suggestion",
        "action_id": "queues.mine",
        "value": "",
    }
    answers: list[Any] = [
        await signed.form(command(ana, "status")),
        await signed.payload(form),
        await signed.payload(load),
        await signed.payload(pressed),
        await signed.event(words(ana, "status", "Ev1")),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert NOT_HERE in answers[0].json()["text"]
    assert NOT_HERE in json.dumps(answers[1].json()["view"])
    assert answers[2].json() == {"options": []}
    assert [answer.text for answer in answers[3:]] == ["", ""]


async def test_the_button_counts_once(installer: Installer) -> None:
    async with browser() as visitor:
        back = await installer.back(visitor, HOME.id)
        assert (await visitor.get(back)).status_code == 200
        again = await visitor.get(back)
    assert (again.status_code, "done already" in again.text) == (409, True)


async def test_of_two_browsers_tabs_at_once_one_installs(installer: Installer) -> None:
    async with browser() as visitor:
        back = await installer.back(visitor, HOME.id)
        pages = await asyncio.gather(*(visitor.get(back) for _ in range(4)))
    assert sorted(page.status_code for page in pages) == [200, 409, 409, 409]
    assert len(await installer.calls("oauth.v2.access")) == 1


async def test_an_address_that_somebody_else_started_installs_nothing(installer: Installer) -> None:
    async with browser() as attacker, browser() as victim:
        back = await installer.back(attacker, NORTH.id)
        await installer.to_slack(victim)
        page = await victim.get(back)
    assert (page.status_code, "not started in this browser" in page.text) == (403, True)
    assert await installer.rows() == {}
    assert not await installer.calls("oauth.v2.access")


async def test_a_made_up_state_installs_nothing(installer: Installer) -> None:
    async with browser() as visitor:
        await installer.to_slack(visitor)
        for state in ("", "x", "1.2.3", "99999999999.abc.def", "²3.a.b", "a" * 3000):
            address, query = f"{installer.stage.bot_url}/slack/oauth_redirect", {"state": state, "code": "c"}
            assert (await visitor.client.get(address, params=query)).status_code in {400, 403}
    assert not await installer.calls("oauth.v2.access")


async def test_a_state_ends_after_ten_minutes(installer: Installer) -> None:
    async with browser() as visitor:
        back = await installer.back(visitor, HOME.id)
        installer.stage.later(minutes=10, seconds=1)
        page = await visitor.get(back)
    assert (page.status_code, "more than ten minutes" in page.text) == (410, True)


async def test_robots_and_previews_use_nothing_up(installer: Installer) -> None:
    async with browser() as visitor:
        back = await installer.back(visitor, HOME.id)
        assert (await visitor.client.head(back)).status_code == 200
        assert (await visitor.client.get(back, headers={"Sec-Purpose": "prefetch"})).status_code == 503
        assert (await visitor.client.head(f"{installer.stage.bot_url}/slack/install")).status_code == 200
        assert (await visitor.get(back)).status_code == 200


async def test_a_no_at_slack_installs_nothing(installer: Installer) -> None:
    async with browser() as visitor:
        page = await visitor.get(await installer.back(visitor, HOME.id, decision="deny"))
    assert (page.status_code, "Nothing was installed" in page.text) == (200, True)
    assert await installer.rows() == {}


async def test_installing_again_replaces_the_token(installer: Installer) -> None:
    await installer.installs(HOME.id)
    first = (await installer.rows())[HOME.id]
    installer.stage.sides.emulator.uninstall()
    await installer.installs(HOME.id)
    second = (await installer.rows())[HOME.id]
    assert (first.generation, second.generation) == (1, 2)
    assert first.bot_token_sealed != second.bot_token_sealed
    ana = installer.stage.person(0)
    await ana.links()
    assert ana.who.name in (await ana.says("/gc whoami")).text


async def test_a_workspace_that_takes_the_app_out_ends_and_the_other_goes_on(installer: Installer) -> None:
    for team in (HOME, NORTH):
        await installer.installs(team.id)
    nora = installer.northerner(0)
    await nora.links()
    installer.stage.sides.emulator.uninstall()
    await ended(installer, HOME.id)
    rows = await installer.rows()
    assert rows[HOME.id].bot_token_sealed is None
    assert rows[NORTH.id].left_at is None
    assert nora.who.name in (await nora.says("/gc whoami")).text


async def test_a_late_event_does_not_end_what_was_installed_anew(installer: Installer) -> None:
    """Slack may tell of the uninstalling when the app is back already: then its token works."""
    await installer.installs(HOME.id)
    event = {"type": "app_uninstalled"}
    late = {"type": "event_callback", "team_id": HOME.id, "event_id": "Ev9", "event": event}
    assert (await Signed(installer.stage).event(late)).status_code == 200
    async with asyncio.timeout(5):
        while not await installer.calls("auth.test"):  # noqa: ASYNC110 - Slack's side tells nobody
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.05)
    assert (await installer.rows())[HOME.id].left_at is None


async def test_no_delivery_asks_slack_who_the_bot_is(installer: Installer) -> None:
    await installer.installs(HOME.id)
    ana = installer.stage.person(0)
    for _ in range(3):
        await ana.says("/gc help")
    assert not await installer.calls("auth.test")


async def test_a_bot_token_wins_and_the_page_says_so(stage: Stage) -> None:
    page = await stage.http.get(f"{stage.bot_url}/slack/install")
    assert (page.status_code, "serves one workspace" in page.text) == (404, True)


async def ended(installer: Installer, team: str) -> None:
    async with asyncio.timeout(5):
        while (await installer.rows())[team].left_at is None:  # noqa: ASYNC110 - a row tells nobody
            await asyncio.sleep(0.02)


async def test_a_workspace_that_left_is_forgotten_whole_and_the_other_is_not(
    installer: Installer, capsys: pytest.CaptureFixture[str]
) -> None:
    for team in (HOME, NORTH):
        await installer.installs(team.id)
    ana, nora = installer.stage.person(0), installer.northerner(0)
    await ana.links()
    await nora.links()
    forgetting = Forgetting(installer.stage.app.database, installer.stage.app.desk.identity)
    assert await forget_workspace(forgetting, HOME.id, sure=True) == 1
    assert "still installed" in capsys.readouterr().err
    installer.stage.sides.emulator.uninstall()
    await ended(installer, HOME.id)
    assert await forget_workspace(forgetting, HOME.id, sure=True) == 0
    assert f"{ana.who.slack_user}: Forgotten." in capsys.readouterr().out
    assert set(await installer.rows()) == {NORTH.id}
    async with installer.stage.app.database.read() as tx:
        assert [row.team_id for row in (await tx.execute(select(links))).all()] == [NORTH.id]
    assert nora.who.name in (await nora.says("/gc whoami")).text
