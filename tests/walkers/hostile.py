"""Names that mean harm, and floors of every size."""

import uuid
from dataclasses import replace

from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.state import Queue, Station, User

NAMES = {
    "channel": "<!channel>",
    "mention": "<@U1>",
    "link": "<https://evil.example|click me>",
    "entity": "&lt;!here&gt; &amp;",
    "long": "Maximilian " * 18 + "Ho",
    "emoji": "🎉" * 500,
    "right to left": "\u202eelif\u202c \u200fשלום",
    "no width": "\u200b\u2060\ufeff",
    "empty": "",
    "format": "{} {0} {name} %s *bold* `code` ~_x_~",
    "nul": "Bil\0ling",
    "lines": "a\nb\r\n\tc\x1b[31m",
}

#: The same harm in fewer names, for what walks through everything. Those that are judged by their length, or by what is
#: left of them, stay alone; of the others each is judged by a sign of its own, which the others do not hide.
GATHERED = {
    "pings and a link": "<!channel><@U1><https://evil.example|x>",
    "marks": "&lt;!here&gt;{} {0} {name} %s *b* `c` ~_x_~",
    "unseen": "\u202eelif\u202c \u200fשלום\0a\nb\r\n\tc\x1b[31m",
    **{kind: NAMES[kind] for kind in ("long", "emoji", "no width", "empty")},
}


def rename(floor: Floor, name: str) -> None:
    """Gives everything on the floor the same name: people, queues, stations and presence labels."""
    for user in floor.users.values():
        user.name = user.title = user.department = name
    for queue in floor.queues.values():
        queue.name = name
    floor.stations.update({key: Station(key, name) for key in floor.stations})
    floor.definitions.update(
        {key: one if one.is_system else replace(one, name=name) for key, one in floor.definitions.items()}
    )
    floor.touch()


def crowd(floor: Floor, user_id: str, count: int, *, above: int | None = None) -> None:
    """Leaves one person `count` queues, all joined, and as many people above them, or `above`."""
    user = floor.users[user_id]
    floor.queues.clear()
    for number in range(count):
        queue = Queue(str(uuid.UUID(int=number, version=4)), f"Queue number {number}")
        floor.queues[queue.id] = queue
    for one in floor.users.values():
        one.memberships.clear()
    user.memberships.update(dict.fromkeys(floor.queues, True))
    bosses = [_boss(floor, user, number) for number in range(count if above is None else above)]
    for lower, upper in zip([user, *bosses], [*bosses, None], strict=True):
        lower.manager_id = upper.id if upper else None
    floor.touch()


def _boss(floor: Floor, like: User, number: int) -> User:
    identity = str(uuid.UUID(int=10_000 + number, version=4))
    name = f"Boss Number{number}"
    boss = replace(like, id=identity, name=name, email=f"boss{number}@example.com", memberships={}, station_id=None)
    floor.users[identity] = boss
    return boss
