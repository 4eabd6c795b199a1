"""Submitting and closing modals, and what the bot answers to it (facts 2.4)."""

import json
from typing import Any

from bot.sandbox.slack.blocks import Surface, checked_view
from bot.sandbox.slack.inputs import refused_inputs
from bot.sandbox.slack.interactions import TROUBLE
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.payloads import common, interaction_parcel
from bot.sandbox.slack.state import entered
from bot.sandbox.slack.views import View, view_object
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


async def submit(ws: Workspace, member: Member, view: View, given: Json) -> Json:
    """{"errors": {block_id: text}}, from the client itself or from the bot, or {} when it was taken."""
    view.state = entered(view.state, given)
    errors = refused_inputs(view.content["blocks"], view.state)
    if errors:
        return {"errors": errors}
    payload = common(ws, member, "view_submission")
    payload["trigger_id"] = ws.triggers.issue(member.id, view.id)
    payload |= {"view": view_object(view), "response_urls": []}
    path = ws.manifest.interactivity_path
    if not ws.manifest.interactive or not ws.courier.knows(path):
        ws.notice(member.id, None, TROUBLE)
        return {}
    with ws.stir.under_way(member.id):
        ack = await ws.courier.deliver(interaction_parcel(path, payload))
        if ack.failure is None:
            try:
                return _taken(ws, view, _answer(ack.body))
            except Refused as refused:
                ws.ledger.note("refusal", type="view_submission", error=refused.error, **refused.beside)
    ws.notice(member.id, None, TROUBLE)
    return {}


def _answer(body: bytes) -> Json:
    text = body.decode(errors="replace").strip()
    try:
        answer = json.loads(text) if text else {}
    except ValueError:
        raise Refused("invalid_response") from None
    if not isinstance(answer, dict):
        raise Refused("invalid_response")
    return answer


def _taken(ws: Workspace, view: View, answer: Json) -> Json:
    match answer.get("response_action"):
        case None:
            ws.views.close(view)
        case "clear":
            ws.views.close(view, all_views=True)
        case "errors":
            return {"errors": _errors(view, answer.get("errors"))}
        case "update":
            ws.views.update(view, checked_view(answer.get("view"), Surface.MODAL))
        case "push":
            ws.views.push(view.user, checked_view(answer.get("view"), Surface.MODAL))
        case other:
            raise Refused("invalid_response", response_action=str(other))
    return {}


def _errors(view: View, errors: Any) -> dict[str, str]:
    """Errors stand under input blocks; Slack shows none at all when one names anything else."""
    inputs = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_response", errors=errors)
    return {str(block_id): str(text) for block_id, text in errors.items()}


async def close(ws: Workspace, member: Member, view: View, *, all_views: bool) -> None:
    """Takes the view away; with notify_on_close the bot is told, and `is_cleared` says that the whole stack went."""
    cleared = all_views or bool(view.content.get("clear_on_close"))
    payload = common(ws, member, "view_closed") | {"view": view_object(view), "is_cleared": cleared}
    ws.views.close(view, all_views=cleared)
    path = ws.manifest.interactivity_path
    if view.content.get("notify_on_close") and ws.manifest.interactive and ws.courier.knows(path):
        with ws.stir.under_way(member.id):
            await ws.courier.deliver(interaction_parcel(path, payload))
