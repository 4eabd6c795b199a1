"""A `web` whose settings name foreign servers that speak these APIs does the whole main job."""

from typing import Any

from tests.faults.processes import Sides, sandbox, settings_of, web
from tests.processes import free_port


async def test_web_does_the_main_job_on_foreign_servers(database_url: str) -> None:
    bot_url = f"http://127.0.0.1:{free_port()}"
    async with sandbox(bot_url) as sides:
        env = settings_of(sides.told, bot_url=bot_url, database_url=database_url)
        async with web(env):
            await main_job(sides, sides.told["people"][0])


async def test_web_links_by_sign_in_with_slack_on_foreign_servers(database_url: str) -> None:
    """LINK_PROOF is not set: with the app's client id, that is the proof."""
    bot_url = f"http://127.0.0.1:{free_port()}"
    async with sandbox(bot_url) as sides:
        env = settings_of(sides.told, bot_url=bot_url, database_url=database_url)
        env |= {name.upper(): sides.told[name] for name in ("slack_client_id", "slack_client_secret")}
        async with web(env | {"SLACK_WEB_URL": sides.told["slack_web"]}):
            ana = sides.told["people"][0]
            await sides.link(ana)
            seen = await sides.act(ana["slack_user"], say="/gc whoami")
            assert ana["email"] in "".join(message["text"] for message in seen["messages"])
        called = [entry.get("method") for entry in await sides.ledger(sides.slack)]
        assert called.count("openid.connect.token") == 1


async def main_job(sides: Sides, ana: dict[str, Any]) -> None:
    async def reads(**deed: Any) -> str:
        seen = await sides.act(ana["slack_user"], **deed)
        return "\n".join(message["text"] for message in seen["messages"])

    await sides.link(ana)
    assert "You are off queue" in await reads(say="/gc")
    assert "you are on queue" in await reads(click="Go on queue")
    assert "you joined Billing" in await reads(say="/gc join billing")
    assert "Undone" in await reads(click="Undo")
    assert "Bo Lindqvist" in await reads(say="/gc manager")
    assert "back on" in await reads(say="/gc ooo until friday")
    assert "routing status" in await reads(say="/gc routing")
