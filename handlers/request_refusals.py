"""Why a click on a request changed nothing: each reason as a sentence, with whoever decided, or whom it is with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.approvals.deciding import Because
from bot.approvals.path import Candidate, Room
from bot.changes.requests.answers import Not, NotDecided
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from handlers.refusals import UNCHANGED
from handlers.request_ends import who_decided
from handlers.request_words import ROOM, named, whom
from handlers.wording import whole

BECAUSE = {
    Because.REQUESTER: "You asked for this yourself, so somebody else decides it.",
    Because.SUBJECT: "It changes you, so somebody else decides it.",
    Because.NOT_SERVED: "OnQueue can't take decisions from this Slack account.",
    Because.NOT_LINKED: "Link your Genesys account before you decide.",
    Because.DECIDED: "You said yes already, and a second person has to as well.",
    Because.PASSED_ON: "You handed it on, so it is no longer yours to decide.",
    Because.REFUSED: "Genesys doesn't let your account do it, so somebody else decides it.",
    Because.NOT_YET: "It comes to you only if those before you don't decide.",
    Because.NOT_NAMED: "No rule names you for this decision.",
}
WHY = {
    Not.UNKNOWN: "I know no such request here.",
    Not.ENDED: "It has ended already",
    Not.NOT_NAMED: "It is not yours to decide.",
    Not.NOT_YOURS: "That is another person's request, so only they can do that.",
    Not.DENIED_NOW: "The rules don't allow it any more",
    Not.OTHER_REASON: "The rules want another reason by now, so it can't be approved; it has to be asked for anew.",
    Not.REQUESTER_LEFT: "Whoever asked can't use OnQueue any more, so it can't be done for them.",
    Not.NOT_WITH_YOU: "It is no longer with you.",
    Not.NO_QUESTION: "Nobody waits for an answer.",
    Not.TOO_MANY_QUESTIONS: "Five questions were asked about it already. Decide it, or talk to each other.",
    Not.NUDGED_LATELY: "They were reminded less than five minutes ago.",
    Not.NOBODY_NEXT: "Nobody is next who could decide it.",
    Not.TOO_BUSY: "Others kept coming in between. Press the button again.",
}
ENDED = {
    "declined": "was declined",
    "cancelled": "was cancelled",
    "expired": "expired",
}


def why_not(answer: NotDecided, *, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    """What kept it from happening, that nothing was changed, and who decided or whom it is with."""
    match answer:
        case NotDecided(why=Not.ENDED, request=request) if request is not None:
            how = ENDED.get(request.row.state, "was approved")
            return mrkdwn(
                "*It {}{} already.* Your click changed nothing.", how, who_decided(request, zone=zone, now=now)
            )
        case NotDecided(why=Not.DENIED_NOW, judgement=judgement) if judgement is not None:
            return mrkdwn("*{}*, because {}. {}", WHY[Not.DENIED_NOW], whole(judgement.reason), UNCHANGED)
        case NotDecided(why=Not.NOT_NAMED, refusal=refusal) if refusal is not None:
            return mrkdwn("*{}* {}{}", BECAUSE[refusal.because], _is_with(refusal.now), UNCHANGED)
        case NotDecided(why=Not.NOT_WITH_YOU, request=request) if request is not None:
            return mrkdwn("*{}* It is with {}. {}", WHY[Not.NOT_WITH_YOU], whom(request.course), UNCHANGED)
        case _:
            return mrkdwn("*{}* {}", WHY[answer.why], UNCHANGED)


def _is_with(now: Candidate | Room | None) -> Mrkdwn:
    match now:
        case Candidate(standing=standing):
            return mrkdwn("It is with {}. ", named(standing.person.name))
        case Room():
            return mrkdwn("It is with {}. ", mrkdwn("{}", ROOM))
        case None:
            return NOTHING
