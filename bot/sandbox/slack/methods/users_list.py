"""users.list: everybody, in pages."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.members import user_object
from bot.sandbox.slack.method import Method, page_of
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def list_users(ws: Workspace, args: Args) -> Json:
    page, following = page_of(list(ws.members.values()), args)
    now, with_email = ws.clock.now(), "users:read.email" in ws.manifest.scopes
    return {
        "members": [user_object(member, now=now, with_email=with_email) for member in page],
        "cache_ts": int(now.timestamp()),
        **following,
    }


METHOD = Method("users.list", list_users, scopes=("users:read",), takes_json=False)
