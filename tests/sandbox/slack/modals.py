"""A small form, opened by a command and looked at."""

from typing import Any

from tests.sandbox.slack.conftest import Stage


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def typed(block_id: str, label: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "said", **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "ooo.set",
        "title": text("Out of office"),
        "submit": text("Save"),
        "blocks": list(blocks),
        **more,
    }


NOTE = typed("note", "Note")
PUSH = {"type": "actions", "block_id": "more", "elements": [{"type": "button", "text": text("More"), "action_id": "x"}]}


async def opened(stage: Stage, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    await stage.window().say("C0GENERAL", "/gc ooo")
    answer = await stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(*blocks, **more))
    return dict(answer["view"])


def shown(stage: Stage) -> dict[str, Any] | None:
    view = stage.window().snapshot()["view"]
    return None if view is None else dict(view)


def answering(kind: str, answer: dict[str, Any] | None) -> Any:
    return lambda delivery: answer if delivery.kind == kind else None
