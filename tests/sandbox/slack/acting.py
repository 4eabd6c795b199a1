"""What the bot of the act tests draws, and does after its acknowledgement."""

import asyncio
from typing import Any

from tests.sandbox.slack.conftest import Stage
from tests.sandbox.slack.receiver import Delivery


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(words: str) -> dict[str, Any]:
    return {"text": text(words), "value": words.lower()}


def button(words: str, action_id: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(words)}


def actions(block_id: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def said(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def entry(block_id: str, label: str, element: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": text(label),
        "optional": True,
        "element": {"action_id": "given", **element},
    }


def modal(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": text("Out of office"),
        "submit": text("Save"),
        "close": text("Never mind"),
        "blocks": list(blocks),
    }


async def respond(stage: Stage, delivery: Delivery, **answer: Any) -> None:
    await stage.http.post(delivery.content["response_url"], json=answer)


def later(stage: Stage, *work: Any) -> None:
    """What the bot does after its acknowledgement."""

    def answer(delivery: Delivery) -> None:
        if delivery.kind != "event_callback" or "bot_id" not in delivery.content["event"]:
            task = asyncio.create_task(run(delivery))
            stage.bot.tasks.append(task)

    async def run(delivery: Delivery) -> None:
        for step in work:
            await step(delivery)

    stage.bot.answer = answer


def wait(seconds: float) -> Any:
    async def step(_: Delivery) -> None:
        await asyncio.sleep(seconds)

    return step
