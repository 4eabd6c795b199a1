"""A served simulator with a clock that stands still, and people who are signed in at it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import MovableClock
from bot.sandbox.genesys import Floor, Simulator
from bot.sandbox.genesys.state import User
from bot.sandbox.people import Person, people
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED

CALLBACK = "http://127.0.0.1:9/link/callback"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SEED = 1
PEOPLE = people(SEED)
ANA, BO, CARLA = PEOPLE[:3]
HUGO, INES, JONAS, KAIA, LIAM = PEOPLE[7:12]
LACKS_QUEUES, LACKS_ON_QUEUE = PEOPLE[-2:]


@dataclass
class Site:
    """The simulator as a client meets it."""

    simulator: Simulator
    clock: MovableClock
    http: httpx2.AsyncClient
    url: str

    @property
    def floor(self) -> Floor:
        return self.simulator.floor

    def user(self, person: Person) -> User:
        return self.floor.users[person.genesys_user]

    def row(self, person: Person) -> dict[str, Any]:
        rows = self.floor.view()["people"]
        return next(row for row in rows if row["user_id"] == person.genesys_user)

    def queue(self, name: str) -> str:
        return next(queue.id for queue in self.floor.queues.values() if queue.name == name)

    def station(self, name: str) -> str:
        return next(station.id for station in self.floor.stations.values() if station.name == name)

    def definition(self, name: str) -> str:
        return next(one.id for one in self.floor.definitions.values() if one.name == name)

    def wait(self, seconds: float) -> None:
        self.clock.by(timedelta(seconds=seconds))

    async def authorize(self, **changes: str) -> httpx2.Response:
        query = {
            "client_id": self.simulator.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "state": "s1",
        }
        return await self.http.get("/oauth/authorize", params=query | changes)

    async def code(self, person: Person, **changes: str) -> str:
        return answer_of(await self.authorize(login_hint=person.email, **changes))["code"]

    async def token(self, *, secret: bool = True, **form: str) -> httpx2.Response:
        """The token call with the secret in the Basic header, or with the client's id alone."""
        client = (self.simulator.client_id, self.simulator.client_secret)
        if secret:
            return await self.http.post("/oauth/token", data=form, auth=client)
        return await self.http.post("/oauth/token", data={"client_id": client[0], **form})

    async def tokens(self, person: Person) -> dict[str, Any]:
        code = await self.code(person)
        answer = await self.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def client(self) -> str:
        answer = await self.token(grant_type="client_credentials")
        return str(answer.json()["access_token"])

    async def sign_in(self, person: Person) -> "SignedIn":
        return SignedIn(self.http, (await self.tokens(person))["access_token"], person.genesys_user)

    async def ledger(self, kind: str) -> list[dict[str, Any]]:
        answer = await self.http.get("/sandbox/ledger")
        lines = [httpx2.Response(200, content=line).json() for line in answer.text.splitlines()]
        return [line for line in lines if line["kind"] == kind]

    async def effects(self) -> list[str]:
        return [line["operation"] for line in await self.ledger("effect")]

    async def pull(self, **fault: Any) -> None:
        assert (await self.http.post("/sandbox/faults", json=fault)).status_code == 200

    async def turn(self, **order: Any) -> dict[str, Any]:
        answer = await self.http.post("/sandbox/floor", json=order)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@dataclass
class SignedIn:
    """Somebody with a token."""

    http: httpx2.AsyncClient
    token: str
    id: str

    async def call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return await self.http.request(method, f"/api/v2{path}", headers=headers, **more)

    async def read(self, path: str, **params: Any) -> Any:
        answer = await self.call("GET", path, params=params or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def mine(self, path: str) -> str:
        return f"/users/{self.id}{path}"


def answer_of(response: httpx2.Response) -> dict[str, str]:
    """The parameters that a redirect sends back."""
    assert response.status_code == 302, response.text
    query = parse_qs(urlsplit(response.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Waits up to 3 s of real time: for what must happen while the clock stands still."""
    async with asyncio.timeout(3):
        while not await is_so():  # noqa: ASYNC110 - what is waited for is on the other side of HTTP
            await asyncio.sleep(0.05)


def refusal(response: httpx2.Response) -> tuple[int, str]:
    """Status and code, once the body is in Genesys's form."""
    body = response.json()
    assert body["status"] == response.status_code
    assert body["contextId"] == response.headers["ININ-Correlation-Id"]
    assert body["message"]
    return response.status_code, body["code"]


class Stand:
    """One server for all tests, in front of whichever simulator is new; its floor lives only when it is asked."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


def new_simulator() -> tuple[Simulator, MovableClock]:
    clock = MovableClock(START)
    clock.run_at(0)
    simulator = Simulator(clock=clock, seed=SEED)
    simulator.register_redirect(CALLBACK)
    return simulator, clock


@asynccontextmanager
async def opened() -> AsyncIterator[Site]:
    """A simulator served on its own, as the sandbox does it."""
    simulator, clock = new_simulator()
    async with serving(simulator.app) as url, httpx2.AsyncClient(verify=UNENCRYPTED, base_url=url) as http:
        yield Site(simulator, clock, http, url)
