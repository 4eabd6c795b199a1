"""The scopes that the OAuth client needs, and why. They widen nobody's rights: a call needs the permission as well."""

from collections.abc import Collection

SCOPES = {
    "users": "profiles and search, managers, own out-of-office, own queues, call forwarding, the station one sits at",
    "user-basic-info": "who has just signed in, and revoking that sign-in with `unlink`",
    "presence": "the organisation's presences, and setting one's own",
    "routing": "queues by name, joining and leaving one's own, members of queues, one's own routing status",
    "analytics:readonly": "how many people are on a queue and how much waits there",
    "stations:readonly": "which stations are free",
    "organization:readonly": "that the person who links belongs to your organisation",
}
READONLY = ":readonly"


def missing(has: Collection[str]) -> list[str]:
    """Those that are not among `has`; whoever may write may read."""
    return [scope for scope in SCOPES if scope not in has and scope.removesuffix(READONLY) not in has]
