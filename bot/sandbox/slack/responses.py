"""Answers through a response_url, and those in the body of a command's acknowledgement."""

import json

from bot.sandbox.slack.content import message_content
from bot.sandbox.slack.messages import Draft, Message
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.wire import BOT_USER, Json, Refused
from bot.sandbox.slack.workspace import Workspace


def respond(ws: Workspace, url: ResponseUrl, answer: Json) -> None:
    """Says, changes or deletes what `answer` asks for. Raises `Refused`; then nothing happened."""
    source = ws.conversations.find(url.channel, url.source, reader=url.user) if url.source else None
    if answer.get("delete_original"):
        if source is not None:
            ws.conversations.remove(source)
        return
    content = message_content(answer, counts_blocks=False)
    if answer.get("replace_original") and source is not None:
        # An ephemeral message stays one, whatever response_type says.
        ws.conversations.change(source, text=content.text, blocks=content.blocks or [])
        return
    _say(ws, url, answer, Draft(BOT_USER, content.text, content.blocks or []))


def take_body(ws: Workspace, url: ResponseUrl, body: bytes) -> None:
    """The answer in a command's acknowledgement: nothing, plain text, or a message as JSON."""
    text = body.decode(errors="replace").strip()
    if not text:
        return
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        respond(ws, url, {"text": text})
    elif answer == {"response_type": "in_channel"}:
        _echo(ws, url)
    elif answer:
        respond(ws, url, answer)


def _say(ws: Workspace, url: ResponseUrl, answer: Json, draft: Draft) -> None:
    if answer.get("response_type") == "in_channel":
        _echo(ws, url)
        draft = Draft(draft.user, draft.text, draft.blocks, thread_ts=answer.get("thread_ts"))
    else:
        draft = Draft(draft.user, draft.text, draft.blocks, thread_ts=url.thread_ts, ephemeral_for=url.user)
    said: Message = ws.conversations.add(url.channel, draft)
    if url.is_command:
        url.source = said.ts


def _echo(ws: Workspace, url: ResponseUrl) -> None:
    """Shows the typed line to all, once."""
    if url.line is not None:
        ws.conversations.add(url.channel, Draft(url.user, url.line, []))
        url.line = None


def post_response(ws: Workspace, secret: str, answer: Json) -> None:
    """One post to a response_url. Raises `Refused`."""
    url = ws.response_urls.find(secret)
    if url is None:
        raise Refused("no_service")
    refusal = ws.response_urls.refusal(url)
    ws.stir.called([url.user])
    if refusal is not None:
        raise Refused(refusal)
    respond(ws, url, answer)
    url.posts += 1
