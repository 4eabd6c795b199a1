"""The Bolt app: one listener a payload type, then a dict, so that identity and refusals are the same everywhere.

Listeners acknowledge and hand the work to `Tasks`; with `process_before_response` the answer leaves in the same breath
instead of after Bolt's poll of ten milliseconds.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch import payloads
from bot.dispatch.admitting import Admission
from bot.dispatch.answering import ASKING
from bot.dispatch.delivery import Delivery
from bot.dispatch.doorstep import Doorstep
from bot.dispatch.router import Action, Router
from bot.dispatch.seen import Seen
from bot.dispatch.shapes import Malformed
from bot.dispatch.straight import Straight
from bot.dispatch.tasks import Tasks
from bot.dispatch.work import Work
from bot.errors import FieldError, Why
from bot.metrics import DELIVERIES, Metrics
from bot.slack.blocks import OPENS_PAGE, option
from bot.slack.sender import TITLE

ANY = re.compile(r"[\s\S]*")
#: What Bolt takes from the environment by itself, whatever it is given: it then warns, or sets up an OAuth flow.
BOLT_READS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
#: The header in which a request carries what it counts once by.
KEY = "x-slack-signature"
#: In the place of a token, where Bolt insists on one.
NOBODYS = "nobody's token"
Body = dict[str, Any]


class Listeners:
    """What Bolt calls."""

    def __init__(
        self,
        *,
        work: Work,
        tasks: Tasks,
        seen: Seen,
        router: Router,
        unknown: Action,
        command: str,
        field_sentence: Callable[[FieldError], str],
        metrics: Metrics,
    ) -> None:
        self._work = work
        self._tasks = tasks
        self._seen = seen
        self._router = router
        self._unknown = unknown
        self._command = command
        self._field_sentence = field_sentence
        self._metrics = metrics

    async def command(self, ack: AsyncAck, body: Body, req: AsyncBoltRequest) -> None:
        await ack()
        delivery = payloads.command(body, _key(req), self._command)
        if self._is_new(delivery.kind, delivery.key):
            self._tasks.start(self._work.words(delivery))

    async def action(self, ack: AsyncAck, body: Body, req: AsyncBoltRequest) -> None:
        await ack()
        name = _name(body["actions"][0])
        delivery = payloads.interaction(body, _key(req))
        if name != OPENS_PAGE and self._is_new(delivery.kind, delivery.key):
            self._tasks.start(self._work.action(delivery, self._router.actions.get(name, self._unknown)))

    async def view(self, ack: AsyncAck, body: Body, req: AsyncBoltRequest) -> None:
        """Checked without I/O; then the form turns into "asking…", which the answer replaces."""
        delivery = payloads.interaction(body, _form_key(body) or _key(req))
        view = self._router.views.get(body["view"]["callback_id"])
        try:
            if view is not None:
                view.check(delivery.values, self._work.now())
                self._check_new(delivery, body)
        except FieldError as error:
            await ack(response_action="errors", errors={error.field: self._field_sentence(error)})
            return
        await ack(response_action="update", view=ASKING.view(TITLE))
        work = self._work.view(delivery, view) if view else self._work.action(delivery, self._unknown)
        self._tasks.start(work)

    def _check_new(self, delivery: Delivery, body: Body) -> None:
        """Raises FieldError, below the form's first input, where it was sent already."""
        if not self._is_new(delivery.kind, delivery.key):
            inputs = (body["view"].get("state") or {}).get("values") or {}
            raise FieldError(next(iter(inputs), ""), Why.SENT_ALREADY)

    async def options(self, ack: AsyncAck, body: Body, req: AsyncBoltRequest) -> None:
        """Here the acknowledgement is the answer."""
        delivery = payloads.interaction(body, _key(req))
        found = await self._work.options(delivery, _name(body), str(body.get("value") or ""))
        await ack(options=[option(choice) for choice in found[:100]])

    async def shortcut(self, ack: AsyncAck, body: Body, req: AsyncBoltRequest) -> None:
        await ack()
        delivery = payloads.interaction(body, _key(req))
        shortcut = self._router.shortcuts.get(body["callback_id"])
        if self._is_new(delivery.kind, delivery.key):
            work = self._work.shortcut(delivery, shortcut) if shortcut else self._work.action(delivery, self._unknown)
            self._tasks.start(work)

    async def event(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Words in a DM or after a mention; edits, joins and what bots say are not words to the bot."""
        await ack()
        spoken = not event.get("subtype") and not event.get("bot_id") and event.get("user")
        if not spoken or (event["type"] == "message" and event.get("channel_type") != "im"):
            return
        delivery = payloads.message(body, event)
        if self._is_new(delivery.kind, delivery.key):
            self._tasks.start(self._work.words(delivery))

    async def news(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """What nobody asked for. What nobody listens for is taken as well, so that Slack does not send it again."""
        await ack()
        handler = self._router.events.get(event["type"])
        news = payloads.news(body, event)
        if handler and self._is_new("event", news.key):
            self._tasks.start(self._work.news(news, handler))

    def _is_new(self, kind: str, key: str) -> bool:
        """Whether it did not come to this process before; what did ends here."""
        if not self._seen.here(key):
            return True
        self._metrics.count(DELIVERIES, kind, Admission.AGAIN)
        return False


async def authorize() -> AuthorizeResult:
    """Bolt's `authorize`, for every workspace; by itself Bolt asks `auth.test`, before the acknowledgement.

    It puts the token that it gets into the context's client, which all deliveries share: so it gets nobody's. Whether
    the workspace is known was asked before (`bot/dispatch/doorstep.py`); what speaks there has a client of its own.
    """
    return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=NOBODYS)


async def dispatched(bolt: AsyncApp, body: Body, key: str) -> BoltResponse:
    """What Bolt answers to a body that the guard let through; it counts once under this key. Raises `Malformed`."""
    try:
        # As in Socket Mode, already read: Bolt would parse it again, and takes a command whose text has the word
        # "payload" in it for an empty one.
        asked = AsyncBoltRequest(body=body, headers={KEY: key}, mode="socket_mode")
    except (TypeError, AttributeError, LookupError) as error:  # Bolt looks into more parts than we do.
        raise Malformed("not as Slack sends it") from error
    return await bolt.async_dispatch(asked)


class _App(AsyncApp):
    """Bolt, with one Web API client in every context: one for each request took a tenth of an acknowledgement's time.

    No listener uses it (what the bot says goes through `bot/slack/sender.py`), so nobody can be given another's token.
    """

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self.logger
        req.context["token"] = None
        req.context["client"] = self.client
        req.context["listener_runner"] = self.listener_runner


def bolt_app(listeners: Listeners, client: AsyncWebClient, doorstep: Doorstep) -> AsyncApp:
    """The app. The guard has verified the signature before a request comes here."""
    with _not_in_the_environment(BOLT_READS):
        app = _App(
            name="onqueue",  # otherwise Bolt looks through every module for a file's name
            # Its own loggers take the root's level, and write whole bodies at DEBUG.
            logger=logging.getLogger("slack_bolt"),
            # Without a token of its own: Bolt warns about one that `authorize` makes needless.
            client=AsyncWebClient(base_url=client.base_url, session=client.session),
            authorize=authorize,
            before_authorize=Straight(
                doorstep.refusal,
                listeners.command,
                {
                    "block_actions": listeners.action,
                    "view_submission": listeners.view,
                    "block_suggestion": listeners.options,
                    "shortcut": listeners.shortcut,
                    "message_action": listeners.shortcut,
                },
            ),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    app.event("message")(listeners.event)
    app.event("app_mention")(listeners.event)
    # The last one: what nobody listens for Bolt answers with 404 and writes to the log.
    app.event(ANY)(listeners.news)
    return app


@contextmanager
def _not_in_the_environment(names: tuple[str, ...]) -> Iterator[None]:
    """Hides these variables for as long as the block takes."""
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _key(req: AsyncBoltRequest) -> str:
    """Over HTTP the signature stands for its request: it covers the body and the time."""
    return (req.headers.get(KEY) or [""])[0]


def _form_key(body: Body) -> str:
    """A form counts once, however it comes: its hash changes with each update of the window."""
    view = body["view"]
    return f"form {view['id']} {view['hash']}" if view.get("id") and view.get("hash") else ""


def _name(action: Body) -> str:
    """An action id without the number that keeps it unique in its message."""
    return str(action.get("action_id", "")).partition("/")[0]
