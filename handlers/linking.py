"""Linking and unlinking a Genesys account; the pages are in `linking_pages.py`."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.blocks import Button
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply

router = Router()


@router.verb("link", does="Links your Genesys account, or another one.", examples=("link",), needs_link=False)
async def link(turn: Turn) -> Reply:
    turn.words.nothing()
    url = await turn.desk.linking.offer(turn.slack)
    text = "Open this page to link your Genesys account. It works once, for ten minutes, and only for you."
    return Reply([mrkdwn(text)], [Button("Link my Genesys account", style="primary", url=url)])


@router.verb(
    "unlink",
    does="Ends the link to your Genesys account and revokes its sign-in.",
    examples=("unlink",),
    needs_link=False,
)
async def unlink(turn: Turn) -> Reply:
    turn.words.nothing()
    scheduled = any([await turn.desk.schedules.of(turn.slack, kind) for kind in ("reminder", "digest")])
    ended = await turn.desk.identity.unlink(turn.slack)
    if ended is None:
        return Reply([mrkdwn("You are not linked to a Genesys account. Nothing was changed.")])
    revoked = "The sign-in is revoked." if ended.revoked else "The sign-in could not be revoked, and ends by itself."
    turn.desk.homes.unlinked(turn.slack)
    lines = [mrkdwn("You are no longer linked to *{}* ({}). {}", ended.me.name, ended.me.email, revoked)]
    if scheduled:
        lines.append(mrkdwn("Your reminders and digests stand still until you link again."))
    return Reply(lines)
