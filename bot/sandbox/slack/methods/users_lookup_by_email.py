"""users.lookupByEmail: the active member with this address."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method, shown_user
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def lookup_by_email(ws: Workspace, args: Args) -> Json:
    wanted = args.required("email").casefold()
    for member in ws.members.values():
        if member.email is not None and member.email.casefold() == wanted and not member.deleted:
            return {"user": shown_user(ws, member)}
    raise Refused("users_not_found")


METHOD = Method("users.lookupByEmail", lookup_by_email, scopes=("users:read", "users:read.email"), takes_json=False)
