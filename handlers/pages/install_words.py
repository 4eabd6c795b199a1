"""What a page says when nothing was installed: what happened, whether anything changed, what to do."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.identity.installing import NotInstalled

NOTHING_CHANGED = "Nothing was installed in OnQueue, and what was installed before stays as it was."
#: For a commit whose answer was lost.
PERHAPS_CHANGED = "It may have been saved all the same: type the command in your Slack to see whether it answers."


@dataclass(frozen=True)
class Words:
    """One page. `again`: whether starting again would help."""

    status: HTTPStatus
    title: str
    sentences: tuple[str, ...]
    changed: str = NOTHING_CHANGED
    again: bool = True


def _said(status: HTTPStatus, title: str, *sentences: str, again: bool = True) -> Words:
    return Words(status, title, sentences, again=again)


OPERATOR = "Whoever runs OnQueue has to mend this; the reason is in its log."

_PAGES = {
    NotInstalled.BAD_REQUEST: _said(
        HTTPStatus.BAD_REQUEST, "This address is not complete", "It is the one that Slack leads to after its question."
    ),
    NotInstalled.OTHER_BROWSER: _said(
        HTTPStatus.FORBIDDEN,
        "This was not started in this browser",
        "An installation ends in the browser in which its button was pressed, within ten minutes. If somebody sent "
        "you this address, do not use it.",
    ),
    NotInstalled.EXPIRED: _said(
        HTTPStatus.GONE, "That took more than ten minutes", "The button of the page works for ten minutes."
    ),
    NotInstalled.USED: _said(
        HTTPStatus.CONFLICT,
        "This was done already",
        "Each press of the button counts once. If it went well the first time, OnQueue is in your workspace.",
    ),
    NotInstalled.DECLINED: _said(HTTPStatus.OK, "Not installed", "As you said at Slack."),
    NotInstalled.CODE_REFUSED: _said(
        HTTPStatus.BAD_GATEWAY, "Slack did not confirm it", "What Slack sent along was used before, or too old."
    ),
    NotInstalled.CLIENT_REFUSED: _said(
        HTTPStatus.BAD_GATEWAY,
        "Slack does not know this OnQueue",
        "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET or the redirect address of the app are not those of the app in Slack.",
        OPERATOR,
        again=False,
    ),
    NotInstalled.SLACK_AWAY: _said(
        HTTPStatus.BAD_GATEWAY, "Slack gave no answer that can be used", "Please try again in a moment."
    ),
    NotInstalled.TOKENS_ROTATE: _said(
        HTTPStatus.BAD_GATEWAY,
        "The app's tokens would end after twelve hours",
        "Token rotation is switched on for the app in Slack; OnQueue's manifest has it off.",
        OPERATOR,
        again=False,
    ),
    NotInstalled.SCOPES_MISSING: _said(
        HTTPStatus.BAD_GATEWAY, "Slack gave fewer rights than OnQueue needs", "Missing: {}.", OPERATOR
    ),
    NotInstalled.ONE_WORKSPACE: _said(
        HTTPStatus.NOT_FOUND,
        "This OnQueue serves one workspace",
        "It was set up with that workspace's bot token (SLACK_BOT_TOKEN), so there is nothing to install.",
        again=False,
    ),
}


def refused(why: NotInstalled, missing: str = "") -> Words:
    """The page for a refusal; `missing` are rights that Slack did not give."""
    words = _PAGES[why]
    return replace(words, sentences=tuple(sentence.format(missing) for sentence in words.sentences))


def away(*, in_doubt: bool) -> Words:
    """Our own database does not answer."""
    words = _said(HTTPStatus.SERVICE_UNAVAILABLE, "OnQueue's database does not answer", "Please try again in a moment.")
    return replace(words, changed=PERHAPS_CHANGED) if in_doubt else words


def broken(reference: str) -> Words:
    """A bug of ours."""
    logged = f"It is logged as {reference}. Tell whoever runs OnQueue."
    words = _said(HTTPStatus.INTERNAL_SERVER_ERROR, "That went wrong on our side", logged)
    return replace(words, changed=PERHAPS_CHANGED)
