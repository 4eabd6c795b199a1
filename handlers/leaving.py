"""People who change or leave, and the app itself when it is taken out of its workspace."""

from collections.abc import Awaitable, Callable

from bot.dispatch.happening import Happening
from bot.dispatch.router import Router
from bot.identity.links import Asleep
from bot.identity.slack_people import SlackId
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender

router = Router()

ASLEEP = {
    Asleep.SIGN_IN_ENDED: "Your Genesys sign-in has ended.",
    Asleep.EMAIL_CHANGED: "Your e-mail address in Slack has changed, so I no longer know that both accounts are yours.",
    Asleep.RESTRICTED: "Your Slack account was restricted, and OnQueue doesn't serve it as it is.",
}


@router.event("user_change")
async def user_changed(happening: Happening) -> None:
    await happening.desk.identity.changed(happening.slack, happening.told.get("user"))
    await happening.desk.following.changed(happening.slack)


@router.event("app_uninstalled")
async def uninstalled(happening: Happening) -> None:
    """Links stay as they are, so that everything works again once the app is back."""
    await happening.sender.left(happening.slack.workspace)


@router.event("tokens_revoked")
async def tokens_revoked(happening: Happening) -> None:
    tokens = happening.told.get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        await happening.sender.left(happening.slack.workspace)


def not_installed(public_url: str) -> Reply:
    """For whoever asks where the app is not installed, as far as it knows."""
    text = (
        "OnQueue isn't installed in this workspace, or was taken out of it: nothing was done. Whoever looks after your "
        "Slack can install it at {}."
    )
    return Reply([mrkdwn(text, f"{public_url}/slack/install")])


def sleep_teller(sender: Sender, command: str) -> Callable[[SlackId, Asleep], Awaitable[None]]:
    """Tells somebody by direct message that their link sleeps, and what to do about it."""

    async def tell(slack: SlackId, why: Asleep) -> None:
        text = (
            "*{}* Until you link again I do nothing for you in Genesys, and your reminders and digests stand still. "
            "Nothing was changed there. Type `{} link`."
        )
        await sender.send(Place(user=slack.user_id, team=slack.workspace), Reply([mrkdwn(text, ASLEEP[why], command)]))

    return tell
