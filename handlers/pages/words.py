"""What a page says when no link comes about: what happened, whether anything changed, what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from markupsafe import Markup

from bot.errors import Unserved
from bot.identity.refused import Refused

NOTHING_CHANGED = "Nothing was linked, and nothing was changed."
#: For a commit whose answer was lost.
PERHAPS_CHANGED = "It may have been saved all the same: type the command in Slack to see whether you are linked."


@dataclass(frozen=True)
class Words:
    """One page. `again`: whether a fresh address would help."""

    status: HTTPStatus
    title: str
    sentences: tuple[str, ...]
    changed: str = NOTHING_CHANGED
    again: bool = True


Facts = Mapping[str, str]


def refused(why: Refused, facts: Facts) -> Words:
    """The page for a refusal, with the facts that go with it."""
    return _PAGES[why](facts)


def away(who: str, *, in_doubt: bool = False) -> Words:
    """`who` does not answer: Slack, or our own database."""
    return Words(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"{who} does not answer",
        ("Please try this page again in a moment.",),
        changed=PERHAPS_CHANGED if in_doubt else NOTHING_CHANGED,
    )


def broken(reference: str) -> Words:
    """A bug of ours."""
    return Words(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "That went wrong on our side",
        (f"It is logged as {reference}. Tell whoever runs OnQueue.",),
        changed=PERHAPS_CHANGED,
    )


def ended() -> Words:
    """After the last no."""
    return Words(HTTPStatus.OK, "Not linked", ("As you said. The sign-in at Genesys that you just made was ended.",))


def _said(template: str, facts: Facts) -> Markup:
    """A sentence with facts in it, each closed off: a name with right-to-left marks turns nothing around but itself."""
    closed_off = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in facts.items()}
    return Markup(template).format(**closed_off)  # noqa: S704 - our own sentence; format escapes the facts


def _fixed(status: HTTPStatus, title: str, *sentences: str, again: bool = True) -> Callable[[Facts], Words]:
    words = Words(status, title, sentences, again=again)
    return lambda _: words


def _not_served(facts: Facts) -> Words:
    said = {
        Unserved.GUEST: "OnQueue does not serve guests of a workspace.",
        Unserved.BOT: "OnQueue does not serve bots.",
        Unserved.STRANGER: "OnQueue serves members of this workspace alone, not people of other companies.",
        Unserved.DEACTIVATED: "This Slack user is deactivated.",
        Unserved.OTHER_WORKSPACE: "This Slack user belongs to another workspace.",
    }
    sentence = said.get(Unserved(facts["unserved"]), "OnQueue does not serve this Slack user.")
    return Words(HTTPStatus.FORBIDDEN, "This Slack user cannot be linked", (sentence,), again=False)


def _other_email(facts: Facts) -> Words:
    return Words(
        HTTPStatus.FORBIDDEN,
        "These are not the same person",
        (
            _said("In Slack: {slack_name}, {slack_email}.", facts),
            _said("In Genesys Cloud you signed in as: {genesys_name}, {genesys_email}.", facts),
            "Both must have the same e-mail. Did somebody send you this address? It was made for them, not for you.",
        ),
    )


def _other_slack_user(facts: Facts) -> Words:
    shown = {"who": facts["slack_name"] or "somebody", "email": facts["slack_email"] or "no e-mail visible"}
    return Words(
        HTTPStatus.FORBIDDEN,
        "You signed in to Slack as somebody else",
        (
            _said("Slack says that you are {who} ({email}).", shown),
            "Did somebody send you this address? It was made for them, not for you.",
            "Is it yours, and this browser is signed in to another Slack account? Sign out of that one first.",
        ),
    )


def _declined(facts: Facts) -> Words:
    sentence = f"{facts['at']} says that the sign-in was refused or cancelled."
    return Words(HTTPStatus.FORBIDDEN, "You did not sign in", (sentence,))


def _no_email(facts: Facts) -> Words:
    where = "Genesys Cloud" if facts["slack_email"] else "Slack"
    sentence = f"{where} shows no e-mail for you, and the same e-mail on both sides is what proves that both are yours."
    return Words(HTTPStatus.FORBIDDEN, "No e-mail to compare", (sentence, "An administrator can add it."))


def _unconfirmed(facts: Facts) -> Words:
    sentence = _said(
        "Your e-mail in Slack, {slack_email}, is not confirmed yet. Confirm it in your Slack account.", facts
    )
    return Words(HTTPStatus.FORBIDDEN, "Your e-mail in Slack is not confirmed", (sentence,))


def _other_organisation(facts: Facts) -> Words:
    sentence = _said(
        "You signed in as {genesys_email} of the Genesys organisation {org_name}; this OnQueue works for another one.",
        {**facts, "org_name": facts["org_name"] or "without a name"},
    )
    return Words(HTTPStatus.FORBIDDEN, "This is another Genesys organisation", (sentence,))


def _taken(facts: Facts) -> Words:
    return Words(
        HTTPStatus.CONFLICT,
        "This Genesys account is linked already",
        (
            _said("In Genesys you signed in as {genesys_name} ({genesys_email}).", facts),
            "That account is linked to another Slack user, and it can be linked to one only.",
            "If that is you too, unlink it there first.",
        ),
    )


_PAGES: dict[Refused, Callable[[Facts], Words]] = {
    Refused.BAD_REQUEST: _fixed(
        HTTPStatus.BAD_REQUEST, "This address is not complete", "Something in it is missing, doubled, or too long."
    ),
    Refused.UNKNOWN_ADDRESS: _fixed(
        HTTPStatus.BAD_REQUEST,
        "This address is not known",
        "It is mistyped, or a newer sign-in has taken its place.",
    ),
    Refused.EXPIRED: _fixed(HTTPStatus.GONE, "This address has run out", "An address holds for ten minutes."),
    Refused.USED: _fixed(HTTPStatus.GONE, "This address was used already", "An address counts once."),
    Refused.FORGED: _fixed(
        HTTPStatus.FORBIDDEN,
        "This form was not sent from our page",
        "Or your browser keeps no cookies, which the sign-in needs. Open the address from Slack again.",
    ),
    Refused.OTHER_BROWSER: _fixed(
        HTTPStatus.FORBIDDEN,
        "This sign-in was begun in another browser",
        "It has to end in the browser in which it was begun.",
        "Did somebody send you here? Then give them nothing of what you see, this page's address least of all.",
    ),
    Refused.NOT_SERVED: _not_served,
    Refused.DECLINED: _declined,
    Refused.SLACK_REFUSED: _fixed(
        HTTPStatus.BAD_REQUEST,
        "Slack does not take this sign-in",
        "What came back with you is used up, has run out, or belongs to another sign-in.",
    ),
    Refused.OTHER_SLACK_USER: _other_slack_user,
    Refused.SLACK_AWAY: _fixed(
        HTTPStatus.SERVICE_UNAVAILABLE, "Slack does not answer", "You signed in, but Slack did not tell who you are."
    ),
    Refused.SLACK_CLIENT_REFUSED: _fixed(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Slack does not accept OnQueue",
        "OnQueue's own sign-in at Slack is set up wrongly. Tell whoever runs it; your account is all right.",
    ),
    Refused.SIGN_IN_REFUSED: _fixed(
        HTTPStatus.BAD_REQUEST,
        "Genesys does not take this sign-in",
        "The code that came back with you is used up or has run out.",
    ),
    Refused.BUSY: _fixed(
        HTTPStatus.CONFLICT, "Still at it", "The same sign-in is under way in another tab. Look there, or start again."
    ),
    Refused.GENESYS_AWAY: _fixed(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Genesys does not answer",
        "You signed in, but Genesys did not tell who you are.",
    ),
    Refused.CLIENT_REFUSED: _fixed(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Genesys does not accept OnQueue",
        "OnQueue's own sign-in at Genesys is set up wrongly. Tell whoever runs it; your account is all right.",
    ),
    Refused.NO_EMAIL: _no_email,
    Refused.EMAIL_UNCONFIRMED: _unconfirmed,
    Refused.OTHER_EMAIL: _other_email,
    Refused.OTHER_ORGANISATION: _other_organisation,
    Refused.TAKEN: _taken,
}
