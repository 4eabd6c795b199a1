"""App Home: the panel, the person's reminders and digests, with their buttons.

A press in it is answered in a window, since nothing else can stand there; what it changed shows in the Home too.
"""

import secrets
from functools import partial

from bot.dispatch.happening import Happening
from bot.dispatch.homes import Sight
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import GenesysError, OnQueueError
from bot.grammar.words import Words
from bot.slack.blocks import Button
from bot.slack.home import Part, home
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place
from handlers.panel import panel
from handlers.refusals import genesys_sentence, refuse

router = Router()

REFRESH = Button("Refresh", "home.refresh")


@router.event("app_home_opened")
async def opened(happening: Happening) -> None:
    """Slack tells of the Messages tab by the same event."""
    if happening.told.get("tab") == "home":
        happening.desk.homes.opened(happening.slack, partial(_draw, happening))


@router.action("home.refresh", silent=True)
async def refresh(turn: Turn) -> Reply:
    """What it does shows: the Home is drawn after whatever its person does."""
    turn.desk.homes.forget(turn.slack)
    return Reply([])


async def _draw(happening: Happening) -> None:
    turn = _turn(happening)
    sight = await turn.desk.homes.look(turn.slack, partial(_look, turn))
    parts = [Part(sight.reply.lines, [*sight.reply.elements, REFRESH], title="Your day")]
    await happening.sender.publish(turn.slack.workspace, turn.slack.user_id, home(parts))


async def _look(turn: Turn) -> Sight:
    """The panel; or why there is none, with what was last seen below it."""
    try:
        person = await turn.desk.slack_people.person(turn.slack)
        actor = await turn.desk.identity.actor(turn.slack)
        words = Words("", now=turn.now, zone=person.zone)
        there = Turn(turn.desk, turn.slack, person.zone, turn.place, turn.request_id, "", words, actor)
        return Sight(await panel(there), turn.now, actor.me.id)
    except GenesysError as error:
        return Sight(_older(turn, error), turn.now)
    except OnQueueError as error:
        return Sight(await refuse(error, turn), turn.now)


def _older(turn: Turn, error: GenesysError) -> Reply:
    """What was seen says itself as of when."""
    last = turn.desk.homes.last_given(turn.slack)
    if last is None:
        return Reply([mrkdwn("*{}* I can't show your state now.", genesys_sentence(error))])
    return Reply(
        [mrkdwn("*{}* This was your state before:", genesys_sentence(error)), *last.reply.lines], last.reply.elements
    )


def _turn(happening: Happening) -> Turn:
    """As if this person had asked for their panel, without a word and nowhere."""
    desk, slack = happening.desk, happening.slack
    words = Words("", now=desk.clock.now(), zone=desk.default_zone)
    place = Place(slack.user_id, team=slack.workspace)
    return Turn(desk, slack, desk.default_zone, place, secrets.token_hex(4), "", words)
