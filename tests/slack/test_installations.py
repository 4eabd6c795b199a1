"""What Slack gives for an installation, and the row that keeps it."""

from typing import Any

import httpx2
from slack_sdk.web.async_client import AsyncWebClient

from bot.identity.installations import SEALED, InstallationRows, Installed
from bot.identity.rotating import Rotation
from bot.identity.vault import Vault
from bot.slack.manifest import SCOPES
from tests.genesys.other_side import Scripted, said
from tests.serving import serving
from tests.slack.installs import HOME, Installer
from tests.stage.linking import browser
from tests.stage.stage import raised


async def test_an_answer_of_slack_that_cannot_be_used_installs_nothing(database_url: str) -> None:
    unusable: list[tuple[dict[str, Any], str]] = [
        ({"ok": False, "error": "invalid_code"}, "did not confirm"),
        ({"ok": False, "error": "bad_client_secret"}, "SLACK_CLIENT_SECRET"),
        ({"ok": False, "error": "internal_error"}, "no answer that can be used"),
        ({"authed_user": None}, "no answer that can be used"),
        ({"team": None}, "no answer that can be used"),
        ({"refresh_token": "xoxe-S3CRET-and-longer"}, "end after twelve hours"),
        ({"scope": "commands"}, "Missing: chat:write"),
    ]
    answers = [granted(team={"id": "T1", "name": "One"}) | answer for answer, _ in unusable]
    pages, rows = await answered(database_url, *answers)
    assert [page.status_code for page in pages] == [502] * len(unusable)
    assert [says in page.text for page, (_, says) in zip(pages, unusable, strict=True)] == [True] * len(unusable)
    assert rows == {}


async def test_an_enterprise_installs_for_all_of_its_workspaces(database_url: str) -> None:
    given = granted(team=None, enterprise={"id": "E1", "name": "All"}, is_enterprise_install=True)
    [page], rows = await answered(database_url, given)
    assert (page.status_code, "the workspaces of this enterprise" in page.text) == (200, True)
    assert (list(rows), rows["E1"].is_enterprise) == (["E1"], True)


async def test_the_token_of_an_enterprise_speaks_in_each_of_its_workspaces(installer: Installer) -> None:
    rows = installations(installer)
    await rows.keep(installed("E1", enterprise_id="E1", is_enterprise=True))
    await rows.keep(installed("T7", enterprise_id="E2"))
    speaks = [await rows.of(team) for team in ("E1", "E2", "T7", "T8")]
    assert [one and one.team for one in speaks] == ["E1", "T7", "T7", None]


async def test_a_token_of_another_workspace_or_an_older_one_opens_in_no_row(installer: Installer) -> None:
    """Somebody who can write to the database can make the bot speak with no token in another's place."""
    rows = installations(installer)
    for team in ("T7", "T8"):
        await rows.keep(installed(team))
    older, table = await installer.rows(), SEALED[0].table
    await rows.keep(installed("T7"))
    for foreign in (older["T7"].bot_token_sealed, older["T8"].bot_token_sealed):
        async with installer.stage.app.database.begin() as tx:
            await tx.execute(table.update().where(table.c.id == "T7").values(bot_token_sealed=foreign))
        assert await installations(installer).of("T7") is None
    assert await installations(installer).of("T8")


async def test_rotating_keys_seals_bot_tokens_anew(installer: Installer) -> None:
    await installations(installer).keep(installed("T7"))
    newer = Vault([b"n" * 32, *installer.stage.sides.settings.keys])
    [column] = await Rotation(installer.stage.app.database, newer).run(SEALED)
    assert (column.first, column.anew, column.unreadable) == (1, 1, 0)
    speaks = await installations(installer, Vault([b"n" * 32])).of("T7")
    assert speaks
    assert speaks.client.token == "xoxb-T7"


def installations(installer: Installer, vault: Vault | None = None) -> InstallationRows:
    app, sides = installer.stage.app, installer.stage.sides
    return InstallationRows(app.database, vault or Vault(sides.settings.keys), sides.clock, AsyncWebClient())


def installed(team: str, *, enterprise_id: str | None = None, is_enterprise: bool = False) -> Installed:
    return Installed(team, team, enterprise_id, is_enterprise, "U0", "chat:write", "U1", f"xoxb-{team}")


def granted(**where: Any) -> dict[str, Any]:
    """What oauth.v2.access answers."""
    return {
        "ok": True,
        "access_token": "xoxb-S3CRET-and-longer",
        "token_type": "bot",
        "scope": ",".join(SCOPES),
        "bot_user_id": "U0BOT",
        "authed_user": {"id": "U1"},
        "is_enterprise_install": False,
        "enterprise": None,
        "team": None,
    } | where


async def answered(database_url: str, *given: dict[str, Any]) -> tuple[list[httpx2.Response], dict[str, Any]]:
    """The pages and the rows, when Slack answers this for one code after the other."""
    async with (
        serving(Scripted([said(200, one) for one in given])) as slack,
        raised(database_url, slack_bot_token=None, slack_api_url=f"{slack}/api") as stage,
        browser() as visitor,
    ):
        installer = Installer(stage)
        pages = [await visitor.get(await installer.back(visitor, HOME.id)) for _ in given]
        return pages, await installer.rows()
