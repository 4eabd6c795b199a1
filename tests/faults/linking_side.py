"""Linking as its rows try it, under both proofs, and what they then look at."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from sqlalchemy import select

from bot.store.tables import link_attempts, links
from tests.faults.bench import Ground, Seen
from tests.stage.linking import Browser
from tests.stage.stage import Person, Stage, raised

REFUSED = range(400, 500)
NOTHING = "Nothing was linked, and nothing was changed."
#: Each proof with people of its own, because both are done on one database.
CAST = {"email": (0, 1), "slack": (3, 4)}

Deed = Callable[["Linking"], Awaitable[str]]


class Linking:
    """A stage under one proof, with two people who have not linked: `me`, and somebody else."""

    def __init__(self, stage: Stage, proof: str) -> None:
        self.stage = stage
        self.proof = proof
        self.me, self.other = (stage.person(index) for index in CAST[proof])

    async def address(self, person: Person) -> str:
        return (await person.says("/gc link")).urls[0]

    async def stored(self) -> list[str]:
        """Who of the two is linked."""
        two = [person.who.slack_user for person in (self.me, self.other)]
        async with self.stage.app.database.read() as tx:
            return list(await tx.scalars(select(links.c.slack_user).where(links.c.slack_user.in_(two))))

    async def attempts(self) -> list[Any]:
        async with self.stage.app.database.read() as tx:
            return list(await tx.execute(select(link_attempts).order_by(link_attempts.c.id)))

    async def exchanges(self) -> int:
        """How many codes were exchanged."""
        entries = await self.stage.ledger("slack") + await self.stage.ledger("genesys")
        return sum(
            "openid.connect.token" in (e.get("method") or "") or e.get("path") == "/oauth/token" for e in entries
        )

    async def links_after_all(self, visitor: Browser, address: str) -> None:
        """What was tried stopped nobody: the person goes on, and is linked."""
        page = await visitor.confirm(await visitor.to_question(address, self.me.who))
        assert page.status_code == 200, page.text
        assert await self.stored() == [self.me.who.slack_user]


async def under_both(ground: Ground, deed: Deed) -> Seen:
    said = []
    for proof in CAST:
        async with raised(ground.database_url, proof=proof) as stage:
            said.append(f"{proof}: {await deed(Linking(stage, proof))}")
    return Seen("; ".join(said))


def refuses(page: httpx2.Response) -> int:
    assert page.status_code in REFUSED, page.text
    assert NOTHING in page.text
    assert "<code>/gc link</code>" in page.text
    return page.status_code


async def looks(client: httpx2.AsyncClient, address: str, *methods: str) -> None:
    for method in methods or ("GET", "HEAD"):
        assert (await client.request(method, address)).status_code == 200
