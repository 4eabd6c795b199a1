"""What the bot is compared with: the smallest Bolt app, and Starlette alone. They acknowledge and do nothing else.

A process of its own each: `python -m bench.baselines bolt|starlette PORT SLACK_API_URL SIGNING_SECRET`.
"""

import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def bolt(slack_api_url: str, signing_secret: str) -> Starlette:
    client = AsyncWebClient(token="xoxb-bench", base_url=slack_api_url)
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)

    @app.command("/gc")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def starlette() -> Starlette:
    async def events(request: Request) -> Response:
        await request.body()
        return Response("")

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def main(name: str, port: str, slack_api_url: str, signing_secret: str) -> None:
    app = bolt(slack_api_url, signing_secret) if name == "bolt" else starlette()
    uvicorn.run(app, port=int(port), loop="uvloop", http="httptools", access_log=False, log_level="warning")


if __name__ == "__main__":
    main(*sys.argv[1:])
