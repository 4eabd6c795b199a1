"""The bot, the simulator and the emulator over real HTTP in one event loop, with one movable clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
from pydantic import SecretStr

from bot.app import App, Role, running
from bot.cli.sandbox import Sides, make_sides
from bot.cli.serving import Servers, Site, bound, url_of
from bot.sandbox.people import Person as FloorPerson
from bot.sandbox.people import people
from bot.slack.sockets import CONNECTIONS
from bot.slack.waiting import Waiting
from tests.stage import leaks
from tests.stage.audits import unaudited
from tests.stage.handed import Handed
from tests.stage.linking import link
from tests.stage.pacing import Quick
from tests.unencrypted import UNENCRYPTED

LOOPBACK = "127.0.0.1"
#: A Wednesday noon in Berlin, far from any change of the clocks.
NOON = datetime.fromisoformat("2026-11-25T12:00:00+01:00")


@dataclass(frozen=True)
class Said:
    """What a person saw after a deed."""

    messages: list[dict[str, Any]]
    view: dict[str, Any] | None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Everything they read, the newest last; a modal's texts too."""
        texts = [message["text"] for message in self.messages]
        if self.view:
            texts += [block["text"]["text"] for block in self.view["blocks"] if block["type"] == "section"]
        return "\n".join(texts)

    @property
    def labels(self) -> list[str]:
        """What can be pressed or picked."""
        blocks = [block for message in self.messages for block in message["blocks"] or []]
        blocks += self.view["blocks"] if self.view else []
        elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
        return [(element.get("text") or element.get("placeholder"))["text"] for element in elements]

    @property
    def urls(self) -> list[str]:
        blocks = [block for message in self.messages for block in message["blocks"] or []]
        elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
        return [element["url"] for element in elements if "url" in element]


@dataclass(frozen=True)
class Stage:
    """Everything a test needs to play and to look behind the scenes."""

    app: App
    sides: Sides
    http: httpx2.AsyncClient
    genesys_url: str
    slack_url: str
    bot_url: str

    def person(self, index: int) -> "Person":
        return Person(self, people(1)[index])

    async def floor(self, **wanted: Any) -> None:
        """Sets what only the platform or another client would."""
        (await self.http.post(f"{self.genesys_url}/sandbox/floor", json=wanted)).raise_for_status()

    async def fault(self, side: str, **fault: Any) -> None:
        url = self.genesys_url if side == "genesys" else self.slack_url
        (await self.http.post(f"{url}/sandbox/faults", json=fault)).raise_for_status()

    async def ledger(self, side: str = "genesys") -> list[dict[str, Any]]:
        url = self.genesys_url if side == "genesys" else self.slack_url
        lines = (await self.http.get(f"{url}/sandbox/ledger")).text.splitlines()
        return [httpx2.Response(200, text=line).json() for line in lines]

    async def effects(self, operation: str, user: "Person") -> int:
        """How often Genesys really did something for this person."""
        return sum(
            line["kind"] == "effect" and line["operation"] == operation and line["user"] == user.who.genesys_user
            for line in await self.ledger()
        )

    def later(self, **span: float) -> None:
        self.sides.clock.by(timedelta(**span))


@dataclass(frozen=True)
class Person:
    """One of the forty, with a Slack client in front of them."""

    stage: Stage
    who: FloorPerson

    @property
    def mention(self) -> str:
        return f"<@{self.who.slack_user}>"

    async def does(self, **deed: Any) -> Said:
        answer = await self.stage.http.post(
            f"{self.stage.slack_url}/sandbox/act", json={"person": self.who.slack_user, **deed}
        )
        assert answer.status_code == 200, answer.text
        seen = answer.json()
        return Said(seen["messages"], seen["view"], seen.get("errors", {}))

    async def says(self, text: str, channel: str | None = None) -> Said:
        return await self.does(say=text, **({"channel": channel} if channel else {}))

    async def clicks(self, label: str) -> Said:
        return await self.does(click=label)

    async def chooses(self, label: str, option: str) -> Said:
        return await self.does(choose={label: option})

    async def links(self) -> None:
        """The whole flow in a browser of their own. What a busy machine answers too late is asked again."""
        urls = (await self.says("/gc link")).urls or (await self.says("/gc link")).urls
        await link(urls[0], self.who.email)

    @property
    def state(self) -> dict[str, Any]:
        """What Genesys really holds of them."""
        view = self.stage.sides.simulator.floor.view()
        return next(row for row in view["people"] if row["user_id"] == self.who.genesys_user)

    @property
    def joined(self) -> set[str]:
        return {queue["name"] for queue in self.state["queues"] if queue["joined"]}


@asynccontextmanager
async def raised(
    database_url: str,
    *,
    proof: str = "email",
    role: Role = Role.WHOLE,
    pace: Waiting | None = None,
    **settings_changed: Any,
) -> AsyncIterator[Stage]:
    """Sets the stage on one database; `proof` is LINK_PROOF, and any other setting can be another.

    With the role SOCKET Slack's deliveries come through Socket Mode. Without a `pace` nobody waits for a message's turn.
    """
    genesys, slack, bot = (bound(LOOPBACK, 0) for _ in range(3))
    sides = make_sides(
        genesys_url=url_of(genesys), slack_url=url_of(slack), bot_url=url_of(bot), database=database_url, seed=1
    )
    sides.clock.to(NOON)
    changed = {"database_url": SecretStr(database_url), "link_proof": proof, **settings_changed}
    settings = sides.settings.model_copy(update=changed)
    handed, refusals = Handed(), leaks.Refusals()
    with leaks.logged() as lines:
        async with running(settings, sides.clock, role, pace=pace or Quick()) as app:
            ours = Site(refusals.noting(handed.noting(app.asgi)), bot)
            sites = ((sides.simulator.app, genesys), (sides.emulator.app, slack))
            emulated = [Site(handed.noting(one), where, websockets=True, dated=True) for one, where in sites]
            servers = Servers([*emulated, ours])
            await servers.start()
            try:
                await _connected(app)
                async with httpx2.AsyncClient(verify=UNENCRYPTED, timeout=20) as http:
                    yield Stage(app, sides, http, url_of(genesys), url_of(slack), url_of(bot))
                    figures = (await http.get(f"{url_of(bot)}/metrics")).text
            finally:  # What fails on a stage must not go on behind the tests after it.
                await sides.emulator.aclose()
                await servers.stop()
                sides.simulator.close()
    told = {"log": lines.getvalue(), "metrics": figures, "answers that refuse": refusals.text()}
    leaks.assert_none(handed.secrets, {**told, "database": leaks.stored(database_url)})
    assert unaudited(database_url) == []
    # A page may name the one whom it answers.
    leaks.assert_none(leaks.personal(people(1)), {name: told[name] for name in ("log", "metrics")})
    # The address for linking is in the message that a person got, and the ledger shows messages.
    unsent = {value: where for value, where in handed.secrets.items() if where != "ticket"}
    leaks.assert_none(unsent, {"ledger": sides.simulator.floor.ledger.text() + sides.emulator.workspace.ledger.lines()})


async def _connected(app: App) -> None:
    """Where it hears Slack through sockets, they stand."""
    async with asyncio.timeout(10):
        while app.sockets is not None and app.sockets.open_now < CONNECTIONS:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
