"""`/sandbox/clock`: POST sets, moves or paces the one clock that both emulated sides share; GET follows it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import MovableClock


class ClockOrder(BaseModel):
    """Exactly one of a moment, a span and a pace."""

    model_config = ConfigDict(extra="forbid")

    to: AwareDatetime | None = None
    by_s: float | None = None
    rate: float | None = None

    @model_validator(mode="after")
    def _one(self) -> "ClockOrder":
        if sum(value is not None for value in (self.to, self.by_s, self.rate)) != 1:
            raise ValueError("one of to, by_s and rate")
        return self

    def turn(self, clock: MovableClock) -> None:
        if self.to is not None:
            clock.to(self.to.astimezone(UTC))
        if self.by_s is not None:
            clock.by(timedelta(seconds=self.by_s))
        if self.rate is not None:
            clock.run_at(self.rate)


class ClockLever:
    """Answers with the time that it is then."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/sandbox/clock", self._answer, methods=["POST"]),
            Route("/sandbox/clock", self._followed, methods=["GET"]),
        ]

    async def _answer(self, request: Request) -> Response:
        try:
            order = ClockOrder.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        order.turn(self._clock)
        return JSONResponse({"now": self._clock.now().isoformat()})

    async def _followed(self, _: Request) -> Response:
        return StreamingResponse(self._lines(), media_type="application/x-ndjson")

    async def _lines(self) -> AsyncIterator[str]:
        """What it shows and how fast it runs: now, and each time that somebody turns it. It has no end of its own."""
        turned = asyncio.Event()
        with self._clock.watched(turned.set):
            while True:
                turned.clear()
                yield json.dumps({"now": self._clock.now().isoformat(), "rate": self._clock.rate}) + "\n"
                await turned.wait()
