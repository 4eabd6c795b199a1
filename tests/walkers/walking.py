"""Walks every entrance as dispatch does, and judges each answer: harmless, whole, and taken by Slack."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from bot.dispatch.turn import Turn
from bot.errors import FieldError, OnQueueError
from bot.grammar.words import Words
from bot.identity.slack_people import SlackId
from bot.sandbox.slack.blocks import Surface, are_options, checked_view
from bot.sandbox.slack.content import message_content
from bot.slack.blocks import Button, Picker, option
from bot.slack.form import Form, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import TITLE, Place
from handlers.home import drawn
from handlers.refusals import field_sentence, refuse
from tests.stage.stage import Person
from tests.walkers.entrances import ACTIONS, LOADS, SHORTCUTS, VERBS, VIEWS

#: In mrkdwn of ours nothing is unescaped: neither a ping nor a link.
ALIVE = re.compile("[<>]")
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\x00-\x09\x0b-\x1f]")


class Walk:
    """One person going through everything, on a floor whose things are called `name`."""

    def __init__(self, person: Person, name: str, label: str = "") -> None:
        self._person, self._name, self._label = person, name, label
        self._app, self._lead = person.stage.app, person.stage.person(1).who
        self._choice, self._turns = "", 0

    async def everything(self, *, without: Collection[str] = ()) -> None:
        """All entrances but the verbs left out. What takes the link away comes last."""
        await self.words(*(verb for verb in VERBS if verb != "unlink" and verb not in without))
        for name in ACTIONS:
            await self.clicks(name)
        for name in SHORTCUTS:
            self._judge(await self._answer(self._app.router.shortcuts[name].handler, await self.turn()), name)
        for name in VIEWS:
            await self.forms(name)
        for name in LOADS:
            await self.menus(name)
        await self.home()
        await self.words("unlink")

    async def words(self, *verbs: str) -> None:
        for said in (said for verb in verbs for said in VERBS[verb]):
            await self.says(self._filled(said))

    async def says(self, text: str) -> Reply | Form:
        turn = replace(await self.turn(), said=text)
        answer = await self._answer(lambda turn: self._app.work.run(turn, text), turn)
        self._judge(answer, text)
        return answer

    async def clicks(self, name: str) -> None:
        action = self._app.router.actions[name]
        for value in ACTIONS[name]:
            picked = () if value is None else (self._filled(value),)
            answer = await self._answer(action.handler, replace(await self.turn(), picked=picked))
            if not action.silent:
                self._judge(answer, f"{name} {value}")

    async def forms(self, name: str) -> None:
        view = self._app.router.views[name]
        for filled in VIEWS[name]:
            picked, said = (
                {key: self._filled(value) for key, value in given.items()} for given in (filled.picked, filled.texts)
            )
            values = Values(filled.moments, picked, said, about=self._filled(filled.about))
            turn = replace(await self.turn(), values=values)
            try:
                view.check(values, turn.now)
            except FieldError as error:
                _shown(field_sentence(error), name)
            else:
                self._judge(await self._answer(view.handler, turn), name)

    async def menus(self, name: str) -> None:
        for typed in LOADS[name]:
            offered = [
                option(one)
                for one in (await self._app.router.loads[name](await self.turn(), self._filled(typed)))[:100]
            ]
            assert are_options({"options": offered}), (name, offered)
            for _, shown in texts(offered):
                _shown(shown, name)

    async def home(self) -> None:
        """The App Home as it is drawn then."""
        turn = await self.turn()
        turn.desk.homes.forget(turn.slack)
        for kind, shown in texts(checked_view(await drawn(turn), Surface.HOME)):
            _shown(shown, "home", alive=kind == "mrkdwn")

    async def turn(self) -> Turn:
        self._turns += 1
        if self._turns % 10 == 0:  # each move wakes whatever waits for its time
            self._person.stage.later(seconds=30)  # nobody is so quick as to meet the rate limit
        desk, slack = self._app.desk, SlackId("T0SANDBOX", self._person.who.slack_user)
        turn = Turn(
            desk=desk,
            slack=slack,
            zone=desk.default_zone,
            place=Place(user=slack.user_id, team=slack.team_id),
            request_id="0badcafe",
            said="",
            words=Words("", now=desk.clock.now(), zone=desk.default_zone),
            run=self._app.work.run,
        )
        try:
            return replace(turn, actor=await desk.identity.actor(slack))
        except OnQueueError:  # no longer linked
            return turn

    async def _answer(self, handler: Callable[[Turn], Awaitable[Reply | Form]], turn: Turn) -> Reply | Form:
        """As dispatch answers; but a bug is not caught."""
        try:
            return await handler(turn)
        except OnQueueError as error:
            return await refuse(error, turn)

    def _judge(self, answer: Reply | Form, asked: str) -> None:
        judge(answer, asked)
        for element in answer.elements if isinstance(answer, Reply) else ():
            match element:
                case Button(action="asked.choose", value=value) if not self._choice:
                    self._choice = value
                case Picker(action="asked.choose", options=(first, *_)) if not self._choice:
                    self._choice = first.value

    def _filled(self, template: str) -> str:
        floor, who = self._person.stage.sides.simulator.floor, self._person.who
        memberships = floor.users[who.genesys_user].memberships
        return template.format(
            name=self._name,
            label=self._label or "coffee break",
            queue=next(iter(memberships), "nothing"),
            user=self._lead.genesys_user,
            email=self._lead.email,
            station=next(iter(floor.stations)),
            change="00000000",
            choice=self._choice or "nothing nothing",
        )


def judge(answer: Reply | Form, asked: str) -> None:
    """Slack takes it as a message and in a window, nothing in it is alive, and `text` tells all that the blocks do."""
    if isinstance(answer, Form):
        for kind, shown in texts(checked_view(answer.view(), Surface.MODAL)):
            _shown(shown, asked, alive=kind == "mrkdwn")
        return
    text, blocks = answer.text(), answer.blocks()
    message_content({"text": text, "blocks": blocks}, counts_blocks=True)  # raises what Slack refuses
    checked_view(answer.view(TITLE), Surface.MODAL)
    _shown(text, asked, alive=True)
    for kind, shown in texts(blocks):
        _shown(shown, asked, alive=kind == "mrkdwn")
    sections = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert all(line in text for section in sections for line in section.splitlines()), asked
    assert "that do not fit here" not in text.split("\n", 1)[0], (asked, "the first line is too long to be read")


def told(name: str) -> str:
    """How a name reads in a message."""
    return mrkdwn("{}", name).text


def texts(thing: Any) -> Iterator[tuple[str, str]]:
    """Every text object in blocks: its type and its text."""
    if isinstance(thing, dict):
        if thing.get("type") in {"mrkdwn", "plain_text"} and isinstance(thing.get("text"), str):
            yield thing["type"], thing["text"]
        for value in thing.values():
            yield from texts(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from texts(value)


def _shown(text: str, asked: str, *, alive: bool = False) -> None:
    assert text.strip(), asked
    assert not INVISIBLE.search(text), (asked, text)
    assert not (alive and ALIVE.search(text)), (asked, text)
