"""App Home: the panel, the person's reminders and digests, with their buttons.

A press in it is answered in a window, since nothing else can stand there; what it changed shows in the Home too.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.dispatch.answering import ASKING, ASKING_AFTER_S
from bot.dispatch.happening import Happening
from bot.dispatch.homes import Sight
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import GenesysError, NotServed, OnQueueError, SlackUnavailable, StoreUnavailable
from bot.grammar.words import Words
from bot.schedules.schedule import Schedule
from bot.slack.blocks import Block, Button, ChannelPicker, Element
from bot.slack.home import Part, home
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place
from handlers.digest_cards import choices, in_a_line
from handlers.digest_rooms import ALONE
from handlers.panel import panel
from handlers.refusals import genesys_sentence, refuse
from handlers.reminder_cards import card, reminder_buttons
from handlers.request_lists import home_parts

router = Router()

REFRESH = Button("Refresh", "home.refresh")
TODAY = "Your day"
SHOWN = 12  #: reminders, and digests, that stand there with their own buttons


@router.event("app_home_opened")
async def opened(happening: Happening) -> None:
    """Slack tells of the Messages tab by the same event."""
    if happening.told.get("tab") == "home":
        happening.desk.homes.opened(happening.slack, _Canvas(happening).draw)


@router.action("home.refresh", silent=True)
async def refresh(turn: Turn) -> Reply:
    """What it does shows: the Home is drawn after whatever its person does."""
    turn.desk.homes.forget(turn.slack)
    return Reply([])


class _Canvas:
    """What one opening shows, until the next one: what stands there already is not sent again."""

    def __init__(self, happening: Happening) -> None:
        self._happening = happening
        self._shown: Block | None = None

    async def draw(self) -> None:
        """Where nothing stands yet, a look that takes longer says so first."""
        drawing = asyncio.ensure_future(drawn(await _turn(self._happening)))
        done, _ = await asyncio.wait({drawing}, timeout=ASKING_AFTER_S)
        if not done and self._shown is None and "view" not in self._happening.told:
            await self._show(home([Part(ASKING.lines, title=TODAY)]))
        await self._show(await drawing)

    async def _show(self, view: Block) -> None:
        if view != self._shown:
            slack = self._happening.slack
            await self._happening.sender.publish(slack.workspace, slack.user_id, view)
            self._shown = view


async def drawn(turn: Turn) -> Block:
    """The whole Home of whoever the turn is of, as a view."""
    sight = await turn.desk.homes.look(turn.slack, partial(_look, turn))
    day = Part(sight.reply.lines, [*sight.reply.elements, REFRESH], title=TODAY)
    try:
        reminders = await turn.desk.schedules.of(turn.slack, "reminder")
        digests = await turn.desk.schedules.of(turn.slack, "digest")
        asked = await _requests(turn)
    except StoreUnavailable as error:
        return home([day, Part((await refuse(error, turn)).lines, title="Your reminders and digests")])
    known = bool(sight.genesys_user or turn.desk.homes.last_given(turn.slack))
    return home(
        [
            day,
            *asked,
            *(_reminders(turn, reminders) if reminders or known else []),
            *(_digests(turn, digests) if digests or known else []),
        ]
    )


async def _look(turn: Turn) -> Sight:
    """The panel; or why there is none, with what was last seen below it."""
    try:
        actor = await turn.desk.identity.actor(turn.slack)
        return Sight(await panel(replace(turn, actor=actor)), turn.now, actor.me.id)
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


async def _requests(turn: Turn) -> list[Part]:
    """Whoever is not linked has none; who reads in a channel of approvers is Slack's to say."""
    try:
        return await home_parts(replace(turn, actor=await turn.desk.identity.actor(turn.slack)))
    except StoreUnavailable:
        raise
    except OnQueueError:
        return []


def _reminders(turn: Turn, mine: Sequence[Schedule]) -> list[Part]:
    """Each with its own buttons; of very many the first ones, and a menu of all."""
    new = [Button("New reminder…", "reminders.new"), Button("Hours and days off…", "reminders.hours")]
    if not mine:
        return [Part([mrkdwn("You have no reminders.")], new, title="Your reminders")]
    cards = [card(one, zone=turn.zone, now=turn.now) for one in mine[:SHOWN]]
    head = Part([mrkdwn("By the clock of {}:", turn.zone.key)], title="Your reminders")
    return [
        head,
        *(Part(one.lines, one.elements) for one in cards),
        *_more(mine, reminder_buttons(mine)),
        Part([], new),
    ]


def _digests(turn: Turn, mine: Sequence[Schedule]) -> list[Part]:
    new: list[Element] = [
        ChannelPicker("New digest into…", "digest.form"),
        Button("New digest for me…", "digest.form", ALONE),
    ]
    if not mine:
        text = "You have no digests. A digest tells, at set times, who of a team is on queue and who needs a look."
        return [Part([mrkdwn(text)], new, title="Your digests")]
    lines = [in_a_line(turn, one) for one in mine[:SHOWN]]
    opening = [Button(f"Digest {one.id}…", "digest.show", one.id) for one in mine[:SHOWN]]
    return [Part(lines, opening, title="Your digests"), *_more(mine, choices(mine)), Part([], new)]


def _more(mine: Sequence[Schedule], menu: Sequence[Element]) -> list[Part]:
    """What is left of a long list is counted, and in a menu."""
    left = len(mine) - SHOWN
    return [Part([mrkdwn("… and {} more. All of them:", left)], menu)] if left > 0 else []


async def _turn(happening: Happening) -> Turn:
    """As if this person had asked for their Home, without a word and nowhere."""
    desk, slack = happening.desk, happening.slack
    try:
        zone = (await desk.slack_people.person(slack)).zone
    except (NotServed, SlackUnavailable):  # The look finds the same, and says so.
        zone = desk.default_zone
    words = Words("", now=desk.clock.now(), zone=zone)
    return Turn(desk, slack, zone, Place(slack.user_id, team=slack.workspace), secrets.token_hex(4), "", words)
