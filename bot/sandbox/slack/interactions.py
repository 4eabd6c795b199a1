"""Clicks, choices, option loads and shortcuts: what people do with what the bot drew (facts 2.1)."""

import json
from dataclasses import dataclass

from bot.sandbox.slack.manifest import Shortcut
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.messages import Message, message_object
from bot.sandbox.slack.option_loads import loaded
from bot.sandbox.slack.payloads import channel_part, common, interaction_parcel, response_url
from bot.sandbox.slack.state import HOLDINGS, Placed, elements, entered
from bot.sandbox.slack.views import View, view_object
from bot.sandbox.slack.wire import Impossible, Json
from bot.sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def place(ws: Workspace, member: Member, where: Json) -> Message | View:
    """The message or view that `where` names ({"channel", "ts"} or {"view"}), as far as the person sees it."""
    if "view" in where:
        view = ws.views.find(view_id=where["view"])
        if view is None or view.user != member.id:
            raise Impossible("that window is closed")
        return view
    channel = ws.channel_of(member, where["channel"])
    message = ws.conversations.find(channel.id, where["ts"], reader=member.id)
    if message is None:
        raise Impossible("that message is gone")
    return message


def placed(at: Message | View, block_id: str, action_id: str) -> Placed:
    blocks = at.content["blocks"] if isinstance(at, View) else at.blocks
    for found in elements(blocks):
        if (found.block_id, found.action_id) == (block_id, action_id):
            return found
    raise Impossible(f"nothing there is called {block_id} {action_id}")


@dataclass(frozen=True)
class Deed:
    """A click or a choice: in which element, and what it then holds."""

    element: Placed
    value: Json


async def act(ws: Workspace, member: Member, at: Message | View, deed: Deed) -> None:
    """Enters the value and tells the bot, unless the element only waits for the form's submit."""
    found = deed.element
    if found.element["type"] in HOLDINGS:
        enter(ws, member, at, {found.block_id: {found.action_id: deed.value}})
    if found.block["type"] == "input" and not found.block.get("dispatch_action"):
        return
    payload = common(ws, member, "block_actions") | _surroundings(ws, member, at)
    payload["trigger_id"] = ws.triggers.issue(member.id, at.id if isinstance(at, View) else None)
    payload["actions"] = [_action(found, deed.value, ws.conversations.next_ts())]
    if not await _tell(ws, member, payload):
        ws.notice(member.id, None if isinstance(at, View) else at.channel, TROUBLE)


def state_of(ws: Workspace, member: Member, at: Message | View) -> Json:
    return at.state if isinstance(at, View) else ws.held(member.id, at)


def enter(ws: Workspace, member: Member, at: Message | View, given: Json) -> None:
    """Fills elements without telling anybody."""
    after = entered(state_of(ws, member, at), given)
    if isinstance(at, View):
        at.state = after
    else:
        ws.hold(member.id, at, after)


def _action(found: Placed, value: Json, ts: str) -> Json:
    element = found.element
    shown: Json = {
        key: element[key] for key in ("text", "value", "style") if key in element and element["type"] == "button"
    }
    named = {"type": element["type"], "action_id": found.action_id, "block_id": found.block_id, "action_ts": ts}
    return {**named, **shown, **value}


def _surroundings(ws: Workspace, member: Member, at: Message | View) -> Json:
    """container, and the view, or channel, message, state and response_url."""
    if isinstance(at, View):
        return {"container": {"type": "view", "view_id": at.id}, "view": view_object(at)}
    secret, _ = ws.response_urls.make(member.id, at.channel, source=at.ts, thread_ts=at.thread_ts)
    around = _message_part(ws, at)
    return around | {
        "response_url": response_url(ws, secret),
        "state": {"values": ws.held(member.id, at)},
    }


def _message_part(ws: Workspace, message: Message) -> Json:
    is_ephemeral = message.ephemeral_for is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    shown = {} if is_ephemeral else {"message": message_object(message)}
    return {"container": container, "channel": channel_part(ws.channels[message.channel]), **shown}


async def load_options(ws: Workspace, member: Member, where: Json, found: Placed, typed: str) -> Json:
    """What the bot offers for the typed characters: {"options"} or {"option_groups"}; empty when it offers nothing."""
    at = place(ws, member, where)
    payload = common(ws, member, "block_suggestion")
    if isinstance(at, View):
        payload |= {"container": {"type": "view", "view_id": at.id}, "view": view_object(at)}
    else:
        payload |= _message_part(ws, at)
    payload |= {"action_id": found.action_id, "block_id": found.block_id, "value": typed}
    if not ws.courier.knows(ws.manifest.options_path):
        raise Impossible("the manifest names no address for option loads")
    ack = await ws.courier.deliver(interaction_parcel(ws.manifest.options_path, payload))
    offer = loaded(ack.body) if ack.failure is None else None
    if offer is None:
        ws.notice(member.id, where.get("channel"), "Couldn’t load results")
    return offer or {"options": []}


async def global_shortcut(ws: Workspace, member: Member, shortcut: Shortcut) -> None:
    payload = common(ws, member, "shortcut")
    del payload["user"]["name"]
    payload |= {"callback_id": shortcut.callback_id, "action_ts": ws.conversations.next_ts()}
    payload["trigger_id"] = ws.triggers.issue(member.id)
    if not await _tell(ws, member, payload):
        ws.notice(member.id, None, TROUBLE)


async def message_shortcut(ws: Workspace, member: Member, shortcut: Shortcut, message: Message) -> None:
    if message.ephemeral_for is not None:
        raise Impossible("shortcuts are not offered on messages that only you see")
    secret, _ = ws.response_urls.make(member.id, message.channel, source=message.ts, thread_ts=message.thread_ts)
    payload = common(ws, member, "message_action")
    payload["user"] = {"id": member.id, "name": member.name, "team_id": member.team_id}
    payload |= {
        "callback_id": shortcut.callback_id,
        "channel": channel_part(ws.channels[message.channel]),
        "message": message_object(message),
        "message_ts": message.ts,
        "response_url": response_url(ws, secret),
        "action_ts": ws.conversations.next_ts(),
        "trigger_id": ws.triggers.issue(member.id),
    }
    if not await _tell(ws, member, payload):
        ws.notice(member.id, message.channel, TROUBLE)


async def _tell(ws: Workspace, member: Member, payload: Json) -> bool:
    """Delivers an interaction; False when the bot did not acknowledge it."""
    path = ws.manifest.interactivity_path
    if not ws.manifest.interactive or not ws.courier.knows(path):
        return False
    with ws.stir.under_way(member.id):
        ack = await ws.courier.deliver(interaction_parcel(path, json.loads(json.dumps(payload))))
    return ack.failure is None
