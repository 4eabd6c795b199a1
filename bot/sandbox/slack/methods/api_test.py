"""api.test: whether Slack answers, for anybody who asks."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.ledger import veiled
from bot.sandbox.slack.method import Caller, Method
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def api_test(_: Workspace, args: Args) -> Json:
    """The arguments come back; `error` asks for a refusal with that word."""
    said = veiled(args.values)
    if error := args.text("error"):
        raise Refused(error, args=said)
    return {"args": said}


METHOD = Method("api.test", api_test, caller=Caller.ANYBODY)
