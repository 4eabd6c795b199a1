"""Slack's payloads → `Delivery` (docs.slack.dev, "Handling user interaction", "Implementing slash commands")."""

import re
from collections.abc import Mapping
from typing import Any

from bot.dispatch.delivery import Delivery
from bot.dispatch.happening import News
from bot.identity.slack_people import SlackId
from bot.slack.form import Values
from bot.slack.sender import Place

Body = Mapping[str, Any]
MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


def command(body: Body, key: str, root: str) -> Delivery:
    """`/gc join billing`, or `/gc-join billing`, whose verb is in its name."""
    own = str(body.get("enterprise_id") or body.get("team_id") or "")
    slack = SlackId(own, str(body.get("user_id", "")), workspace(body))
    verb = str(body.get("command", "")).removeprefix(root).removeprefix("-")
    words = f"{verb} {body.get('text', '')}".strip()
    channel = str(body.get("channel_id", ""))
    place = Place(slack.user_id, team=slack.workspace, channel=channel, response_url=body.get("response_url"))
    return Delivery(slack, place, key, kind="command", words=words, trigger_id=str(body.get("trigger_id", "")))


def interaction(body: Body, key: str) -> Delivery:
    """A click, a pick, a submission, a shortcut or an option load."""
    user = body.get("user") or {}
    slack = _slack(body, user.get("id", ""))
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    view = body.get("view") or {}
    message = container.get("message_ts")
    place = Place(
        slack.user_id,
        team=slack.workspace,
        channel=channel,
        response_url=body.get("response_url"),
        view_id=view.get("id") if view.get("type") != "home" else None,
        replaces=True,
        stays=_is_everybodys(container, channel),
        message=f"{channel} {message}" if message else None,
    )
    return Delivery(
        slack,
        place,
        key,
        kind=str(body.get("type", "")),
        picked=_picked((body.get("actions") or [{}])[0]),
        values=Values.of((view.get("state") or {}).get("values") or {}, str(view.get("private_metadata") or "")),
        trigger_id=str(body.get("trigger_id", "")),
    )


def message(body: Body, event: Body) -> Delivery:
    """Words in the bot's DM, or after a mention of it, which is taken off."""
    slack = _slack(body, str(event.get("user", "")))
    mentioned = event["type"] == "app_mention"
    words = str(event.get("text") or "")
    words = MENTION.sub("", words, count=1) if mentioned else words
    thread_ts = event.get("thread_ts") or (event.get("ts") if mentioned else None)
    channel = str(event.get("channel", ""))
    place = Place(slack.user_id, team=slack.workspace, channel=channel, thread_ts=thread_ts)
    return Delivery(slack, place, str(body.get("event_id", "")), kind=event["type"], words=words.strip())


def news(body: Body, event: Body) -> News:
    """An event about somebody, or about the workspace. Of a user it says more than an id, their own workspace too."""
    user = event.get("user")
    about = {**body, "user": user if isinstance(user, dict) else {}}
    user_id = user.get("id", "") if isinstance(user, dict) else user or ""
    return News(_slack(about, str(user_id)), event, str(body.get("event_id", "")))


def workspace(body: Body) -> str:
    """Whose installation a delivery is for: a workspace, or the enterprise that installed for all of its own.

    A modal names it; an event names it among its authorizations, where the workspace may be the other company's of a
    shared channel.
    """
    first: Body = (body.get("authorizations") or [{}])[0]
    enterprise = (body.get("enterprise") or {}).get("id") or first.get("enterprise_id") or body.get("enterprise_id")
    installed = first.get("is_enterprise_install") or body.get("is_enterprise_install")
    if enterprise and installed in (True, "true"):
        return str(enterprise)
    shown_by = (body.get("view") or {}).get("app_installed_team_id")
    return str(shown_by or first.get("team_id") or (body.get("team") or {}).get("id") or body.get("team_id") or "")


def _slack(body: Body, user_id: str) -> SlackId:
    """The enterprise on Grid, else the user's own workspace: a stranger's team is not the channel's."""
    user = body.get("user") or {}
    team = (body.get("team") or {}).get("id") or body.get("team_id") or ""
    enterprise = (body.get("enterprise") or {}).get("id") or body.get("enterprise_id")
    own = user.get("team_id") if isinstance(user, dict) else None
    return SlackId(str(enterprise or own or team), user_id, workspace(body))


def _is_everybodys(container: Body, channel: str) -> bool:
    """Whether what was clicked in is a message that all of a channel read."""
    return bool(container.get("message_ts")) and not container.get("is_ephemeral") and not channel.startswith("D")


def _picked(action: Body) -> tuple[str, ...]:
    if option := action.get("selected_option"):
        return (str(option.get("value", "")),)
    if options := action.get("selected_options"):
        return tuple(str(option.get("value", "")) for option in options)
    if channel := action.get("selected_conversation"):
        return (str(channel),)
    return (str(action["value"]),) if action.get("value") else ()
